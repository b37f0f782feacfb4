import AudioFrontEnd
import TestSupport
import Testing

@Suite("Cepstral coefficients against kaldi-native-fbank")
struct CepstralGoldenTests {
  typealias Golden = GoldenFeatures<CepstralConfiguration>

  private static let goldens = Result {
    try fixture("AudioFrontEnd/cepstra.json", as: [Golden].self)
  }

  @Test("the goldens hold 16 configurations of three signals")
  func goldensAreThere() throws {
    let cases = try Self.goldens.get()
    #expect(cases.count == 48)
    #expect(Set(cases.map(\.configuration)).count == 16)
  }

  @Test("features differ by at most 1e-3", arguments: try goldens.get())
  func features(golden: Golden) throws {
    let clip = try golden.clip(sampleRate: golden.configuration.filterBank.sampleRate)
    let features = try FeatureExtractor(golden.configuration).features(of: clip)
    try #require(features.rows == golden.rows && features.columns == golden.columns)
    let pairs = zip(golden.keptColumns(of: features), golden.expected)
    #expect(golden.expected.count == golden.rows * golden.kept.count)
    #expect(pairs.reduce(0) { max($0, abs($1.0 - $1.1)) } <= 1e-3)
  }
}
