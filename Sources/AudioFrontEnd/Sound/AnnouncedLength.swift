/// How many bytes of sound the header of a WAV or AIFF file announces, and how many are there.
///
/// libsndfile silently takes a shorter file for a whole one; other formats it counts itself.
///
/// - Returns: nil for other formats, and for a stream whose writer did not know the length.
func announcedBytes(in source: ByteSource) -> (found: Int, expected: Int)? {
  guard let sound = ChunkedFile(source).sound, let expected = sound.length else { return nil }
  return (min(expected, source.count - sound.start), expected)
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

  /// The chunks in their order, each with the offset of its name, up to the end of the file or what is
  /// no chunk.
  var chunks: some Sequence<(offset: Int, name: String, length: Int)> {
    sequence(state: 12) { offset -> (offset: Int, name: String, length: Int)? in
      guard let (name, length) = chunk(at: offset) else { return nil }
      defer { offset += 8 + length + length % 2 }
      return (offset, name, length)
    }
  }

  /// The name and the length of the chunk at `offset`; nil if there is none.
  private func chunk(at offset: Int) -> (name: String, length: Int)? {
    guard let name = name(at: offset), let length = integer(at: offset + 4) else { return nil }
    return (name, Int(length))
  }

  /// The four printable characters at `offset`.
  private func name(at offset: Int) -> String? {
    guard let name = source.bytes(4, at: offset),
      name.allSatisfy({ (0x20...0x7e).contains($0) })
    else { return nil }
    return String(decoding: name, as: UTF8.self)
  }

  /// The samples of a file.
  struct Sound {
    /// The offset of the first one.
    let start: Int
    /// How many bytes of them are announced; nil if their writer did not know.
    let length: Int?
    /// Where that is written.
    let field: Range<Int>
  }

  /// The samples; nil if the file has another form, or ends before them.
  var sound: Sound? {
    var longField: Range<Int>?
    for (offset, name, length) in chunks {
      if name == "ds64" { longField = offset + 16..<offset + 24 }
      guard name == soundChunk else { continue }
      let (start, field) = (offset + 8, offset + 4..<offset + 8)
      // Writers to pipes put the largest number there that they can.
      guard length >= 0x7fff_0000 else { return Sound(start: start, length: length, field: field) }
      guard let longField else { return Sound(start: start, length: nil, field: field) }
      return Sound(start: start, length: longInteger(at: longField.lowerBound), field: longField)
    }
    return nil
  }

  /// What must stand in place of the length of a WAV file's samples for all of them to be read, if its
  /// writer left a smaller one there: 0, when it wrote to a pipe, what it had by then, when it did not
  /// come to its end, or what 32 bits hold of the length.
  var correctedLength: (offset: Int, bytes: [UInt8])? {
    guard soundChunk == "data", let sound, goesOn(sound) else { return nil }
    let rest = UInt64(source.count - sound.start)
    let bytes =
      sound.field.count == 4
      ? [UInt8](repeating: 0xff, count: 4) : withUnsafeBytes(of: rest.littleEndian, Array.init)
    return (sound.field.lowerBound, bytes)
  }

  /// Whether what follows the announced samples is more of them.
  private func goesOn(_ sound: Sound) -> Bool {
    guard let length = sound.length, length < source.count - sound.start else { return false }
    let end = sound.start + length
    guard length > 0 else { return !isChunk(at: end) }
    // Zeros fill files up; a chunk, another file or titles, in MP3's form even, have a name, with or
    // without the byte that makes the length even.
    return source.count - end > Self.mostPadding && name(at: end) == nil
      && name(at: end + length % 2) == nil
      && source.bytes(3, at: end)?.elementsEqual("ID3".utf8) == false && !source.isZero(from: end)
  }

  /// As many bytes of no meaning may follow the samples.
  private static let mostPadding = 4096

  /// Whether what is at `offset` is a chunk, or the end of the file, rather than samples.
  private func isChunk(at offset: Int) -> Bool {
    guard source.bytes(4, at: offset) != nil else { return true }
    return chunk(at: offset).map { offset + 8 + $0.length <= source.count } ?? false
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

  /// The eight bytes at `offset`, of which the first is the least significant, as a number.
  private func longInteger(at offset: Int) -> Int? {
    source.bytes(8, at: offset).flatMap { bytes in
      Int(exactly: bytes.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) })
    }
  }
}
