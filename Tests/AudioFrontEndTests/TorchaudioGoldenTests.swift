import AudioFrontEnd
import TestSupport
import Testing

@Suite("Features against torchaudio")
struct TorchaudioGoldenTests {
  typealias FilterBank = GoldenFeatures<FilterBankConfiguration>
  typealias Cepstra = GoldenFeatures<CepstralConfiguration>

  private static let filterBanks = Result {
    try fixture("AudioFrontEnd/filter-banks-torchaudio.json", as: [FilterBank].self)
  }
  private static let cepstra = Result {
    try fixture("AudioFrontEnd/cepstra-torchaudio.json", as: [Cepstra].self)
  }

  /// The largest difference; of energies themselves, which reach 1e12, the largest relative one.
  private func difference<Configuration>(
    _ golden: GoldenFeatures<Configuration>, _ extractor: FeatureExtractor, relative: Bool = false
  ) throws -> Float {
    let features = extractor.features(of: try golden.clip(sampleRate: extractor.sampleRate))
    try #require(features.rows == golden.rows && features.columns == golden.columns)
    try #require(golden.expected.count == golden.rows * golden.kept.count)
    return zip(golden.keptColumns(of: features), golden.expected).reduce(0) { worst, pair in
      max(worst, abs(pair.0 - pair.1) / (relative ? max(1, pair.1) : 1))
    }
  }

  @Test("the goldens hold seven filter banks and three cepstra of three signals")
  func goldensAreThere() throws {
    #expect(try Self.filterBanks.get().count == 21)
    #expect(try Self.cepstra.get().count == 9)
  }

  @Test("filter banks differ by at most 1e-3", arguments: try filterBanks.get())
  func energies(golden: FilterBank) throws {
    let extractor = try FeatureExtractor(golden.configuration)
    let relative = !golden.configuration.usesLogarithm
    #expect(try difference(golden, extractor, relative: relative) <= 1e-3)
  }

  @Test("cepstral coefficients differ by at most 1e-3", arguments: try cepstra.get())
  func coefficients(golden: Cepstra) throws {
    #expect(try difference(golden, try FeatureExtractor(golden.configuration)) <= 1e-3)
  }
}
