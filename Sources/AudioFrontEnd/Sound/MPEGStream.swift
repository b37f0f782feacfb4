/// Whether the bytes are an MP3 stream that does not say how many frames it has.
///
/// Encoders write a count into the first frame, under the name of Xing, Info or VBRI.  Where it is
/// missing, libsndfile estimates the length from the first frame's bit rate, and gives no sample
/// behind it.
func isUncountedMPEGStream(_ source: ByteSource) -> Bool {
  var start = 0
  // A tag of titles and pictures before the sound; its length is in four times seven bits.
  while let tag = source.bytes(10, at: start), tag.starts(with: "ID3".utf8) {
    start += 10 + tag[6...].reduce(0) { $0 << 7 | Int($1 & 0x7f) }
  }
  guard let sync = source.bytes(2, at: start), sync[0] == 0xff, sync[1] & 0xe0 == 0xe0 else {
    return false
  }
  let frame = source.bytes(64, at: start) ?? []
  return !["Xing", "Info", "VBRI"].contains { name in
    frame.indices.contains { frame[$0...].starts(with: name.utf8) }
  }
}
