/// The forward probabilities of one labelling at every frame; or, backward, those of its endings.
///
/// All frames' states stand one after the other, each one's from the first that is not negligible to
/// the last.
struct LabellingStates {
  /// The paths that have said a number of labels.
  struct State {
    /// The probability of those that are in the null symbol, or nowhere yet.
    var endsInNull = 0.0
    /// The probability of those that are in the last label.
    var endsInLabel = 0.0

    /// Both of them together.
    var probability: Double { endsInNull + endsInLabel }
  }

  private struct Row {
    /// The numbers of labels.
    let said: Range<Int>
    /// Where the state of the first one stands.
    let start: Int
  }

  /// Below this part of the best state of a frame a state counts for nothing.
  private static let negligiblePart = 1e-20

  private var states: [State] = []
  private var rows: [Row] = []
  /// By the number of labels said, the number of frames seen when that is first possible.
  private var firstSeen: [Int]
  /// By the number of frames seen, the natural logarithm of what the states are multiples of.
  private(set) var logScales: [Double] = []
  /// What each frame, in the order in which they are seen, multiplies all states by.
  private(set) var scales: [Double] = []
  /// The natural logarithm of the probability of the whole labelling, over all its paths.
  private(set) var logProbability = -Double.infinity

  /// Runs the forward algorithm, or the backward one: the forward algorithm over all in reverse.
  ///
  /// - Source: Graves et al., ICML 2006, equations 5 to 11.
  init(of labels: [Int], in emissions: SymbolProbabilities, backward: Bool = false) {
    let labels = backward ? labels.reversed() : labels
    firstSeen = [Int](repeating: emissions.frames + 1, count: labels.count + 1)
    firstSeen[0] = 0
    states.append(State(endsInNull: 1))
    rows.append(Row(said: 0..<1, start: 0))
    logScales.append(0)
    var scale = 1.0
    for step in 0..<emissions.frames {
      scales.append(scale)
      let frame = backward ? emissions.frames - 1 - step : step
      let greatest = advance(labels, frame: frame, in: emissions, scale: scale)
      guard greatest > 0 else { return }
      logScales.append((logScales.last ?? 0) - naturalLogarithm(scale))
      scale = 1 / greatest
    }
    let whole = self[labels.count, emissions.frames].probability
    logProbability = naturalLogarithm(whole) + (logScales.last ?? 0)
  }

  /// The paths that have said `said` labels in `seen` frames.
  subscript(said: Int, seen: Int) -> State {
    guard seen < rows.count, rows[seen].said.contains(said) else { return State() }
    return states[rows[seen].start + said - rows[seen].said.lowerBound]
  }

  /// The number of frames after which `said` labels may have been said; more than there are if none.
  func firstSeen(_ said: Int) -> Int { firstSeen[said] }

  /// Adds the states after one more frame; returns the greatest probability.
  private mutating func advance(
    _ labels: [Int], frame: Int, in emissions: SymbolProbabilities, scale: Double
  ) -> Double {
    let last = rows[rows.count - 1]
    let reached = min(last.said.upperBound, labels.count)
    let silence = emissions[frame, emissions.null] * scale
    var start = states.count
    var greatest = 0.0
    var shorter = State()
    for said in last.said.lowerBound...reached {
      let same =
        said < last.said.upperBound
        ? states[last.start + said - last.said.lowerBound] : State()
      var state = State(endsInNull: same.probability * silence)
      if said > 0 {
        let label = labels[said - 1]
        let repeats = said > 1 && label == labels[said - 2]
        let source = repeats ? shorter.endsInNull : shorter.probability
        state.endsInLabel = (source + same.endsInLabel) * emissions[frame, label] * scale
      }
      greatest = max(greatest, state.endsInNull, state.endsInLabel)
      states.append(state)
      shorter = same
    }
    let least = Self.negligiblePart * greatest
    func isNegligible(_ state: State) -> Bool {
      max(state.endsInNull, state.endsInLabel) < least
    }
    var said = last.said.lowerBound..<reached + 1
    while said.count > 1, isNegligible(states[states.count - 1]) {
      states.removeLast()
      said = said.lowerBound..<said.upperBound - 1
    }
    while said.count > 1, isNegligible(states[start]) {
      start += 1
      said = said.lowerBound + 1..<said.upperBound
    }
    rows.append(Row(said: said, start: start))
    for said in said where firstSeen[said] >= rows.count { firstSeen[said] = rows.count - 1 }
    return greatest
  }
}
