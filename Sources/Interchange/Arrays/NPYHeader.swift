import Foundation

/// What an NPY file says about its array before the elements.
///
/// - Source: numpy.lib.format, versions 1.0, 2.0 and 3.0.
struct NPYHeader {
  /// The elements' type as NumPy spells it, such as `<f4`.
  let type: String
  let isFortranOrder: Bool
  let shape: [Int]
  /// Where the elements begin.
  let dataOffset: Int

  static let magic = Data([0x93]) + Data("NUMPY".utf8)

  init(_ data: Data, source: String) throws(NPYError) {
    guard data.count >= 12, data.starts(with: Self.magic) else {
      throw .invalidHeader(source: source, reason: "it does not begin with \\x93NUMPY")
    }
    let lengthSize = data[data.startIndex + 6] == 1 ? 2 : 4
    let textOffset = 8 + lengthSize
    let length = Int(data.unsignedInteger(at: 8, byteCount: lengthSize))
    guard length <= data.count - textOffset else {
      throw .invalidHeader(source: source, reason: "it ends within its header")
    }
    let bytes = data[data.startIndex + textOffset..<data.startIndex + textOffset + length]
    let text = String(decoding: bytes, as: UTF8.self)
    guard
      let type = text.firstMatch(of: /'descr':\s*'([^']*)'/)?.1,
      let order = text.firstMatch(of: /'fortran_order':\s*(True|False)/)?.1,
      let dimensions = text.firstMatch(of: /'shape':\s*\(([0-9, ]*)\)/)?.1
    else {
      throw .invalidHeader(
        source: source, reason: "its header names no plain type, order and shape")
    }
    let numbers = dimensions.split(separator: ",").map { $0.filter(\.isNumber) }
      .filter { !$0.isEmpty }
    let shape = numbers.compactMap { Int($0) }
    guard shape.count == numbers.count else {
      throw .invalidHeader(source: source, reason: "its shape (\(dimensions)) is too large")
    }
    self.type = String(type)
    self.isFortranOrder = order == "True"
    self.shape = shape
    self.dataOffset = textOffset + length
  }

  /// The bytes before the elements of a float32 array of two dimensions, padded to 64 bytes.
  static func bytes(rows: Int, columns: Int) -> Data {
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    let unpadded = magic.count + 4 + text.utf8.count + 1
    let padding = String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    let length = text.utf8.count + padding.utf8.count
    return magic + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + Data((text + padding).utf8)
  }
}
