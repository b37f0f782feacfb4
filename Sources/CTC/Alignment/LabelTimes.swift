import NumericCore

/// When each label of a labelling is first said, and how probable that is together with all that
/// comes before it; or, backward, when it is last said, together with all that comes after.
struct LabelTimes {
  /// Which end of the frames comes first.
  enum Direction {
    case forward, backward
  }

  /// Consecutive frames and natural logarithms of probabilities.
  struct Series {
    /// The first frame.
    fileprivate(set) var first = 0
    fileprivate(set) var values: [Double] = []

    /// The frame after the last one.
    var end: Int { first + values.count }

    /// The greatest value; minus infinity if there is none.
    var greatest: Double { values.max() ?? -.infinity }

    /// The logarithm of the sum of the probabilities.
    var logSum: Double {
      let greatest = greatest
      guard greatest > -.infinity else { return greatest }
      return greatest + naturalLogarithm(values.reduce(0) { $0 + exponential($1 - greatest) })
    }

    /// The value at a frame; nil outside.
    subscript(frame: Int) -> Double? {
      frame >= first && frame < end ? values[frame - first] : nil
    }

    fileprivate mutating func note(_ value: Double, at frame: Int) {
      if values.isEmpty { first = frame }
      while end < frame { values.append(-.infinity) }
      values.append(value)
    }

    /// The same with frames counted from the other end of `count`.
    fileprivate func reversed(in count: Int) -> Series {
      Series(first: count - end, values: values.reversed())
    }
  }

  /// Below this part of the best state of a frame a state counts for nothing.
  private static let negligiblePart = 1e-40

  private var series: [Series]
  /// The natural logarithm of the probability of the whole labelling, over all its paths.
  private(set) var logProbability = -Double.infinity

  /// The times of the label at `index`.
  subscript(index: Int) -> Series { series[index] }

  /// Runs the forward or the backward algorithm.
  ///
  /// - Parameters:
  ///   - labels: at least one, without `null`.
  ///   - frames: natural logarithms, shape [frames T, symbols C].
  ///   - null: the label of the null symbol.
  ///   - direction: which of them.
  /// - Source: Graves et al., ICML 2006, equations 5 to 11.
  init(of labels: [Int], in frames: Matrix, null: Int, direction: Direction) {
    series = [Series](repeating: Series(), count: labels.count)
    let isForward = direction == .forward
    run(isForward ? labels : labels.reversed(), count: frames.rows) { step, label in
      let frame = isForward ? step : frames.rows - 1 - step
      return exponential(Double(frames[frame, label ?? null]))
    }
    if !isForward {
      series = series.reversed().map { $0.reversed(in: frames.rows) }
    }
  }

  /// The forward algorithm; a label of nil is the null symbol.
  private mutating func run(
    _ labels: [Int], count: Int, probability: (_ step: Int, _ label: Int?) -> Double
  ) {
    // By the number of labels that have been said.
    var endsInNull = [Double](repeating: 0, count: labels.count + 1)
    var endsInLabel = endsInNull
    var entries = endsInNull
    endsInNull[0] = 1
    var active = 0..<1
    var logScale = 0.0
    var scale = 1.0
    for step in 0..<count {
      let silence = probability(step, nil) * scale
      let reached = min(active.upperBound, labels.count)
      var greatest = 0.0
      // The longest first, so that what it comes from still has its probabilities of the step before.
      for said in stride(from: reached, through: active.lowerBound, by: -1) {
        let silent = (endsInNull[said] + endsInLabel[said]) * silence
        if said > 0 {
          let emission = probability(step, labels[said - 1]) * scale
          let repeats = said > 1 && labels[said - 1] == labels[said - 2]
          let source = endsInNull[said - 1] + (repeats ? 0 : endsInLabel[said - 1])
          entries[said] = source * emission
          endsInLabel[said] = entries[said] + endsInLabel[said] * emission
        }
        endsInNull[said] = silent
        greatest = max(greatest, silent, endsInLabel[said])
      }
      guard greatest > 0 else { return }
      let least = Self.negligiblePart * greatest
      var next = (first: reached, end: 0)
      for said in active.lowerBound...reached {
        if said > 0, entries[said] >= least {
          series[said - 1].note(naturalLogarithm(entries[said]) + logScale, at: step)
        }
        if endsInNull[said] < least { endsInNull[said] = 0 }
        if endsInLabel[said] < least { endsInLabel[said] = 0 }
        if max(endsInNull[said], endsInLabel[said]) > 0 {
          next = (min(next.first, said), said + 1)
        }
      }
      active = next.first..<next.end
      scale = 1 / greatest
      logScale += naturalLogarithm(greatest)
    }
    let last = endsInNull[labels.count] + endsInLabel[labels.count]
    logProbability = naturalLogarithm(last * scale) + logScale
  }
}
