public import NumericCore

extension Matrix {
  /// Every row's log softmax after a division by `temperature`: above 1 all symbols become more
  /// alike, below 1 less.
  ///
  /// - Precondition: the temperature is above 0.
  public func logSoftmax(temperature: Float) -> Matrix {
    precondition(temperature > 0, "a temperature of \(temperature)")
    guard temperature != 1 else { return logSoftmax() }
    return Matrix(rows: rows, columns: columns, elements: elements.map { $0 / temperature })
      .logSoftmax()
  }
}

/// The temperature at which utterances give their texts the greatest likelihood, to 1 part in 1000.
///
/// A network's probabilities are often too sure of themselves; divided by this, its logits are right
/// as often as they say.  The best path of a frame stays the same.
///
/// - Parameters:
///   - logits: of each utterance of a development set, [frames T, symbols C]; log-probabilities are
///     logits, too.
///   - targets: the labels of each utterance.
///   - null: the label of the null symbol.
/// - Returns: a temperature from 1/10 to 10; 1 if none is better, as where no utterance can say its
///   text, or has a frame.
/// - Precondition: there is a target for each utterance; every label and `null` are below C.
/// - Source: Guo et al., ICML 2017, section 4.2, with the likelihood of the text in place of a class'.
public func fittedTemperature(logits: [Matrix], targets: [[Int]], null: Int) -> Float {
  precondition(
    logits.count == targets.count, "\(targets.count) targets, \(logits.count) utterances")
  let possible = logits.indices.filter {
    ctcNegativeLogLikelihood(logits: logits[$0], target: targets[$0], null: null).isFinite
  }
  guard !possible.isEmpty else { return 1 }
  func loss(_ logTemperature: Double) -> Double {
    let temperature = Float(exponential(logTemperature))
    return inParallel(possible.count) { position in
      let index = possible[position]
      let scaled = logits[index].logSoftmax(temperature: temperature)
      return Double(ctcNegativeLogLikelihood(logits: scaled, target: targets[index], null: null))
    }.reduce(0, +)
  }
  // Golden section search over the logarithm.
  let ratio = (5.0.squareRoot() - 1) / 2
  var (low, high) = (naturalLogarithm(0.1), naturalLogarithm(10))
  var (a, b) = (high - ratio * (high - low), low + ratio * (high - low))
  var (lossA, lossB) = (loss(a), loss(b))
  while high - low > 1e-3 {
    if lossA < lossB {
      (high, b, lossB) = (b, a, lossA)
      a = high - ratio * (high - low)
      lossA = loss(a)
    } else {
      (low, a, lossA) = (a, b, lossB)
      b = low + ratio * (high - low)
      lossB = loss(b)
    }
  }
  let fitted = (low + high) / 2
  return loss(fitted) < loss(0) ? Float(exponential(fitted)) : 1
}
