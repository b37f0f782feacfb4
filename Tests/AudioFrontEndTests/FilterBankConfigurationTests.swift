import AudioFrontEnd
import Foundation
import Testing

@Suite("Filter bank configuration")
struct FilterBankConfigurationTests {
  private func decoded(_ json: String) throws -> FilterBankConfiguration {
    try JSONDecoder().decode(FilterBankConfiguration.self, from: Data(json.utf8))
  }

  @Test("missing keys take their defaults")
  func defaults() throws {
    #expect(try decoded("{}") == FilterBankConfiguration())
    var expected = FilterBankConfiguration(sampleRate: 8000, melBinCount: 40)
    expected.windowFunction = .hamming
    #expect(
      try decoded(#"{"sampleRate": 8000, "melBinCount": 40, "windowFunction": "hamming"}"#)
        == expected)
  }

  @Test("what is encoded decodes to the same")
  func roundTrip() throws {
    var configuration = FilterBankConfiguration(sampleRate: 44100, melBinCount: 64)
    configuration.frameLengthMilliseconds = 20.3
    configuration.frameShiftMilliseconds = 7.7
    configuration.preemphasis = 0.9
    configuration.windowFunction = .blackman
    configuration.removesDCOffset = false
    configuration.roundsToPowerOfTwo = false
    configuration.snipsEdges = false
    configuration.lowFrequency = 60
    configuration.highFrequency = -300
    configuration.usesLogarithm = false
    configuration.usesPower = false
    configuration.energyFloor = 1e-10
    configuration.dither = 0.5
    configuration.ditherSeed = 3
    configuration.sampleScale = 1
    configuration.usesEnergy = true
    configuration.usesRawEnergy = false
    configuration.frameEnergyFloor = 2
    configuration.usesHTKOrder = true
    configuration.usesHTKFilters = true
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(FilterBankConfiguration.self, from: data) == configuration)
  }

  @Test("a misspelled key is an error that names it")
  func misspelledKey() {
    #expect {
      try decoded(#"{"melBins": 40}"#)
    } throws: { error in
      "\(error)".contains("melBins") && "\(error)".contains("melBinCount")
    }
  }

  @Test("lengths round down to whole samples, transforms up to a power of two")
  func lengths() {
    var configuration = FilterBankConfiguration(sampleRate: 11025)
    #expect(configuration.frameLength == 275)
    #expect(configuration.frameShift == 110)
    #expect(configuration.transformLength == 512)
    configuration.roundsToPowerOfTwo = false
    #expect(configuration.transformLength == 275)
  }

  static let unusable: [(String, @Sendable (inout FilterBankConfiguration) -> Void)] = [
    ("sampleRate", { $0.sampleRate = 0 }),
    ("sampleRate", { $0.sampleRate = .max }),
    ("frameLengthMilliseconds", { $0.frameLengthMilliseconds = -1 }),
    ("frameLengthMilliseconds", { $0.frameLengthMilliseconds = .nan }),
    ("frameLengthMilliseconds", { $0.frameLengthMilliseconds = 1e30 }),
    ("frameShiftMilliseconds", { $0.frameShiftMilliseconds = 0 }),
    ("preemphasis", { $0.preemphasis = 1.5 }),
    ("melBinCount", { $0.melBinCount = 2 }),
    ("melBinCount", { $0.melBinCount = .max }),
    (
      "melBinCount",
      {
        $0.sampleRate = 1000
        $0.frameLengthMilliseconds = 2
      }
    ),
    ("lowFrequency", { $0.lowFrequency = -20 }),
    ("lowFrequency", { $0.lowFrequency = .nan }),
    ("highFrequency", { $0.highFrequency = 8001 }),
    ("highFrequency", { $0.highFrequency = 10 }),
    ("highFrequency", { $0.highFrequency = -8000 }),
    ("energyFloor", { $0.energyFloor = 0 }),
    ("frameEnergyFloor", { $0.frameEnergyFloor = -1 }),
    ("dither", { $0.dither = -1 }),
    ("sampleScale", { $0.sampleScale = .infinity }),
    (
      "roundsToPowerOfTwo",
      {
        $0.roundsToPowerOfTwo = false
        $0.sampleRate = 11025
      }
    ),
  ]

  @Test("an unusable value is an error that names its option", arguments: unusable.indices)
  func unusableValue(index: Int) throws {
    let (option, change) = Self.unusable[index]
    var configuration = FilterBankConfiguration()
    change(&configuration)
    let error = try #require(throws: FeatureConfigurationError.self) {
      try FeatureExtractor(configuration)
    }
    guard case .unusable(let named, _, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(named == option)
    #expect("\(error)".contains("must be"))
  }

  @Test("filters too narrow for the transform are an error")
  func emptyFilter() throws {
    let error = try #require(throws: FeatureConfigurationError.self) {
      try FilterBankConfiguration(sampleRate: 16000, melBinCount: 200).validate()
    }
    guard case .emptyFilter(_, 200, 31.25) = error else {
      Issue.record("\(error)")
      return
    }
  }
}
