import AudioFrontEnd
import Testing

@testable import Training

@Suite("Stored sound")
struct StoredSoundTests {
  @Test("samples of 16 bits take 16 bits, and come back as they were")
  func integers() {
    let clip = AudioClip(
      samples: (Int16.min...Int16.max).map { Float($0) / 32768 }, sampleRate: 8000)
    let stored = StoredSound(clip)
    #expect(stored.clip == clip && stored.count == 65536)
    if case .integers = stored.samples {} else { Issue.record("stored as floats") }
  }

  @Test(
    "others stay what they are",
    arguments: [[0.25, 0.1], [0.25, 1], [-1, -1.5], [0.25, .infinity], [0.25, 0x1p-16]])
  func floats(samples: [Float]) {
    let clip = AudioClip(samples: samples, sampleRate: 16000)
    let stored = StoredSound(clip)
    #expect(stored.clip == clip && stored.sampleRate == 16000)
    if case .floats = stored.samples {} else { Issue.record("stored as integers") }
  }
}
