public import Foundation

extension SafeTensors {
  /// Reads the contents of a safetensors file.
  ///
  /// Nothing in the header is believed: every length and offset is checked against the bytes that
  /// are there before a tensor is made, and the tensors must fill the file without gap or overlap.
  /// That goes for those of ``unreadTypes`` too.
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
      try entry.check(
        name, availableBytes: data.count - header.dataOffset, source: source)
      if let values = entry.floats(in: data, dataOffset: header.dataOffset) {
        tensors.append(Tensor(name: name, shape: entry.shape, values: values))
      } else {
        unreadTypes[name] = entry.type
      }
      end = entry.end
    }
    guard header.dataOffset + end == data.count else {
      throw .invalidHeader(
        source: source,
        reason: "its tensors end at byte \(header.dataOffset + end) of \(data.count)")
    }
  }
}

extension SafeTensorsHeader.Entry {
  /// Bits of an element; a type that is not listed says nothing about how many bytes there are.
  private static let bitCounts = [
    "F64": 64, "I64": 64, "U64": 64, "C64": 64, "F32": 32, "I32": 32, "U32": 32,
    "F16": 16, "BF16": 16, "I16": 16, "U16": 16, "I8": 8, "U8": 8, "BOOL": 8,
    "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F6_E2M3": 6, "F6_E3M2": 6, "F4": 4,
  ]

  /// Checks that the elements lie in the file, and are as many as the shape says.
  fileprivate func check(
    _ name: String, availableBytes: Int, source: String
  ) throws(SafeTensorsError) {
    guard end <= availableBytes else {
      throw .invalidOffsets(
        source: source, tensor: name,
        reason: "ends at byte \(end) of \(availableBytes); the file is cut off")
    }
    guard let bitCount = Self.bitCounts[type] else { return }
    guard let count = elementCount(ofShape: shape, elementSize: bitCount),
      count * bitCount == 8 * (end - start)
    else {
      throw .invalidOffsets(
        source: source, tensor: name,
        reason: "has shape \(shape), type \(type), but \(end - start) bytes")
    }
  }

  /// The elements as single-precision numbers; nil if they are of a type that is not converted.
  fileprivate func floats(in data: Data, dataOffset: Int) -> [Float]? {
    let offset = dataOffset + start
    let byteCount = end - start
    return switch type {
    case "F32": data.floats(at: offset, count: byteCount / 4)
    case "F16":
      data.floats(at: offset, count: byteCount / 2, from: UInt16.self, float(halfBits:))
    case "BF16":
      data.floats(at: offset, count: byteCount / 2, from: UInt16.self) {
        Float(bitPattern: UInt32($0) << 16)
      }
    case "F64": data.floats(at: offset, count: byteCount / 8, from: Double.self) { Float($0) }
    default: nil
    }
  }
}
