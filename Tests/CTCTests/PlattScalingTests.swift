import CTC
import Foundation
import Testing

@Suite("Platt scaling")
struct PlattScalingTests {
  private func words(_ posterior: Float, right: Int, of count: Int) -> [(Float, Bool)] {
    (0..<count).map { (posterior, $0 < right) }
  }

  @Test("words of two posteriors get the shares of them that are right, counted Platt's way")
  func twoGroups() throws {
    let words = words(0.1, right: 6, of: 20) + words(0.9, right: 24, of: 30)
    let scaling = try #require(PlattScaling(fitting: words))
    // 30 right words count 31/32 each, 20 wrong ones 1/22.
    let shares = [(6.0 * 31 / 32 + 14.0 / 22) / 20, (24.0 * 31 / 32 + 6.0 / 22) / 30]
    #expect(abs(Double(scaling.confidence(ofPosterior: 0.1)) - shares[0]) < 1e-6)
    #expect(abs(Double(scaling.confidence(ofPosterior: 0.9)) - shares[1]) < 1e-6)
  }

  @Test("a slope of 1 and no offset leave posteriors from 0.01 to 0.99 alone")
  func identity() {
    let scaling = PlattScaling(slope: 1, offset: 0)
    for (posterior, confidence) in [
      (0, 0.01), (1e-30, 0.01), (0.01, 0.01), (0.3, 0.3), (0.5, 0.5), (0.99, 0.99), (1, 0.99),
    ] as [(Float, Float)] {
      #expect(abs(scaling.confidence(ofPosterior: posterior) - confidence) < 1e-6)
    }
  }

  @Test("posteriors that part right words from wrong ones have a finite slope")
  func separable() throws {
    let words = words(0.02, right: 0, of: 200) + words(0.98, right: 200, of: 200)
    let scaling = try #require(PlattScaling(fitting: words))
    #expect(scaling.slope > 1 && scaling.slope < 2)
    #expect(abs(scaling.offset) < 1e-4)
  }

  @Test("too few words, or posteriors that tell nothing or the contrary, give none")
  func none() {
    #expect(PlattScaling(fitting: []) == nil)
    #expect(
      PlattScaling(fitting: words(0.1, right: 9, of: 20) + words(0.9, right: 0, of: 9)) == nil)
    #expect(PlattScaling(fitting: words(0.2, right: 0, of: 50)) == nil)
    #expect(PlattScaling(fitting: words(0.2, right: 20, of: 50)) == nil)
    #expect(
      PlattScaling(fitting: words(0.1, right: 40, of: 50) + words(0.9, right: 10, of: 50)) == nil)
  }
}
