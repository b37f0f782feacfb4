/// How many bytes of sound the header of a WAV or AIFF file announces, and how many are there.
///
/// libsndfile silently takes a shorter file for a whole one; other formats it counts itself.
///
/// - Returns: nil for other formats, and for a stream whose writer did not know the length.
func announcedBytes(in source: ByteSource) -> (found: Int, expected: Int)? {
  let file = ChunkedFile(source)
  guard let soundChunk = file.soundChunk else { return nil }
  var longLength: Int?
  for (offset, name, length) in file.chunks {
    if name == soundChunk {
      // Writers to pipes put the largest number there that they can.
      guard let expected = length >= 0x7fff_0000 ? longLength : length else { return nil }
      return (min(expected, source.count - offset - 8), expected)
    }
    if name == "ds64" { longLength = file.integer(at: offset + 16).map(Int.init) }
  }
  return nil
}

/// A file in the form of chunks: four letters, the length in four bytes, the contents.
struct ChunkedFile {
  private let source: ByteSource
  private let isBigEndian: Bool
  /// The name of the chunk that holds the samples; nil if the file has another form.
  let soundChunk: String?

  init(_ source: ByteSource) {
    self.source = source
    let names = [0, 8].map { String(decoding: source.bytes(4, at: $0) ?? [], as: UTF8.self) }
    isBigEndian = ["FORM", "RIFX"].contains(names[0])
    soundChunk =
      switch (names[0], names[1]) {
      case ("RIFF", "WAVE"), ("RIFX", "WAVE"), ("RF64", "WAVE"): "data"
      case ("FORM", "AIFF"), ("FORM", "AIFC"): "SSND"
      default: nil
      }
  }

  /// The chunks in their order, each with the offset of its name.
  var chunks: some Sequence<(offset: Int, name: String, length: Int)> {
    sequence(state: 12) { offset -> (offset: Int, name: String, length: Int)? in
      guard let (name, length) = chunk(at: offset) else { return nil }
      defer { offset += 8 + length + length % 2 }
      return (offset, name, length)
    }
  }

  /// The name and the length of the chunk at `offset`.
  private func chunk(at offset: Int) -> (name: String, length: Int)? {
    guard let name = source.bytes(4, at: offset), let length = integer(at: offset + 4) else {
      return nil
    }
    return (String(decoding: name, as: UTF8.self), Int(length))
  }

  /// Where the length of a WAV file's samples stands, if their writer left 0 there: it wrote to a pipe,
  /// or did not come to its end.
  var offsetOfMissingLength: Int? {
    guard soundChunk == "data", let sound = chunks.first(where: { $0.name == "data" }) else {
      return nil
    }
    return sound.length == 0 && !isChunk(at: sound.offset + 8) ? sound.offset + 4 : nil
  }

  /// Whether what is at `offset` is a chunk, or the end of the file, rather than samples.
  private func isChunk(at offset: Int) -> Bool {
    guard let name = source.bytes(4, at: offset) else { return true }
    return name.allSatisfy { (0x20...0x7e).contains($0) }
      && chunk(at: offset).map { offset + 8 + $0.length <= source.count } ?? false
  }

  /// Where the chunks end and those of a file of the same form begin.
  var startOfNextFile: Int? {
    let form = chunk(at: 0)?.name
    return chunks.first { $0.name == form }?.offset
  }

  /// The four bytes at `offset` as a number.
  func integer(at offset: Int) -> UInt32? {
    source.bytes(4, at: offset).map { bytes in
      (isBigEndian ? bytes : bytes.reversed()).reduce(0) { $0 << 8 | UInt32($1) }
    }
  }
}
