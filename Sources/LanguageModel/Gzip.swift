internal import CZlib
import Foundation

extension Data {
  /// Whether the bytes begin as a gzip file does.
  var isGzip: Bool { starts(with: [0x1f, 0x8b]) }

  /// What is packed in the bytes of a gzip file, which may be several of them one after the other.
  ///
  /// - Throws: ``NGramModelError/invalidCompression(source:reason:)``.
  func gunzipped(named source: String) throws(NGramModelError) -> Data {
    var stream = z_stream()
    // 16 more than the size of the window: gzip's header and nothing else.
    let header = inflateInit2_(
      &stream, 16 + MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard header == Z_OK else {
      throw .invalidCompression(source: source, reason: "zlib does not start")
    }
    defer { inflateEnd(&stream) }
    var result = Data()
    let failure: String? = withUnsafeBytes { bytes in
      let input = bytes.bindMemory(to: UInt8.self)
      var piece = [UInt8](repeating: 0, count: 1 << 18)
      var offset = 0
      while true {
        let available = Swift.min(input.count - offset, 1 << 30)
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + offset })
        stream.avail_in = UInt32(available)
        stream.avail_out = UInt32(piece.count)
        let code = piece.withUnsafeMutableBufferPointer {
          stream.next_out = $0.baseAddress
          return inflate(&stream, Z_NO_FLUSH)
        }
        result.append(contentsOf: piece[..<(piece.count - Int(stream.avail_out))])
        offset += available - Int(stream.avail_in)
        switch code {
        case Z_STREAM_END:
          // What follows the last member and is none, such as padding, is ignored, as gzip does.
          guard input[offset...].starts(with: [0x1f, 0x8b]) else { return nil }
          inflateReset(&stream)
        case Z_OK: continue
        case Z_BUF_ERROR: return "the file is cut off"
        default: return stream.msg.map { String(cString: $0) } ?? "the file is damaged"
        }
      }
    }
    if let failure { throw .invalidCompression(source: source, reason: failure) }
    return result
  }
}
