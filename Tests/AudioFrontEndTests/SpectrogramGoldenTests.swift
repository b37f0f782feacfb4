import AudioFrontEnd
import Foundation
import TestSupport
import Testing

@Suite("Spectrograms against NumPy")
struct SpectrogramGoldenTests {
  typealias Golden = GoldenFeatures<SpectrogramConfiguration>

  private static let goldens = Result {
    try fixture("AudioFrontEnd/spectrograms.json", as: [Golden].self)
  }

  @Test("the goldens hold seven configurations of three signals")
  func goldensAreThere() throws {
    let cases = try Self.goldens.get()
    #expect(cases.count == 21)
    #expect(Set(cases.map(\.configuration)).count == 7)
  }

  @Test(
    "features differ by at most 1e-3, and more only where rounding does",
    arguments: try goldens.get())
  func features(golden: Golden) throws {
    let clip = try golden.clip(sampleRate: golden.configuration.sampleRate)
    let features = try FeatureExtractor(golden.configuration).features(of: clip)
    try #require(features.rows == golden.rows && features.columns == golden.columns)
    let expected = golden.expected
    #expect(expected.count == golden.rows * golden.kept.count)
    for (i, value) in golden.keptColumns(of: features).enumerated() {
      #expect(
        abs(value - expected[i]) <= tolerance(of: expected[i], golden, row: i / golden.kept.count))
    }
  }

  private func tolerance(of value: Float, _ golden: Golden, row: Int) -> Float {
    // Powers themselves reach 1e12; there the measure is the relative difference.
    guard golden.configuration.usesLogarithm else { return 1e-3 * max(1, value) }
    // NumPy computes in double precision.  A Fourier transform in single precision errs by 1e-6 of
    // the loudest amplitude, which the logarithm shows where next to nothing is.
    let kept = golden.kept.count
    let loudest = golden.expected[row * kept..<(row + 1) * kept].max() ?? value
    return min(1e-2, 1e-3 + 2e-6 * exp((loudest - value) / 2))
  }
}
