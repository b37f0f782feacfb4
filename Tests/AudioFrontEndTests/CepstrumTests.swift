import AudioFrontEnd
import Foundation
import Testing

@Suite("Cepstral and spectrogram extractors")
struct CepstrumTests {
  private func noise(_ count: Int) -> [Float] {
    var random = SeededGenerator(seed: 5)
    return (0..<count).map { _ in 0.1 * random.normal() }
  }

  @Test("one line turns a clip into cepstra or a spectrogram")
  func oneLine() throws {
    let clip = AudioClip(samples: noise(8000), sampleRate: 8000)
    let cepstra = try FeatureExtractor(CepstralConfiguration(sampleRate: clip.sampleRate)).features(
      of: clip)
    #expect(cepstra.rows == 98 && cepstra.columns == 13)
    let spectra = try FeatureExtractor(SpectrogramConfiguration(sampleRate: clip.sampleRate))
      .features(of: clip)
    #expect(spectra.rows == 98 && spectra.columns == 129)
  }

  @Test("as many coefficients as filters keep all of the filters' energy")
  func orthonormal() throws {
    var configuration = CepstralConfiguration(coefficientCount: 23)
    configuration.lifter = 0
    configuration.filterBank.usesEnergy = false
    let cepstra = try FeatureExtractor(configuration).features(of: noise(4000))
    let bank = try FeatureExtractor(configuration.filterBank).features(of: noise(4000))
    for t in 0..<bank.rows {
      let energies = [cepstra, bank].map { $0.row(t).reduce(0) { $0 + $1 * $1 } }
      #expect(abs(energies[0] / energies[1] - 1) < 1e-5)
    }
  }

  @Test("the energy column is the energy whatever stands beside it")
  func energy() throws {
    var bank = FilterBankConfiguration()
    bank.usesEnergy = true
    let samples = noise(4000)
    let first = try FeatureExtractor(bank).features(of: samples)
    bank.usesHTKOrder = true
    let last = try FeatureExtractor(bank).features(of: samples)
    let cepstra = try FeatureExtractor(CepstralConfiguration()).features(of: samples)
    let spectra = try FeatureExtractor(SpectrogramConfiguration()).features(of: samples)
    #expect(first.columns == 81)
    for t in 0..<first.rows {
      #expect(Set([first[t, 0], last[t, 80], cepstra[t, 0], spectra[t, 0]]).count == 1)
      #expect(Array(first.row(t).dropFirst()) == Array(last.row(t).dropLast()))
    }
  }

  @Test("missing keys take their defaults, below filterBank too")
  func defaults() throws {
    func decoded(_ json: String) throws -> CepstralConfiguration {
      try JSONDecoder().decode(CepstralConfiguration.self, from: Data(json.utf8))
    }
    #expect(try decoded("{}") == CepstralConfiguration())
    var expected = CepstralConfiguration(sampleRate: 8000, coefficientCount: 20)
    expected.lifter = 0
    #expect(
      try decoded(#"{"coefficientCount": 20, "lifter": 0, "filterBank": {"sampleRate": 8000}}"#)
        == expected)
    #expect(throws: DecodingError.self) { try decoded(#"{"filterBank": {"melBins": 3}}"#) }
    #expect(throws: DecodingError.self) { try decoded(#"{"ceps": 3}"#) }
  }

  @Test("what is encoded decodes to the same")
  func roundTrip() throws {
    var cepstra = CepstralConfiguration(sampleRate: 8000, coefficientCount: 20)
    cepstra.lifter = 10
    cepstra.filterBank.usesHTKOrder = true
    let data = try JSONEncoder().encode(cepstra)
    #expect(try JSONDecoder().decode(CepstralConfiguration.self, from: data) == cepstra)
    // Every option away from its default.
    let json = """
      {"sampleRate": 8000, "frameLengthMilliseconds": 20, "frameShiftMilliseconds": 5, \
      "preemphasis": 0.5, "windowFunction": "hanning", "removesDCOffset": false, \
      "roundsToPowerOfTwo": false, "snipsEdges": false, "dither": 1, "ditherSeed": 2, \
      "sampleScale": 1, "usesEnergy": false, "usesRawEnergy": false, "frameEnergyFloor": 3, \
      "energyFloor": 4, "usesLogarithm": false, "usesPower": false}
      """
    let spectrogram = try JSONDecoder().decode(
      SpectrogramConfiguration.self, from: Data(json.utf8))
    let again = try JSONSerialization.jsonObject(with: JSONEncoder().encode(spectrogram))
    let original = try JSONSerialization.jsonObject(with: Data(json.utf8))
    #expect(again as? NSDictionary == original as? NSDictionary)
  }

  static let unusable: [(String, @Sendable (inout CepstralConfiguration) -> Void)] = [
    ("coefficientCount", { $0.coefficientCount = 0 }),
    ("coefficientCount", { $0.coefficientCount = 24 }),
    ("lifter", { $0.lifter = -1 }),
    ("lifter", { $0.lifter = .nan }),
    ("usesLogarithm", { $0.filterBank.usesLogarithm = false }),
    ("sampleRate", { $0.filterBank.sampleRate = 0 }),
  ]

  @Test("an unusable value is an error that names its option", arguments: unusable.indices)
  func unusableValue(index: Int) throws {
    let (option, change) = Self.unusable[index]
    var configuration = CepstralConfiguration()
    change(&configuration)
    let error = try #require(throws: FeatureConfigurationError.self) {
      try FeatureExtractor(configuration)
    }
    #expect("\(error)".contains("feature option \(option) "))
  }
}
