import Foundation

/// The weights that taper a frame before its Fourier transform.
///
/// For `n` samples, with `a = 2π / (n - 1)`:
///
///     povey        (0.5 - 0.5 cos(a i))^0.85
///     hamming      0.54 - 0.46 cos(a i)
///     hanning      0.5 - 0.5 cos(a i)
///     rectangular  1
///     blackman     0.42 - 0.5 cos(a i) + 0.08 cos(2 a i)
///
/// - Source: Kaldi, feat/feature-window.cc.
public enum WindowFunction: String, Codable, Sendable, CaseIterable {
  /// Like a Hamming window, but zero at the edges; Kaldi's default.
  case povey
  /// A raised cosine on a pedestal of 0.08.
  case hamming
  /// A raised cosine, zero at the edges.
  case hanning
  /// No taper.
  case rectangular
  /// Two cosines, with lower side lobes and a wider main lobe.
  case blackman

  /// The weights for a frame of `count` samples, each times `scale`.
  func weights(count: Int, scale: Float) -> [Float] {
    let a = 2 * Double.pi / Double(count - 1)
    return (0..<count).map { i in
      let cosine = cos(a * Double(i))
      let weight =
        switch self {
        case .povey: pow(0.5 - 0.5 * cosine, 0.85)
        case .hamming: 0.54 - 0.46 * cosine
        case .hanning: 0.5 - 0.5 * cosine
        case .rectangular: 1.0
        case .blackman: 0.42 - 0.5 * cosine + 0.08 * cos(2 * a * Double(i))
        }
      return Float(weight) * scale
    }
  }
}
