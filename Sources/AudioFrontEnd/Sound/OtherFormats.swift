/// What a file is by its first bytes, if that is common, but nothing that libsndfile reads.
func nameOfOtherFormat(of source: ByteSource) -> String? {
  guard let bytes = source.bytes(8, at: 0) else { return nil }
  if bytes[4...].elementsEqual("ftyp".utf8) { return "MP4 or M4A" }
  if bytes.starts(with: [0x1a, 0x45, 0xdf, 0xa3]) { return "WebM or Matroska" }
  if bytes.starts(with: [0x30, 0x26, 0xb2, 0x75]) { return "WMA" }
  if bytes.starts(with: "#!AMR".utf8) { return "AMR" }
  // Twelve bits that are set, as before MP3, but layer 0.
  return bytes[0] == 0xff && bytes[1] & 0xf6 == 0xf0 ? "AAC" : nil
}
