import AudioFrontEnd
import Foundation
import Interchange
import TestSupport
import Testing

@testable import Training

@Suite("Stored sound")
struct StoredSoundTests {
  @Test("samples of 16 bits take 16 bits, and come back as they were")
  func integers() throws {
    let clip = AudioClip(
      samples: (Int16.min...Int16.max).map { Float($0) / 32768 }, sampleRate: 8000)
    let stored = StoredSound(clip)
    #expect(try stored.clip() == clip && stored.count == 65536)
    #expect(stored.byteCount == 2 * 65536)
    if case .integers = stored.samples {} else { Issue.record("stored as floats") }
  }

  @Test(
    "others stay what they are",
    arguments: [[0.25, 0.1], [0.25, 1], [-1, -1.5], [0.25, .infinity], [0.25, 0x1p-16]])
  func floats(samples: [Float]) throws {
    let clip = AudioClip(samples: samples, sampleRate: 16000)
    let stored = StoredSound(clip)
    #expect(try stored.clip() == clip && stored.sampleRate == 16000)
    #expect(stored.byteCount == 4 * samples.count)
    if case .floats = stored.samples {} else { Issue.record("stored as integers") }
  }

  @Test("sound that is not kept is read again as it was, and is missed when it is gone")
  func files() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.wav")
      let samples = (0..<800).map { Float($0 % 50) / 64 }
      try waveFile(channels: [samples], sampleRate: 8000).write(to: url)
      let entry = ManifestEntry(audioPath: url, text: "a")
      for rate in [8000, 16000] {
        let clip = try AudioClip(entry).resampled(to: rate)
        let stored = StoredSound(clip, of: entry)
        #expect(try stored.clip() == clip)
        #expect(stored.byteCount == 0 && stored.count == clip.samples.count)
        #expect(stored.duration == 0.1 && !stored.isInMemory)
      }
      let stored = try StoredSound(AudioClip(entry), of: entry)
      try waveFile(channels: [Array(samples.prefix(400))], sampleRate: 8000).write(to: url)
      #expect(throws: AudioFileError.endsEarly(url.relativePath, seconds: 0.05, needed: 0.1)) {
        try stored.clip()
      }
      try FileManager.default.removeItem(at: url)
      #expect(throws: AudioFileError.missing(url.path)) { try stored.clip() }
    }
  }
}
