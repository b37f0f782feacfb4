public import NumericCore

/// How probable each symbol is in a frame of which nothing is known.
///
/// A network learns from its texts which symbols are frequent, and a language model says it once more.
/// A search that divides the network's probabilities by a power of these hears more of the sound.
///
/// - Source: Miao et al., ASRU 2015, arXiv 1507.08240, section 4.1, where the counts of the training's
///   texts are the priors; here the network's own mean.
public struct SymbolPriors: Sendable, Hashable {
  /// A rarer symbol counts as this probable, so that one that was hardly ever heard isn't preferred.
  private static let least: Float = 1e-4

  /// By label.
  public let probabilities: [Float]

  /// These priors.
  public init(probabilities: [Float]) { self.probabilities = probabilities }

  /// The mean probability of each symbol over the frames of several utterances.
  ///
  /// - Parameters:
  ///   - logProbabilities: of each utterance, natural logarithms, shape [frames, symbols C].
  ///   - symbols: C.
  /// - Precondition: every utterance has C columns.
  public init(meanOf logProbabilities: [Matrix], symbols: Int) {
    var sums = [Double](repeating: 0, count: symbols)
    var frames = 0
    for utterance in logProbabilities {
      precondition(utterance.columns == symbols, "\(utterance.columns) columns, \(symbols) symbols")
      frames += utterance.rows
      for (index, value) in utterance.elements.enumerated() {
        sums[index % symbols] += exponential(Double(value))
      }
    }
    probabilities = sums.map { Float($0 / Double(max(frames, 1))) }
  }

  /// What log-probabilities [frames, C] become divided by the priors to the power of `weight`.
  func divided(outOf logProbabilities: Matrix, weight: Float) -> Matrix {
    let shifts = probabilities.map { weight * Float(naturalLogarithm(Double(max($0, Self.least)))) }
    let elements = logProbabilities.elements.enumerated().map { index, value in
      value - shifts[index % shifts.count]
    }
    return Matrix(
      rows: logProbabilities.rows, columns: logProbabilities.columns, elements: elements)
  }
}

extension SymbolPriors: Codable {
  /// Reads an array of probabilities, by label.
  public init(from decoder: any Decoder) throws {
    self.init(probabilities: try decoder.singleValueContainer().decode([Float].self))
  }

  /// Writes an array of probabilities, by label.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(probabilities)
  }
}
