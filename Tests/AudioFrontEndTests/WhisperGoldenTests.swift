import AudioFrontEnd
import TestSupport
import Testing

@Suite("Whisper's features against openai-whisper and librosa")
struct WhisperGoldenTests {
  typealias Golden = GoldenFeatures<WhisperConfiguration>

  private static let whispers = Result {
    try fixture("AudioFrontEnd/whisper.json", as: [Golden].self)
  }
  private static let librosas = Result {
    try fixture("AudioFrontEnd/whisper-librosa.json", as: [Golden].self)
  }

  private func features(_ golden: Golden) throws -> Matrix {
    let clip = try golden.clip(sampleRate: WhisperConfiguration.sampleRate)
    let features = try FeatureExtractor(golden.configuration).features(of: clip)
    try #require(features.rows == golden.rows && features.columns == golden.columns)
    #expect(golden.expected.count == golden.rows * golden.kept.count)
    return features
  }

  private func largestDifference(_ features: Matrix, _ golden: Golden) -> Float {
    zip(golden.keptColumns(of: features), golden.expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test("the goldens hold 80, 128 and 40 filters of three signals")
  func goldensAreThere() throws {
    #expect(Set(try Self.whispers.get().map(\.configuration.melBinCount)) == [80, 128])
    #expect(Set(try Self.librosas.get().map(\.configuration.melBinCount)) == [80, 40])
    #expect(try Self.whispers.get().count == 6 && Self.librosas.get().count == 6)
  }

  @Test("in Whisper's range they differ by at most 1e-4", arguments: try whispers.get())
  func normalized(golden: Golden) throws {
    let normalized = WhisperNormalization().normalized(try features(golden))
    #expect(largestDifference(normalized, golden) <= 1e-4)
  }

  @Test("log energies differ from librosa's by at most 1e-3", arguments: try librosas.get())
  func logEnergies(golden: Golden) throws {
    #expect(largestDifference(try features(golden), golden) <= 1e-3)
  }
}
