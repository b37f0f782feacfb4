import Foundation
import Testing

@testable import AudioFrontEnd

@Suite("Whisper's features")
struct WhisperFeaturesTests {
  @Test("there is a frame for every 160 samples", arguments: [0, 159, 160, 319, 320, 4000, 4001])
  func frameCount(count: Int) throws {
    let extractor = try FeatureExtractor(WhisperConfiguration(melBinCount: 128))
    #expect(extractor.frameCount(sampleCount: count) == count / 160)
    let features = extractor.features(of: [Float](repeating: 0, count: count))
    #expect(features.rows == count / 160 && features.columns == 128)
    #expect(features.elements.allSatisfy { abs($0 + 10) < 1e-5 })
  }

  @Test("beyond its ends the signal is reflected without its first and last sample")
  func reflection() throws {
    let samples = (0..<5).map { Float($0) }
    samples.withUnsafeBufferPointer { samples in
      let stretch = SignalStretch(samples: samples, offset: 0)
      var copy = [Float](repeating: .nan, count: 20)
      stretch.copy(-9..<11, repeatingEdges: false, to: &copy)
      #expect(copy == [1, 0, 1, 2, 3, 4, 3, 2, 1, 0, 1, 2, 3, 4, 3, 2, 1, 0, 1, 2])
      stretch.copy(-9..<11, repeatingEdges: true, to: &copy)
      #expect(copy == [1, 2, 3, 4, 4, 3, 2, 1, 0, 0, 1, 2, 3, 4, 4, 3, 2, 1, 0, 0])
    }
  }

  @Test("filters have equal areas and peaks at equal distances of Slaney's mel")
  func filters() {
    let bank = MelFilterBank(slaney: 40, frequencyCount: 4001, sampleRate: 16000)
    #expect(bank.filters.count == 40)
    for filter in bank.filters {
      // Two hertz lie between two frequencies.
      #expect(abs(filter.weights.reduce(0, +) * 2 - 1) < 0.01)
    }
    // The first filters' centres are 45.245 / 41 mel apart, at 200 / 3 hertz a mel.
    let first = bank.filters[0]
    let peak = first.weights.indices.max { first.weights[$0] < first.weights[$1] } ?? 0
    #expect(abs(Double(2 * (first.first + peak)) - 73.57) <= 2)
  }

  @Test("no count of filters that is allowed leaves one empty, and others are refused")
  func validation() throws {
    for count in 1...149 {
      let bank = MelFilterBank(slaney: count, frequencyCount: 201, sampleRate: 16000)
      #expect(bank.filters.allSatisfy { !$0.weights.isEmpty })
    }
    for count in [0, 150] {
      #expect(throws: FeatureConfigurationError.self) {
        try FeatureExtractor(WhisperConfiguration(melBinCount: count))
      }
    }
  }

  @Test("Whisper's range is eight powers of ten below the largest value")
  func range() {
    let given = Matrix(rows: 2, columns: 2, elements: [-10, 1, -7.5, 0])
    let normalized = WhisperNormalization().normalized(given)
    #expect(normalized.elements == [-0.75, 1.25, -0.75, 1])
  }

  @Test("the configuration is read from JSON, and a key that is no option is refused")
  func coding() throws {
    let configuration = WhisperConfiguration(melBinCount: 128)
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(WhisperConfiguration.self, from: data) == configuration)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(WhisperConfiguration.self, from: Data(#"{"dither": 1}"#.utf8))
    }
  }
}
