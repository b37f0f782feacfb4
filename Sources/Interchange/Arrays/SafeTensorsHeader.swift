import Foundation

/// The JSON at the head of a safetensors file.
struct SafeTensorsHeader {
  /// One tensor's type, shape and place, counted from the end of the header.
  struct Entry {
    let type: String
    let shape: [Int]
    let start: Int
    let end: Int
  }

  private(set) var metadata: [String: String] = [:]
  private(set) var entriesByOffset: [(name: String, entry: Entry)] = []
  /// Where the elements begin.
  let dataOffset: Int

  /// The format's own limit on the header's length in bytes.
  private static let maximumLength: UInt64 = 100_000_000

  init(_ data: Data, source: String) throws(SafeTensorsError) {
    guard data.count >= 8 else {
      throw .invalidHeader(source: source, reason: "it has only \(data.count) bytes")
    }
    let length = data.unsignedInteger(at: 0, byteCount: 8)
    guard length <= Self.maximumLength, length <= data.count - 8 else {
      throw .invalidHeader(
        source: source, reason: "it claims a header of \(length) bytes in \(data.count)")
    }
    dataOffset = 8 + Int(length)
    let json: JSONHeader
    do {
      let bytes = data[data.startIndex + 8..<data.startIndex + dataOffset]
      json = try JSONDecoder().decode(JSONHeader.self, from: bytes)
    } catch {
      throw .invalidHeader(source: source, reason: "its header \(jsonFault(error))")
    }
    metadata = json.metadata
    for (name, tensor) in json.tensors {
      entriesByOffset.append((name, try Entry(tensor, name: name, source: source)))
    }
    entriesByOffset.sort {
      ($0.entry.start, $0.entry.end, $0.name) < ($1.entry.start, $1.entry.end, $1.name)
    }
  }
}

extension SafeTensorsHeader.Entry {
  fileprivate init(
    _ tensor: JSONHeader.Tensor, name: String, source: String
  ) throws(SafeTensorsError) {
    let offsets = tensor.data_offsets
    guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1] else {
      throw .invalidOffsets(
        source: source, tensor: name, reason: "has the offsets \(offsets), not a range of bytes")
    }
    guard tensor.shape.allSatisfy({ $0 >= 0 }) else {
      throw .invalidOffsets(source: source, tensor: name, reason: "has the shape \(tensor.shape)")
    }
    self.init(type: tensor.dtype, shape: tensor.shape, start: offsets[0], end: offsets[1])
  }
}

/// The header as JSON has it: one object whose keys are the tensors' names and `__metadata__`.
private struct JSONHeader: Decodable {
  struct Tensor: Decodable {
    let dtype: String
    let shape: [Int]
    // The format's own spelling.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    let data_offsets: [Int]
  }

  struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  var metadata: [String: String] = [:]
  var tensors: [String: Tensor] = [:]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for key in container.allKeys {
      if key.stringValue == "__metadata__" {
        metadata = try container.decode([String: String].self, forKey: key)
      } else {
        tensors[key.stringValue] = try container.decode(Tensor.self, forKey: key)
      }
    }
  }
}
