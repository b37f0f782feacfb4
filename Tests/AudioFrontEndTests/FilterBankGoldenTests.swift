import AudioFrontEnd
import TestSupport
import Testing

@Suite("Filter banks against kaldi-native-fbank")
struct FilterBankGoldenTests {
  typealias Golden = GoldenFeatures<FilterBankConfiguration>

  private static let goldens = Result {
    try fixture("AudioFrontEnd/filter-banks.json", as: [Golden].self)
  }

  @Test("the goldens hold 34 configurations of three signals")
  func goldensAreThere() throws {
    let cases = try Self.goldens.get()
    #expect(cases.count == 102)
    #expect(Set(cases.map(\.configuration)).count == 34)
  }

  @Test("features differ by at most 1e-3", arguments: try goldens.get())
  func features(golden: Golden) throws {
    let clip = try golden.clip(sampleRate: golden.configuration.sampleRate)
    let features = try FeatureExtractor(golden.configuration).features(of: clip)
    try #require(features.rows == golden.rows && features.columns == golden.columns)
    // Energies themselves reach 1e12; there the measure is the relative difference.
    let isRelative = !golden.configuration.usesLogarithm
    let pairs = zip(golden.keptColumns(of: features), golden.expected)
    let worst = pairs.reduce(0) { worst, pair in
      max(worst, abs(pair.0 - pair.1) / (isRelative ? max(1, pair.1) : 1))
    }
    #expect(golden.expected.count == golden.rows * golden.kept.count)
    #expect(worst <= 1e-3)
  }
}
