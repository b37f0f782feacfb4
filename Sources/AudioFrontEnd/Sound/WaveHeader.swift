import Foundation

/// What stands before the samples of a WAV file that arrives through a pipe, where libsndfile, which
/// has to seek, cannot read it.
///
/// - Source: Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0; format
///   tags of RFC 2361.
struct WaveHeader {
  let format: RawAudioFormat
  /// The bytes of the header, and those of sound after it; nil if their writer did not know.
  let length: Int
  let soundLength: Int?

  /// The header that `bytes` begin with; nil if it is longer than they are.
  init?(_ bytes: Data, name: String) throws(AudioFileError) {
    let bytes = [UInt8](bytes.prefix(Self.longest))
    func integer(_ offset: Int, _ count: Int) -> Int {
      bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    func isName(_ name: String, at offset: Int) -> Bool {
      bytes[offset..<offset + 4].elementsEqual(name.utf8)
    }
    guard ["RIFF", "RF64"].contains(where: { $0.utf8.starts(with: bytes.prefix(4)) }) else {
      throw .notAudio(name, reason: "only WAV and raw sound are read while they arrive")
    }
    guard bytes.count >= 12 else { return nil }
    guard isName("WAVE", at: 8) else { throw .notAudio(name, reason: "RIFF, but not WAVE") }
    var format: RawAudioFormat?
    var longLength = 0
    var offset = 12
    while offset + 8 <= bytes.count {
      let size = integer(offset + 4, 4)
      if isName("data", at: offset) {
        guard let format else { throw .notAudio(name, reason: "sound before its format") }
        self.format = format
        length = offset + 8
        // Writers to pipes put 0 there, or the largest number that they can.
        let soundLength = size >= 0x7fff_0000 ? longLength : size
        self.soundLength = soundLength == 0 ? nil : soundLength
        return
      }
      let next = offset + 8 + size + size % 2
      guard next <= Self.longest else { throw .notAudio(name, reason: "a header without end") }
      guard next <= bytes.count else { return nil }
      if isName("ds64", at: offset), size >= 16 {
        // No file is longer than 48 bits say.
        longLength = integer(offset + 16, 6)
      }
      if isName("fmt ", at: offset), size >= 16 {
        let first = offset + 8
        // In the extensible form, the tag is the beginning of a longer name.
        let tag = integer(first, 2)
        let kind = tag == 0xfffe && size >= 26 ? integer(first + 24, 2) : tag
        let channels = integer(first + 2, 2)
        guard let encoding = Self.encoding(tag: kind, bits: integer(first + 14, 2)),
          (1...1024).contains(channels)
        else { throw .notAudio(name, reason: "WAV of a kind that is not read while it arrives") }
        format = RawAudioFormat(
          encoding, sampleRate: integer(first + 4, 4), channelCount: channels)
      }
      offset = next
    }
    guard bytes.count < Self.longest else { throw .notAudio(name, reason: "a header without end") }
    return nil
  }

  private static let longest = 1 << 16

  private static func encoding(tag: Int, bits: Int) -> RawAudioFormat.Encoding? {
    switch (tag, bits) {
    case (1, 8): .unsigned8
    case (1, 16): .signed16LittleEndian
    case (1, 24): .signed24LittleEndian
    case (1, 32): .signed32LittleEndian
    case (3, 32): .float32LittleEndian
    case (3, 64): .float64LittleEndian
    case (6, 8): .aLaw
    case (7, 8): .muLaw
    default: nil
    }
  }
}
