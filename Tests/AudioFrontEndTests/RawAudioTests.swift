import AudioFrontEnd
import Foundation
import TestSupport
import Testing

@Suite("Sound without a header")
struct RawAudioTests {
  /// What Fixtures/AudioFrontEnd/encodings/samples.* hold.
  private static let samples: [Float] = [0, 0.5, -0.5, 0.25, -1, 0.75, -0.125, 1 - 0x1p-7]

  private func data(_ encoding: RawAudioFormat.Encoding) throws -> Data {
    try Data(
      contentsOf: packageRoot.appending(path: "Fixtures/AudioFrontEnd/encodings")
        .appending(path: "samples.\(encoding.rawValue)"))
  }

  @Test("every encoding gives the samples", arguments: RawAudioFormat.Encoding.allCases)
  func encoding(encoding: RawAudioFormat.Encoding) throws {
    let format = RawAudioFormat(encoding, sampleRate: 8000)
    let data = try data(encoding)
    #expect(data.count == Self.samples.count * encoding.byteCount)
    let clip = try AudioClip(data: data, raw: format)
    #expect(clip.sampleRate == 8000)
    // Full scale of integers is a step below 1, and G.711's next step is 2^-6 away.
    let tolerance: Float = [.muLaw, .aLaw].contains(encoding) ? 0x1p-5 : 0x1p-6
    #expect(largestDifference(clip.samples, Self.samples) <= tolerance)
    if encoding.byteCount > 1 { #expect(clip.samples.dropLast() == Self.samples.dropLast()) }
    try withFile("sound", data) { url in
      let read = try AudioClip(contentsOf: url, raw: format)
      #expect(read == clip)
    }
  }

  @Test("channels alternate")
  func channels() throws {
    let data = try data(.signed16LittleEndian)
    let format = RawAudioFormat(.signed16LittleEndian, sampleRate: 16000, channelCount: 2)
    let right = try AudioClip(data: data, channel: 2, raw: format)
    #expect(right.samples.prefix(3) == [0.5, 0.25, 0.75])
    #expect(try AudioClip(data: data, raw: format).samples.count == 4)
    #expect(throws: AudioFileError.noChannel("the sound", channel: 3, channelCount: 2)) {
      try AudioClip(data: data, channel: 3, raw: format)
    }
  }

  @Test("a header is taken for sound")
  func header() throws {
    let file = waveFile(channels: [[0.5, 0.25]], sampleRate: 8000)
    let format = RawAudioFormat(.signed16LittleEndian, sampleRate: 16000)
    let clip = try AudioClip(data: file, raw: format)
    #expect(clip.samples.count == 24 && clip.samples.suffix(2) == [0.5, 0.25])
  }

  @Test("bytes that are no whole samples are an error, and so is a rate that is none of sound")
  func errors() throws {
    let format = RawAudioFormat(.signed24LittleEndian, sampleRate: 8000, channelCount: 2)
    let data = Data(count: 20)
    #expect(
      throws: AudioFileError.truncated("x.raw", found: 20, expected: 24, unit: .bytes)
    ) { try AudioClip(data: data, name: "x.raw", raw: format) }
    #expect(throws: AudioFileError.empty("x.raw")) {
      try AudioClip(data: Data(), name: "x.raw", raw: format)
    }
    for rate in [-1, 0, 999, 1_000_001, .max] {
      #expect(throws: AudioFileError.implausibleSampleRate("x.raw", hertz: rate)) {
        try AudioClip(
          data: data, name: "x.raw", raw: RawAudioFormat(.unsigned8, sampleRate: rate))
      }
    }
  }
}
