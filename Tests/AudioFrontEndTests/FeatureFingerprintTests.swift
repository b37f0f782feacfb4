import AudioFrontEnd
import Foundation
import Testing

@Suite("Fingerprint of features")
struct FeatureFingerprintTests {
  /// Models on disk have these; they may only change together with the version of the arithmetic.
  @Test("the fingerprint is FNV-1a of the options that are not at their defaults")
  func values() {
    #expect(FilterBankConfiguration().fingerprint == "9d51cc7db2333d26")
    var options = FilterBankConfiguration(sampleRate: 8000, melBinCount: 40)
    options.windowFunction = .hamming
    options.preemphasis = 0.5
    #expect(options.fingerprint == "d5244c86d3c5431b")
  }

  @Test("every option changes it, and writing and reading does not")
  func everyOption() throws {
    let changes: [(inout FilterBankConfiguration) -> Void] = [
      { $0.sampleRate = 8000 }, { $0.frameLengthMilliseconds = 20 },
      { $0.frameShiftMilliseconds = 12.5 }, { $0.preemphasis = 0.9 },
      { $0.windowFunction = .hanning }, { $0.removesDCOffset = false },
      { $0.roundsToPowerOfTwo = false }, { $0.snipsEdges = false }, { $0.dither = 0.1 },
      { $0.ditherSeed = 1 }, { $0.sampleScale = 1 }, { $0.usesEnergy = true },
      { $0.usesRawEnergy = false }, { $0.frameEnergyFloor = 1 }, { $0.melBinCount = 40 },
      { $0.lowFrequency = 0 }, { $0.highFrequency = -400 }, { $0.usesLogarithm = false },
      { $0.usesPower = false }, { $0.energyFloor = 1 }, { $0.usesHTKOrder = true },
      { $0.usesHTKFilters = true },
    ]
    var found: Set = [FilterBankConfiguration().fingerprint]
    for change in changes {
      var options = FilterBankConfiguration()
      change(&options)
      let read = try JSONDecoder().decode(
        FilterBankConfiguration.self, from: JSONEncoder().encode(options))
      #expect(read.fingerprint == options.fingerprint)
      found.insert(options.fingerprint)
    }
    #expect(found.count == changes.count + 1)
    let json = try JSONEncoder().encode(FilterBankConfiguration())
    let options = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(options.count == changes.count)
  }
}
