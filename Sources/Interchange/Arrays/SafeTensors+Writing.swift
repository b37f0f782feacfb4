public import Foundation

extension SafeTensors {
  /// What elements are written as.
  public enum ElementType: String, Sendable, Codable, CaseIterable {
    /// Single precision.
    case f32
    /// Its upper half, rounded to nearest even: 8 bits of significand.
    case bf16

    fileprivate var byteCount: Int { self == .f32 ? 4 : 2 }
  }

  /// The contents of a safetensors file with these arrays, in their order.
  ///
  /// The same arrays and metadata give the same bytes.  Spaces pad the header to a multiple of
  /// eight bytes, so that the elements are aligned in a mapped file.
  ///
  /// - Precondition: no two tensors have the same name, and none is called `__metadata__`.
  public func data(as type: ElementType = .f32) -> Data {
    precondition(
      Set(tensors.map(\.name) + ["__metadata__"]).count == tensors.count + 1,
      "tensor names must differ from each other and from __metadata__")
    var header = jsonHeader(type)
    header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let elementCount = tensors.reduce(0) { $0 + $1.values.count }
    var data = Data(capacity: 8 + header.utf8.count + type.byteCount * elementCount)
    let length = UInt64(header.utf8.count)
    data.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) })
    data.append(contentsOf: header.utf8)
    for tensor in tensors {
      switch type {
      case .f32: data.append(floats: tensor.values)
      case .bf16: data.append(halves: tensor.values)
      }
    }
    return data
  }

  private func jsonHeader(_ type: ElementType) -> String {
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }
        .map { "\($0.key.jsonLiteral):\($0.value.jsonLiteral)" }
      members.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    var offset = 0
    for tensor in tensors {
      let end = offset + type.byteCount * tensor.values.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        tensor.name.jsonLiteral
          + ":{\"dtype\":\"\(type.rawValue.uppercased())\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    return "{\(members.joined(separator: ","))}"
  }
}
