public import Foundation

extension SafeTensors {
  /// Reads the contents of a safetensors file.
  ///
  /// Nothing in the header is believed: every length and offset is checked against the bytes that
  /// are there before a tensor is made, and the tensors must fill the file without gap or overlap.
  ///
  /// - Parameters:
  ///   - data: the contents of the file.
  ///   - source: what error messages call the data; a path, as a rule.
  /// - Throws: ``SafeTensorsError``.
  public init(_ data: Data, named source: String = "the data") throws(SafeTensorsError) {
    let header = try SafeTensorsHeader(data, source: source)
    metadata = header.metadata
    tensors = []
    var end = 0
    for (name, entry) in header.entriesByOffset {
      guard entry.start == end else {
        throw .invalidOffsets(
          source: source, tensor: name,
          reason: "begins at byte \(entry.start), the one before it ends at \(end)")
      }
      tensors.append(
        try Self.tensor(name, entry, data: data, dataOffset: header.dataOffset, source: source))
      end = entry.end
    }
    guard header.dataOffset + end == data.count else {
      throw .invalidHeader(
        source: source,
        reason: "its tensors end at byte \(header.dataOffset + end) of \(data.count)")
    }
  }

  private static func tensor(
    _ name: String, _ entry: SafeTensorsHeader.Entry, data: Data, dataOffset: Int, source: String
  ) throws(SafeTensorsError) -> Tensor {
    let sizes = ["F32": 4, "F16": 2, "BF16": 2, "F64": 8]
    guard let size = sizes[entry.type] else {
      throw .unsupportedType(source: source, tensor: name, type: entry.type)
    }
    let available = data.count - dataOffset
    guard entry.end <= available else {
      throw .invalidOffsets(
        source: source, tensor: name,
        reason: "ends at byte \(entry.end) of \(available); the file is cut off")
    }
    let byteCount = entry.end - entry.start
    guard let count = elementCount(ofShape: entry.shape, elementSize: size),
      count * size == byteCount
    else {
      throw .invalidOffsets(
        source: source, tensor: name,
        reason: "has shape \(entry.shape), type \(entry.type), but \(byteCount) bytes")
    }
    let offset = dataOffset + entry.start
    let values: [Float] =
      switch entry.type {
      case "F16": data.floats(at: offset, count: count, from: UInt16.self, float(halfBits:))
      case "BF16":
        data.floats(at: offset, count: count, from: UInt16.self) {
          Float(bitPattern: UInt32($0) << 16)
        }
      case "F64": data.floats(at: offset, count: count, from: Double.self) { Float($0) }
      default: data.floats(at: offset, count: count)
      }
    return Tensor(name: name, shape: entry.shape, values: values)
  }
}
