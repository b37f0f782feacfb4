import AudioFrontEnd
import Foundation
import TestSupport

/// Features that another program computed, by the generator of Fixtures/AudioFrontEnd.
struct GoldenFeatures<Configuration: Codable & Sendable & Hashable>:
  Decodable, Sendable, CustomStringConvertible
{
  let configuration: Configuration
  let signal: String
  let rows: Int
  let columns: Int
  /// The columns that are in the file.
  let kept: [Int]
  private let features: Data

  var description: String { "\(signal), \(configuration)" }

  /// The sound that the features are of.
  func clip(sampleRate: Int) throws -> AudioClip {
    let signals = try fixture("AudioFrontEnd/signals.json", as: [String: [String: Data]].self)
    let bytes = signals["\(sampleRate)"]?[signal] ?? Data()
    return AudioClip(
      samples: bytes.values(of: Int16.self).map { Float($0) / 32768 }, sampleRate: sampleRate)
  }

  /// The kept columns, one row after the other.
  var expected: [Float] { features.values(of: UInt32.self).map { Float(bitPattern: $0) } }

  /// Those columns of `features`.
  func keptColumns(of features: Matrix) -> [Float] {
    (0..<features.rows).flatMap { row in kept.map { features[row, $0] } }
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
