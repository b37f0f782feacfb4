import CZlib
import Foundation

/// A picture in shades of grey as the bytes of a PNG file.
///
/// - Source: Portable Network Graphics, third edition, W3C Recommendation 2025, sections 5, 9 and 11.
struct PNGImage {
  /// The whole file.
  let data: Data

  /// A picture of `width` by `height` pixels, given row by row from the top; 0 is black.
  ///
  /// - Precondition: `width * height` pixels, at least one.
  init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      pixels.count == width * height && width > 0 && height > 0,
      "\(pixels.count) pixels for \(width) × \(height)")
    var header = Data()
    header.append(bigEndian: UInt32(width))
    header.append(bigEndian: UInt32(height))
    header.append(contentsOf: [8, 0, 0, 0, 0])  // bits, grey, deflate, filters, not interlaced
    var rows = Data(capacity: (width + 1) * height)
    for row in 0..<height {
      rows.append(0)  // not filtered
      rows.append(contentsOf: pixels[row * width..<(row + 1) * width])
    }
    var file = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    file.append(chunk: "IHDR", header)
    file.append(chunk: "IDAT", Self.compressed(rows))
    file.append(chunk: "IEND", Data())
    data = file
  }

  private static func compressed(_ data: Data) -> Data {
    var count = compressBound(uLong(data.count))
    var result = Data(count: Int(count))
    result.withUnsafeMutableBytes { target in
      data.withUnsafeBytes { source in
        let target = target.bindMemory(to: Bytef.self)
        let source = source.bindMemory(to: Bytef.self)
        _ = compress(target.baseAddress, &count, source.baseAddress, uLong(source.count))
      }
    }
    return result.prefix(Int(count))
  }
}

extension Data {
  fileprivate mutating func append(bigEndian value: UInt32) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }

  fileprivate mutating func append(chunk name: String, _ contents: Data) {
    append(bigEndian: UInt32(contents.count))
    let checked = Data(name.utf8) + contents
    append(checked)
    let sum = checked.withUnsafeBytes { bytes in
      crc32(0, bytes.bindMemory(to: Bytef.self).baseAddress, uInt(bytes.count))
    }
    append(bigEndian: UInt32(sum))
  }
}
