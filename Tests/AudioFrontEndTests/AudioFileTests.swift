import AudioFrontEnd
import Foundation
import TestSupport
import Testing

@Suite("Audio files")
struct AudioFileTests {
  /// 0.5 sin(2π 440 t) at 8000 hertz, as in Fixtures/AudioFrontEnd/encodings.
  private static let tone = (0..<800).map { Float(0.5 * sin(2 * .pi * 440 * Double($0) / 8000)) }

  private static let encodings: [(String, Float)] = [
    ("unsigned8.wav", 0x1p-7), ("signed16.wav", 0x1p-15), ("signed24.wav", 0x1p-23),
    ("signed32.wav", 0x1p-23), ("float32.wav", 0x1p-23), ("float64.wav", 0x1p-23),
    ("mu-law.wav", 0x1p-6), ("a-law.wav", 0x1p-6), ("signed16.flac", 0x1p-15),
    ("signed24.flac", 0x1p-23), ("signed16.aiff", 0x1p-15), ("signed16.au", 0x1p-15),
    ("signed16.w64", 0x1p-15), ("signed16.rf64", 0x1p-15), ("vorbis.ogg", 0.05),
    ("extensible16.wav", 0x1p-15), ("extensible-float32.wav", 0x1p-23),
    ("signed16-big.wav", 0x1p-15), ("signed16-little.sph", 0x1p-15),
    ("signed16-big.sph", 0x1p-15), ("mu-law.sph", 0x1p-6), ("signed16.caf", 0x1p-15),
    ("alac16.caf", 0x1p-15), ("float32.aiff", 0x1p-23), ("float32.w64", 0x1p-23),
    ("signed16-little.au", 0x1p-15), ("mu-law.au", 0x1p-6), ("signed8.flac", 0x1p-8),
    ("opus.opus", 0.08), ("layer3.mp3", 0.03),
  ]

  private func url(_ name: String) -> URL {
    packageRoot.appending(path: "Fixtures/AudioFrontEnd/encodings").appending(path: name)
  }

  private func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test("every encoding gives the tone to its precision", arguments: encodings)
  func encoding(name: String, tolerance: Float) throws {
    let clip = try AudioClip(contentsOf: url(name))
    #expect(clip.sampleRate == 8000)
    #expect(clip.duration == 0.1)
    #expect(clip.samples.count == 800)
    #expect(largestDifference(clip.samples, Self.tone) <= tolerance)
    #expect(try AudioClip(data: Data(contentsOf: url(name))) == clip)
  }

  @Test("what is passed over leaves the rest as it is, whatever the encoding", arguments: encodings)
  func skipping(name: String, tolerance: Float) throws {
    var reader = try AudioFileReader(contentsOf: url(name))
    reader.skip(to: 300)
    let start = reader.sampleCount
    #expect(
      start == (["vorbis.ogg", "opus.opus", "layer3.mp3", "alac16.caf"].contains(name) ? 0 : 300))
    let clip = try AudioClip(contentsOf: url(name))
    #expect(try reader.nextBlock() == Array(clip.samples[start...]))
  }

  @Test("MP3 of a changing bit rate that does not count its frames is read to its end")
  func uncountedMP3() throws {
    let file = try Data(contentsOf: url("uncounted.mp3"))
    // The coder adds its delay to the 16000 samples, and fills the last frame of 576.
    let samples = try AudioClip(data: file).samples
    #expect((16000...17728).contains(samples.count) && samples.count % 576 == 0)
    #expect(samples.suffix(8000).allSatisfy { abs($0) < 0.01 })
    // Titles before the sound and behind it change nothing.
    let titles = Data("ID3".utf8) + [3, 0, 0, 0, 0, 2, 1] + Data(count: 257)
    let tagged = titles + file + Data("TAG".utf8) + Data(count: 125)
    #expect(try AudioClip(data: tagged).samples == samples)
  }

  @Test("a name that promises another format does not matter")
  func misnamed() throws {
    try withFile("sound.vox", Data(contentsOf: url("signed16.flac"))) { url in
      let clip = try AudioClip(contentsOf: url)
      #expect(clip.samples.count == 800)
    }
  }

  @Test("channels are averaged, or one is picked")
  func channels() throws {
    let mixed = try AudioClip(contentsOf: url("stereo.flac"))
    let left = try AudioClip(contentsOf: url("stereo.flac"), channel: 1)
    let right = try AudioClip(contentsOf: url("stereo.flac"), channel: 2)
    #expect(largestDifference(left.samples, Self.tone) < 1e-6)
    #expect(largestDifference(right.samples, Self.tone.map { $0 / 2 }) < 1e-6)
    #expect(largestDifference(mixed.samples, Self.tone.map { $0 * 0.75 }) < 1e-6)
    #expect(mixed.samples.count == 800)
  }

  @Test("the mean of the largest numbers is finite")
  func largestNumbers() throws {
    let loud = [Float](repeating: 3e38, count: 10)
    let file = waveFile(channels: [loud, loud, loud], sampleRate: 8000, encoding: .float32)
    #expect(try AudioClip(data: file).samples == loud)
  }

  @Test("many channels over many blocks keep their order")
  func manyChannels() throws {
    let channels = (0..<7).map { channel in
      (0..<30_000).map { Float(($0 * 7 + channel) % 16384) / 32768 }
    }
    let file = waveFile(channels: channels, sampleRate: 16000)
    #expect(try AudioClip(data: file, channel: 5).samples == channels[4])
  }

  @Test("samples beyond full scale stay as they are")
  func loud() throws {
    let samples: [Float] = [0, 1.5, -3, 0.25]
    let file = waveFile(channels: [samples], sampleRate: 16000, encoding: .float32)
    #expect(try AudioClip(data: file).samples == samples)
  }

  @Test(
    "a stream whose header knows no length is read to its end", arguments: [0x7fff_f000, -1])
  func stream(length: Int) throws {
    var file = waveFile(channels: [Self.tone], sampleRate: 8000)
    let bytes = withUnsafeBytes(of: UInt32(truncatingIfNeeded: length).littleEndian, Array.init)
    file.replaceSubrange(40..<44, with: bytes)
    #expect(try AudioClip(data: file).samples.count == 800)
  }

  @Test("a pipe is read to its end")
  func pipe() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data(contentsOf: url("signed16.wav")))
    try pipe.fileHandleForWriting.close()
    let path = URL(filePath: "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
    #expect(try AudioClip(contentsOf: path).samples.count == 800)
  }
}

/// Calls `body` with a file that is deleted afterwards.
func withFile(_ name: String, _ contents: Data, _ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let url = folder.appending(path: name)
  try contents.write(to: url)
  try body(url)
}
