/// Where another file begins behind the first, as after `cat a.wav b.wav > c.wav`.
///
/// libsndfile refuses such bytes without saying why, or reads the first file alone.
///
/// - Parameters:
///   - source: the bytes.
///   - position: up to where the first file has been read, perhaps somewhat ahead; 0 if it was not.
/// - Returns: the offset of the second file; nil if there is none, or it has a format in which it
///   cannot be found.
func startOfNextFile(in source: ByteSource, near position: Int) -> Int? {
  switch source.bytes(4, at: 0).map({ String(decoding: $0, as: UTF8.self) }) {
  case "RIFF", "RIFX", "FORM": ChunkedFile(source).startOfNextFile
  case "OggS": startOfNextOggFile(in: source)
  case "fLaC":
    source.offset(
      of: Array("fLaC".utf8) + [0, 0, 0, 34], from: max(4, position - mostReadAhead))
  default: startOfNextMPEGStream(in: source)
  }
}

/// More bytes than decoders hold that they have not used yet.
private let mostReadAhead = 1 << 17

/// The first page that begins a stream, behind pages that do not.
private func startOfNextOggFile(in source: ByteSource) -> Int? {
  var offset = 0
  var isWithin = false
  // Four letters, a version, flags, twenty bytes, the number of segments; then their lengths.
  while let page = source.bytes(27, at: offset), page.starts(with: "OggS".utf8),
    let lengths = source.bytes(Int(page[26]), at: offset + 27)
  {
    let begins = page[5] & 2 != 0
    if begins && isWithin { return offset }
    isWithin = !begins
    offset += 27 + lengths.count + lengths.reduce(0) { $0 + Int($1) }
  }
  return nil
}

private func startOfNextMPEGStream(in source: ByteSource) -> Int? {
  guard var end = MPEGStream(source)?.end else { return nil }
  // Titles behind the sound, in the older form.
  if source.bytes(3, at: end)?.elementsEqual("TAG".utf8) == true { end += 128 }
  return MPEGStream(source, at: end)?.isCounted == true ? end : nil
}
