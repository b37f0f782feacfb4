import AudioFrontEnd
import Foundation
import TestSupport
import Testing

@Suite("Filter banks against kaldi-native-fbank")
struct FilterBankGoldenTests {
  struct Goldens: Decodable {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
      let configuration: FilterBankConfiguration
      let signal: String
      let rows: Int
      let columns: Int
      let kept: [Int]
      let features: Data

      var testDescription: String { "\(signal), \(configuration)" }
    }

    /// Samples of 16 bits by sample rate and name.
    let signals: [String: [String: Data]]
    let cases: [Case]
  }

  private static let goldens = Result {
    try fixture("AudioFrontEnd/kaldi-native-fbank.json", as: Goldens.self)
  }

  @Test("the goldens hold 29 configurations of three signals")
  func goldensAreThere() throws {
    let cases = try Self.goldens.get().cases
    #expect(cases.count == 87)
    #expect(Set(cases.map(\.configuration)).count == 29)
  }

  @Test("features differ by at most 1e-3", arguments: try goldens.get().cases)
  func features(golden: Goldens.Case) throws {
    let rate = golden.configuration.sampleRate
    let bytes = try #require(Self.goldens.get().signals["\(rate)"]?[golden.signal])
    let clip = AudioClip(
      samples: bytes.values(of: Int16.self).map { Float($0) / 32768 }, sampleRate: rate)
    let features = try FilterBankExtractor(golden.configuration).features(of: clip)
    try #require(features.rows == golden.rows && features.columns == golden.columns)

    let expected = golden.features.values(of: UInt32.self).map { Float(bitPattern: $0) }
    var worst: Float = 0
    for (i, expected) in expected.enumerated() {
      let value = features[i / golden.kept.count, golden.kept[i % golden.kept.count]]
      // Energies themselves reach 1e12; there the measure is the relative difference.
      let scale = golden.configuration.usesLogarithm ? 1 : max(1, expected)
      worst = max(worst, abs(value - expected) / scale)
    }
    #expect(expected.count == golden.rows * golden.kept.count)
    #expect(worst <= 1e-3)
  }
}

extension Data {
  /// The bytes as little-endian numbers.
  fileprivate func values<T: FixedWidthInteger>(of type: T.Type) -> [T] {
    withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: MemoryLayout<T>.size).map {
        T(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: T.self))
      }
    }
  }
}
