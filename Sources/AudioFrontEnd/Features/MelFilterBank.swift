import Foundation

/// Triangular filters at equal distances on a mel scale, each over the range of frequencies where it
/// is not zero.
struct MelFilterBank: Sendable {
  /// One filter.
  struct Filter: Sendable {
    /// The first frequency, as an index of the Fourier transform, with a weight.
    var first = 0
    /// The weights of consecutive frequencies.
    var weights: [Float] = []
  }

  /// The filters, by rising frequency.
  let filters: [Filter]

  /// Given filters.
  init(_ filters: [Filter]) { self.filters = filters }

  /// The filters of a configuration.
  ///
  /// A filter rises from 0 at its neighbour's centre to 1 at its own and falls to 0 at the next
  /// one's, linearly in mel, `1127 ln(1 + f / 700)`.  Everything is computed in single precision, in
  /// Kaldi's order, so that the weights are Kaldi's.
  ///
  /// - Source: Kaldi, feat/mel-computations.cc.
  init(_ configuration: FilterBankConfiguration) {
    func mel(_ frequency: Float) -> Float { 1127 * logf(1 + frequency / 700) }
    let resolution = Float(configuration.sampleRate) / Float(configuration.transformLength)
    let mels = (0..<configuration.transformLength / 2).map { mel(resolution * Float($0)) }
    let lowest = mel(configuration.lowFrequency)
    let distance =
      (mel(configuration.upperEdge) - lowest) / Float(configuration.melBinCount + 1)
    filters = (0..<configuration.melBinCount).map { index in
      let left = lowest + Float(index) * distance
      let center = lowest + Float(index + 1) * distance
      let right = lowest + Float(index + 2) * distance
      var filter = Filter()
      for (i, mel) in mels.enumerated() where mel > left && mel < right {
        if filter.weights.isEmpty { filter.first = i }
        filter.weights.append(
          mel <= center ? (mel - left) / (center - left) : (right - mel) / (right - center))
      }
      if configuration.usesHTKFilters, index == 0, lowest != 0, !filter.weights.isEmpty {
        filter.weights[0] = 0
      }
      return filter
    }
  }

  /// First frequency and number of weights of each filter, one pair after the other.
  var ranges: [Int32] { filters.flatMap { [Int32($0.first), Int32($0.weights.count)] } }

  /// The weights of all filters, one after the other.
  var weights: [Float] { filters.flatMap(\.weights) }
}
