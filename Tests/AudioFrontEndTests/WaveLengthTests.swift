import AudioFrontEnd
import Foundation
import NumericCore
import TestSupport
import Testing

@Suite("Lengths that the headers of WAV files give")
struct WaveLengthTests {
  /// Soft, so that no four bytes of it are letters.
  private static let tone = (0..<8000).map {
    Float(0.1 * sin(2 * .pi * 440 * Double($0) / 8000))
  }
  private let file = waveFile(channels: [Self.tone], sampleRate: 8000)
  private let clip = AudioClip(
    samples: Self.tone.map { ($0 * 32768).rounded() / 32768 }, sampleRate: 8000)

  private func fixture(_ name: String) throws -> Data {
    try Data(
      contentsOf: packageRoot.appending(path: "Fixtures/AudioFrontEnd/encodings")
        .appending(path: name))
  }

  @Test("that are too small do not keep the rest from being read", arguments: [0, 2, 4001, 11_000])
  func tooSmall(length: Int) throws {
    #expect(try AudioClip(data: file.announcing(length)) == clip)
    try withFile("x.wav", file.announcing(length)) { url in
      let read = try AudioClip(contentsOf: url)
      #expect(read == clip)
    }
  }

  @Test("of 64 bits are corrected where they are", arguments: [0, 2, 400])
  func long(length: Int) throws {
    let file = try fixture("signed16.rf64")
    let header = try #require(file.range(of: Data("fmt ".utf8))).lowerBound
    // As long as the other: the chunk that has the length of 64 bits is the only difference.
    let long =
      file.prefix(header).replacing(at: 28, with: [UInt8(length & 0xff), UInt8(length >> 8)])
      + self.file.announcing(0xffff_ffff).dropFirst(12)
    #expect(try AudioClip(data: long) == clip)
  }

  @Test("are right where something else follows the samples")
  func followed() throws {
    var random = SeededGenerator(seed: 3)
    let noise = Data((0..<5000).map { _ in UInt8.random(in: 0...255, using: &random) })
    let list = Data("LIST".utf8) + Data([136, 19, 0, 0]) + noise
    for tail in [
      Data(count: 333), Data(count: 300_000), noise.prefix(4000), list, list.dropLast(500),
      Data("APETAGEX".utf8) + noise, Data("ID3".utf8) + [4] + noise,
    ] {
      #expect(try AudioClip(data: file + tail) == clip)
    }
    // Writers forget the byte that makes an odd length even.
    let odd = file.announcing(Self.tone.count * 2 - 1).dropLast()
    let short = AudioClip(samples: clip.samples.dropLast(), sampleRate: 8000)
    #expect(try AudioClip(data: odd + list) == short)
    #expect(try AudioClip(data: odd + [0] + list) == short)
  }

  @Test("may be too large by two frames where the samples are coded as MP3")
  func coded() throws {
    // The first frame counts the last one too.
    let frames = try fixture("layer3.mp3").dropLast(72)
    let format: [UInt8] = [
      0x55, 0, 1, 0, 0x40, 0x1f, 0, 0, 0xb8, 0x0b, 0, 0, 0x40, 2, 0, 0, 12, 0, 1, 0, 2, 0, 0, 0,
      0x40,
      2, 1, 0, 0x71, 5,
    ]
    let wave =
      file.prefix(16) + Data([30, 0, 0, 0] + format) + Data("data".utf8)
      + Data([UInt8(frames.count & 0xff), UInt8(frames.count >> 8), 0, 0]) + frames
    let count = try AudioClip(data: wave).samples.count
    #expect((1..<800).contains(count))
  }
}

extension Data {
  /// A WAV file with a header of 44 bytes that gives this length of its samples in place of its own.
  fileprivate func announcing(_ length: Int) -> Data {
    replacing(at: 40, with: (0..<4).map { UInt8(length >> (8 * $0) & 0xff) })
  }

  /// The same with other bytes from `offset` on.
  fileprivate func replacing(at offset: Int, with bytes: [UInt8]) -> Data {
    var result = self
    result.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    return result
  }
}
