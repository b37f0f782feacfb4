import AudioFrontEnd
import Foundation
import Testing

@Suite("Filter bank extractor")
struct FilterBankTests {
  private func noise(_ count: Int) -> [Float] {
    var random = SeededGenerator(seed: 5)
    return (0..<count).map { _ in 0.1 * random.normal() }
  }

  @Test("one line turns a clip into features")
  func oneLine() throws {
    let clip = AudioClip(samples: noise(16000), sampleRate: 16000)
    let features = try FeatureExtractor(
      .init(sampleRate: clip.sampleRate, melBinCount: 80)
    ).features(of: clip)
    #expect(features.rows == 98 && features.columns == 80)
    #expect(features.elements.allSatisfy { $0.isFinite })
  }

  @Test(
    "frames that fit are counted when edges are snipped",
    arguments: [(0, 0), (1, 0), (399, 0), (400, 1), (559, 1), (560, 2), (16000, 98)])
  func snippedFrames(samples: Int, frames: Int) throws {
    let extractor = try FeatureExtractor(FilterBankConfiguration())
    #expect(extractor.frameCount(sampleCount: samples) == frames)
    #expect(extractor.features(of: noise(samples)).rows == frames)
  }

  @Test(
    "shifts are counted, rounded, when edges are kept",
    arguments: [(0, 0), (1, 0), (79, 0), (80, 1), (239, 1), (240, 2), (16000, 100)])
  func centredFrames(samples: Int, frames: Int) throws {
    var configuration = FilterBankConfiguration()
    configuration.snipsEdges = false
    let extractor = try FeatureExtractor(configuration)
    #expect(extractor.frameCount(sampleCount: samples) == frames)
    #expect(extractor.features(of: noise(samples)).rows == frames)
  }

  @Test("a frame's features do not depend on the frames beside it")
  func independence() throws {
    let extractor = try FeatureExtractor(FilterBankConfiguration())
    let samples = noise(400 + 160 * 36)
    let all = extractor.features(of: samples)
    for frame in [0, 1, 15, 16, 17, 31, 36] {
      let alone = extractor.features(of: Array(samples[frame * 160..<frame * 160 + 400]))
      #expect(alone.elements == Array(all.row(frame)))
    }
  }

  @Test("digital silence is the logarithm of the floor")
  func silence() throws {
    let features = try FeatureExtractor(FilterBankConfiguration()).features(
      of: [Float](repeating: 0, count: 800))
    let floor = log(Float.ulpOfOne)
    #expect(features.elements.allSatisfy { abs($0 - floor) < 1e-5 })
  }

  @Test("a tone raises the filter around its frequency most", arguments: [500.0, 1000, 3000])
  func tone(frequency: Double) throws {
    let samples = (0..<16000).map { Float(0.5 * sin(2 * .pi * frequency * Double($0) / 16000)) }
    let row = try FeatureExtractor(FilterBankConfiguration()).features(of: samples).row(40)
    let loudest = try #require(row.indices.max { row[$0] < row[$1] }) - row.startIndex
    func mel(_ frequency: Double) -> Double { 1127 * log(1 + frequency / 700) }
    let expected = (mel(frequency) - mel(20)) / (mel(8000) - mel(20)) * 81 - 1
    #expect(abs(Double(loudest) - expected) <= 1)
  }

  @Test("dither is repeatable by its seed and fills silence")
  func dither() throws {
    var configuration = FilterBankConfiguration()
    configuration.dither = 1
    let silence = [Float](repeating: 0, count: 16000)
    let first = try FeatureExtractor(configuration).features(of: silence)
    #expect(try FeatureExtractor(configuration).features(of: silence) == first)
    configuration.ditherSeed = 1
    #expect(try FeatureExtractor(configuration).features(of: silence) != first)
    // White noise of variance 1, pre-emphasized and tapered, has about the same power everywhere.
    let mean = first.elements.reduce(0, +) / Float(first.elements.count)
    #expect((0...10).contains(mean))
  }

  @Test("weak dither hardly changes a loud signal")
  func weakDither() throws {
    var configuration = FilterBankConfiguration()
    let plain = try FeatureExtractor(configuration).features(of: noise(4000))
    configuration.dither = 0.01
    let dithered = try FeatureExtractor(configuration).features(of: noise(4000))
    #expect(dithered != plain)
    #expect(zip(dithered.elements, plain.elements).allSatisfy { abs($0 - $1) < 0.05 })
  }

  @Test("one extractor serves many tasks at once")
  func concurrency() async throws {
    let extractor = try FeatureExtractor(FilterBankConfiguration())
    let samples = noise(4000)
    let expected = extractor.features(of: samples)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 { group.addTask { extractor.features(of: samples) == expected } }
      for await equal in group { #expect(equal) }
    }
  }

  @Test("a clip of another sample rate traps")
  func anotherRate() async {
    await #expect(processExitsWith: .failure) {
      let clip = AudioClip(samples: [0], sampleRate: 8000)
      _ = try FeatureExtractor(FilterBankConfiguration()).features(of: clip)
    }
  }
}
