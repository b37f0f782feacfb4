import Foundation

/// A Butterworth filter of the fourth order: flat in its band, 3 dB down at its edge and falling by
/// 24 dB an octave beyond it.
///
/// Two sections of the second order follow each other, in double precision.
///
/// - Source: Butterworth, Wireless Engineer 1930; the sections are those of Bristow-Johnson's
///   "Cookbook formulae for audio EQ biquad filter coefficients", whose bilinear transform keeps the
///   edge where it is.
struct ButterworthFilter {
  /// What a filter lets through.
  enum Kind {
    case lowPass, highPass
  }

  private let sections: [Section]

  /// - Precondition: `edge`, in hertz, is above 0 and below half of `sampleRate`.
  init(_ kind: Kind, edge: Double, sampleRate: Int) {
    precondition(edge > 0 && 2 * edge < Double(sampleRate), "an edge of \(edge) hertz")
    let angle = 2 * .pi * edge / Double(sampleRate)
    sections = [1, 3].map { Section(kind, angle: angle, quality: 0.5 / cos($0 * .pi / 8)) }
  }

  /// The samples after the filter, as many as before it.
  func filtered(_ samples: [Float]) -> [Float] {
    sections.reduce(samples.map(Double.init)) { $1.filtered($0) }.map(Float.init)
  }

  /// A filter with two poles and two zeros.
  private struct Section {
    let numerator: (Double, Double, Double)
    /// Without the first coefficient, which is 1.
    let denominator: (Double, Double)

    init(_ kind: Kind, angle: Double, quality: Double) {
      let slope = sin(angle) / (2 * quality)
      let sign: Double = kind == .lowPass ? -1 : 1
      let outer = (1 + sign * cos(angle)) / 2 / (1 + slope)
      numerator = (outer, -2 * sign * outer, outer)
      denominator = (-2 * cos(angle) / (1 + slope), (1 - slope) / (1 + slope))
    }

    func filtered(_ samples: [Double]) -> [Double] {
      var (first, second) = (0.0, 0.0)
      return samples.map { x in
        let y = numerator.0 * x + first
        first = numerator.1 * x - denominator.0 * y + second
        second = numerator.2 * x - denominator.1 * y
        return y
      }
    }
  }
}
