/// The probabilities of the symbols at each frame of an utterance, which add up to 1.
struct SymbolProbabilities {
  /// The number of frames T.
  let frames: Int
  /// The number of symbols C.
  let symbols: Int
  let null: Int
  /// Shape [frames T, symbols C].
  let probabilities: [Double]
  /// The natural logarithm of what was divided out of all frames.
  let logScale: Double

  /// - Parameters:
  ///   - weights: of the symbols at each frame, not negative, shape [frames T, symbols C].
  ///   - symbols: the number of symbols.
  ///   - null: the label of the null symbol.
  init(weights: [Double], symbols: Int, null: Int) {
    self.symbols = symbols
    self.null = null
    frames = weights.count / symbols
    var probabilities = weights
    var logScale = 0.0
    for t in 0..<frames {
      let frame = t * symbols..<(t + 1) * symbols
      let sum = probabilities[frame].reduce(0, +)
      for index in frame { probabilities[index] /= sum }
      logScale += naturalLogarithm(sum)
    }
    self.probabilities = probabilities
    self.logScale = logScale
  }

  subscript(frame: Int, label: Int) -> Double { probabilities[frame * symbols + label] }
}
