import AudioFrontEnd
import Foundation
import TestSupport
import Testing

@Suite("Faults of audio files")
struct AudioFileErrorTests {
  private let tone = (0..<800).map { Float(0.5 * sin(2 * .pi * 440 * Double($0) / 8000)) }

  private func fixture(_ name: String) throws -> Data {
    try Data(
      contentsOf: packageRoot.appending(path: "Fixtures/AudioFrontEnd/encodings")
        .appending(path: name))
  }

  /// The error of reading `data`, which must be one line that starts with the file's name.
  private func fault(_ data: Data, channel: Int? = nil) throws -> AudioFileError {
    let error = try #require(throws: AudioFileError.self) {
      try AudioClip(data: data, name: "x.wav", channel: channel)
    }
    #expect("\(error)".hasPrefix("x.wav: ") && !"\(error)".contains("\n"))
    return error
  }

  @Test("a missing file")
  func missing() throws {
    let error = try #require(throws: AudioFileError.self) {
      try AudioClip(contentsOf: URL(filePath: "/no/such/file.wav"))
    }
    #expect(error == .missing("/no/such/file.wav"))
    #expect("\(error)" == "/no/such/file.wav: no such file; check the path")
  }

  @Test("a name of two lines is told in one")
  func twoLines() throws {
    let error = try #require(throws: AudioFileError.self) {
      try AudioClip(data: Data(), name: "a\nb.wav")
    }
    #expect("\(error)" == #"a\nb.wav: the file is empty; record or copy it again"#)
  }

  @Test("a directory")
  func directory() {
    #expect(throws: AudioFileError.directory("/tmp")) {
      try AudioClip(contentsOf: URL(filePath: "/tmp"))
    }
  }

  @Test("a file that may not be read", .enabled(if: getuid() != 0, "root may read everything"))
  func notPermitted() throws {
    try withFile("x.wav", waveFile(channels: [tone], sampleRate: 8000)) { url in
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: url.path)
      #expect(throws: AudioFileError.notPermitted(url.path)) { try AudioClip(contentsOf: url) }
    }
  }

  @Test("an address that is no file's")
  func address() throws {
    let url = try #require(URL(string: "https://example.org/x.wav"))
    let error = try #require(throws: AudioFileError.self) { try AudioClip(contentsOf: url) }
    #expect("\(error)".hasPrefix("https://example.org/x.wav: cannot be read"))
  }

  @Test("an empty file")
  func empty() throws {
    #expect(try fault(Data()) == .empty("x.wav"))
    try withFile("x.wav", Data()) { url in
      #expect(throws: AudioFileError.empty(url.path)) { try AudioClip(contentsOf: url) }
    }
  }

  @Test(
    "text, and a header alone", arguments: ["Dear diary,\n", "RIFF", "RIFF....WAVEfmt ", "fLaC"])
  func notAudio(text: String) throws {
    guard case .notAudio("x.wav", _) = try fault(Data(text.utf8)) else {
      Issue.record("another error")
      return
    }
  }

  @Test(
    "formats that are common, but not read",
    arguments: [
      ([0, 0, 0, 0x20] + Array("ftypM4A ".utf8), "MP4 or M4A"),
      ([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86, 0x81, 1], "WebM or Matroska"),
      ([0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6], "WMA"),
      (Array("#!AMR-WB\n".utf8), "AMR"), ([0xff, 0xf1, 0x60, 0x40, 0x1c, 0x9f, 0xfc, 0xde], "AAC"),
    ] as [([UInt8], String)])
  func otherFormat(start: [UInt8], name: String) throws {
    #expect(
      try fault(Data(start) + Data(count: 100)) == .otherFormat("x.wav", format: name))
  }

  @Test("no samples")
  func noSamples() throws {
    #expect(try fault(waveFile(channels: [[]], sampleRate: 8000)) == .noSamples("x.wav"))
  }

  @Test("samples are read whose number the header gives as none", arguments: [0, 36])
  func missingLength(size: UInt8) throws {
    let file = waveFile(channels: [tone], sampleRate: 8000)
    var unfinished = file
    unfinished.replaceSubrange(4..<8, with: [size, 0, 0, 0])
    unfinished.replaceSubrange(40..<44, with: [0, 0, 0, 0])
    #expect(try AudioClip(data: unfinished) == AudioClip(data: file))
    let empty = unfinished.prefix(44) + Data("LIST".utf8) + Data([2, 0, 0, 0, 65, 66])
    #expect(try fault(empty) == .noSamples("x.wav"))
  }

  @Test("a WAV file that is cut short", arguments: [44, 46, 1000, 1643])
  func truncatedWave(length: Int) throws {
    let file = waveFile(channels: [tone], sampleRate: 8000).prefix(length)
    #expect(
      try fault(Data(file))
        == .truncated("x.wav", found: length - 44, expected: 1600, unit: .bytes))
  }

  @Test("a file of another kind that is cut short", arguments: ["signed16.aiff", "signed16.rf64"])
  func truncatedChunks(name: String) throws {
    guard case .truncated("x.wav", _, _, .bytes) = try fault(fixture(name).prefix(1000)) else {
      Issue.record("another error")
      return
    }
  }

  @Test("a FLAC file that is cut short")
  func truncatedFLAC() throws {
    let whole = try fixture("signed24.flac")
    switch try fault(whole.prefix(whole.count - 100)) {
    case .truncated("x.wav", _, 800, .frames), .damaged("x.wav", _): break
    case let error: Issue.record("\(error)")
    }
  }

  @Test(
    "two files in one",
    arguments: [
      "signed16.wav", "signed16.aiff", "signed16.flac", "vorbis.ogg", "opus.opus", "layer3.mp3",
    ])
  func joined(name: String) throws {
    let whole = try fixture(name)
    #expect(try fault(whole + whole) == .joined("x.wav", offset: whole.count))
    // What is no file may follow, or be left out.
    _ = try AudioClip(data: whole + Data("TAG".utf8) + Data(count: 125))
  }

  @Test("a sample that is no finite number", arguments: [Float.nan, .infinity, -.infinity])
  func notFinite(value: Float) throws {
    var samples = tone
    samples[600] = value
    let file = waveFile(channels: [tone, samples], sampleRate: 8000, encoding: .float32)
    let error = try fault(file)
    #expect(error == .notFinite("x.wav", sample: 600, seconds: 0.075))
    #expect("\(error)".contains("sample 600, at 0.075 s"))
  }

  @Test("numbers whose squares overflow are still numbers")
  func huge() throws {
    let file = waveFile(channels: [[1e30, -1e30]], sampleRate: 8000, encoding: .float32)
    #expect(try AudioClip(data: file).samples == [1e30, -1e30])
  }

  @Test("a channel that is not there", arguments: [0, 3, -1])
  func noChannel(channel: Int) throws {
    let stereo = waveFile(channels: [tone, tone], sampleRate: 8000)
    #expect(
      try fault(stereo, channel: channel)
        == .noChannel("x.wav", channel: channel, channelCount: 2))
  }

  @Test("a sample rate that is none of sound", arguments: [1, 999, 1_000_001])
  func sampleRate(hertz: Int) throws {
    #expect(
      try fault(waveFile(channels: [tone], sampleRate: hertz))
        == .implausibleSampleRate("x.wav", hertz: hertz))
  }

  @Test(
    "files with random bytes in them give numbers or an error",
    arguments: [
      "signed16.wav", "mu-law.wav", "float32.wav", "signed16.flac", "signed16.aiff", "signed16.au",
      "signed16.w64", "signed16.rf64", "vorbis.ogg", "extensible16.wav", "signed16-big.sph",
      "signed16.caf", "alac16.caf", "opus.opus", "layer3.mp3",
    ])
  func damaged(name: String) throws {
    var random = SeededGenerator(seed: 99)
    let whole = try fixture(name)
    var errors = 0
    for _ in 0..<60 {
      var file = whole
      // Mostly in the header, where sizes and counts are.
      for _ in 0..<3 {
        let end = Bool.random(using: &random) ? min(100, file.count) : file.count
        file[Int.random(in: 0..<end, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      do {
        let samples = try AudioClip(data: file).samples
        #expect(samples.allSatisfy { $0.isFinite })
      } catch {
        #expect(!error.description.isEmpty && !error.description.contains("\n"))
        errors += 1
      }
    }
    #expect(errors > 0)
  }
}
