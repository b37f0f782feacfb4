/// What the first frame of an MP3 stream says of all.
///
/// Encoders write a count of frames into it, under the name of Xing, Info or VBRI.
struct MPEGStream {
  /// Whether the first frame counts the others.
  let isCounted: Bool
  /// Where the stream ends, if the first frame says so too.
  let end: Int?

  /// The stream that begins at `offset`; nil if none does.
  init?(_ source: ByteSource, at offset: Int = 0) {
    var start = offset
    // A tag of titles and pictures before the sound; its length is in four times seven bits.
    while let tag = source.bytes(10, at: start), tag.starts(with: "ID3".utf8) {
      start += 10 + tag[6...].reduce(0) { $0 << 7 | Int($1 & 0x7f) }
    }
    guard let sync = source.bytes(2, at: start), sync[0] == 0xff, sync[1] & 0xe0 == 0xe0 else {
      return nil
    }
    let frame = source.bytes(64, at: start) ?? []
    func names(_ name: String, at index: Int) -> Bool { frame[index...].starts(with: name.utf8) }
    isCounted = frame.indices.contains { index in
      ["Xing", "Info", "VBRI"].contains { names($0, at: index) }
    }
    // Flags follow the name; the first two tell of the number of frames and that of bytes.
    let name = frame.indices.first { names("Xing", at: $0) || names("Info", at: $0) }
    guard let name, name + 16 <= frame.count, frame[name + 7] & 2 != 0 else {
      end = nil
      return
    }
    let count = name + (frame[name + 7] & 1 == 0 ? 8 : 12)
    end = start + frame[count..<count + 4].reduce(0) { $0 << 8 | Int($1) }
  }
}

/// Whether the bytes are an MP3 stream that does not say how many frames it has: libsndfile estimates
/// the length from the first frame's bit rate, and gives no sample behind it.
func isUncountedMPEGStream(_ source: ByteSource) -> Bool {
  MPEGStream(source).map { !$0.isCounted } ?? false
}
