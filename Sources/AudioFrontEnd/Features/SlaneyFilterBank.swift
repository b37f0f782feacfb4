import Foundation

extension MelFilterBank {
  /// Triangular filters at equal distances on Slaney's mel scale, from 0 to the Nyquist frequency.
  ///
  /// Slaney's scale is linear below 1000 hertz and logarithmic above:
  ///
  ///     mel(f) = 3 f / 200                              f < 1000
  ///     mel(f) = 15 + 27 ln(f / 1000) / ln 6.4          otherwise
  ///
  /// A filter rises from its left neighbour's centre to its own and falls to its right neighbour's,
  /// linearly in hertz, and its height of `2 / (right - left)` gives all filters the same area.
  ///
  /// - Parameters:
  ///   - binCount: the number of filters.
  ///   - frequencyCount: the number of frequencies from 0 to the Nyquist frequency.
  ///   - sampleRate: samples a second, in hertz.
  /// - Source: Slaney, Auditory Toolbox, 1998; librosa, `filters.mel`.
  init(slaney binCount: Int, frequencyCount: Int, sampleRate: Int) {
    let nyquist = Double(sampleRate) / 2
    let frequencies = (0..<frequencyCount).map {
      nyquist * Double($0) / Double(frequencyCount - 1)
    }
    let distance = Self.slaneyMel(nyquist) / Double(binCount + 1)
    let edges = (0..<binCount + 2).map { Self.slaneyFrequency(distance * Double($0)) }
    self.init(
      (0..<binCount).map { index in
        let (left, center, right) = (edges[index], edges[index + 1], edges[index + 2])
        var filter = Filter()
        for (i, frequency) in frequencies.enumerated() where frequency > left && frequency < right {
          if filter.weights.isEmpty { filter.first = i }
          let height = min(
            (frequency - left) / (center - left), (right - frequency) / (right - center))
          filter.weights.append(Float(2 * height / (right - left)))
        }
        return filter
      })
  }

  private static let slaneyStep = log(6.4) / 27

  private static func slaneyMel(_ frequency: Double) -> Double {
    frequency < 1000 ? 3 * frequency / 200 : 15 + log(frequency / 1000) / slaneyStep
  }

  private static func slaneyFrequency(_ mel: Double) -> Double {
    mel < 15 ? 200 * mel / 3 : 1000 * exp((mel - 15) * slaneyStep)
  }
}
