import AudioFrontEnd
import CTC
import Foundation
import NumericCore
import RecurrentNetwork

/// Log-probabilities of features that arrive piece by piece, from windows that overlap, for models
/// that have to see what follows.
struct EmissionWindows: Sendable {
  private let model: Model
  private let plan: WindowPlan
  /// The features that windows to come need, behind some that they no longer do.
  private var waiting: [Float] = []
  /// How many rows of ``waiting`` lie before the next window.
  private var passedRows = 0
  /// Emissions of the windows so far that are not given yet: the last overlap and what precedes it.
  private var joined: Matrix?

  init(_ model: Model, windowSeconds: Double, overlapSeconds: Double) {
    self.model = model
    plan = WindowPlan(model, windowSeconds: windowSeconds, overlapSeconds: overlapSeconds)
  }

  /// Takes the next features; returns the rows that they settle.
  ///
  /// `check`, called after every window by any thread, may end it with an error, after which there is
  /// no way on.
  mutating func append<E: Error>(
    _ features: Matrix, check: () throws(E) -> Void
  ) throws(E) -> Matrix {
    waiting += features.elements
    var parts: [Matrix] = []
    while let ready = try takeWindows(check) { parts += ready.map { join($0) } }
    waiting.removeFirst(passedRows * model.extractor.columnCount)
    passedRows = 0
    return Matrix(joining: parts, columns: model.alphabet.count)
  }

  /// Ends the sound; returns the last rows.
  ///
  /// `check` may end it with an error.
  mutating func finish<E: Error>(check: () throws(E) -> Void) throws(E) -> Matrix {
    var windows: [Matrix] = []
    while let window = takeWindow(isLast: waitingRows <= plan.inputs) { windows.append(window) }
    var parts = try emissions(of: windows, check).map { join($0) }
    if let joined { parts.append(joined) }
    joined = nil
    (waiting, passedRows) = ([], 0)
    return Matrix(joining: parts, columns: model.alphabet.count)
  }

  private var waitingRows: Int { waiting.count / model.extractor.columnCount - passedRows }

  /// The emissions of some windows that are not the last, as many as there are threads for.
  private mutating func takeWindows<E: Error>(
    _ check: () throws(E) -> Void
  ) throws(E) -> [Matrix]? {
    let count = ThreadPool.shared.threadCount
    guard waitingRows > plan.inputs + (count - 1) * plan.inputStep else { return nil }
    return try emissions(of: (0..<count).compactMap { _ in takeWindow(isLast: false) }, check)
  }

  /// The features of the next window, whose step is then over; nil if there are none.
  private mutating func takeWindow(isLast: Bool) -> Matrix? {
    let columns = model.extractor.columnCount
    let rows = min(plan.inputs, waitingRows)
    guard rows > 0 else { return nil }
    let window = Matrix(
      rows: rows, columns: columns,
      elements: Array(waiting[passedRows * columns..<(passedRows + rows) * columns]))
    passedRows += isLast ? rows : plan.inputStep
    return window
  }

  private func emissions<E: Error>(
    of windows: [Matrix], _ check: () throws(E) -> Void
  ) throws(E) -> [Matrix] {
    var emissions: [Matrix] = []
    try inParallel(windows.count, ahead: max(1, windows.count)) { index in
      rows(of: windows[index])
    } inOrder: { (_, rows) throws(E) in
      emissions.append(rows)
      try check()
    }
    return emissions
  }

  /// The emissions of a window; the network does not see what is deep in a long pause, which is null.
  private func rows(of window: Matrix) -> Matrix {
    let window = model.softSound?.lifted(window) ?? window
    let shape = model.configuration.network.shape
    let step = shape.framesPerOutput
    let speech = LongPauses(
      in: window, secondsPerFrame: model.secondsPerFrame / Double(step), step: step
    ).speech
    let features = Matrix(joining: speech.map { window.rows($0) }, columns: window.columns)
    let found = model.logProbabilities(
      of: model.network.logits(of: model.configuration.normalization.normalized(features)))
    guard features.rows < window.rows else { return found }
    var parts: [Matrix] = []
    var (row, next) = (0, 0)
    for part in speech {
      let first = part.lowerBound / step
      let end = next + shape.frameCount(part.count)
      parts += [model.alphabet.nulls(first - row), found.rows(next..<end)]
      (row, next) = (first + end - next, end)
    }
    return Matrix(joining: parts, columns: found.columns)
  }

  /// Takes the next window's rows; returns those before the place where it joins the one before.
  private mutating func join(_ next: Matrix) -> Matrix {
    guard let earlier = joined else {
      joined = next
      return Matrix(rows: 0, columns: next.columns)
    }
    let overlap = min(plan.outputOverlap, next.rows)
    let start = earlier.rows - overlap
    let cut = joint(
      earlier.rows(start..<earlier.rows), next.rows(0..<overlap), null: model.alphabet.null)
    joined = next.rows(cut..<next.rows)
    return earlier.rows(0..<start + cut)
  }
}

extension Alphabet {
  /// Log-probabilities of rows in which nothing is said, as good as certainly.
  fileprivate func nulls(_ rows: Int) -> Matrix {
    let others: Float = 1e-4
    var row = [Float](repeating: log(others / Float(count - 1)), count: count)
    row[null] = log(1 - others)
    return Matrix(rows: rows, columns: count, elements: (0..<rows).flatMap { _ in row })
  }
}

/// Where windows stand, in rows of features and of emissions.
private struct WindowPlan: Sendable {
  /// Features in a window, and from one window's first to the next one's.
  let inputs, inputStep: Int
  /// Emissions that two windows share.
  let outputOverlap: Int

  init(_ model: Model, windowSeconds: Double, overlapSeconds: Double) {
    let shape = model.configuration.network.shape
    let outputs = max(2, Int(windowSeconds / model.secondsPerFrame))
    outputOverlap = min(max(1, Int(overlapSeconds / model.secondsPerFrame)), outputs / 2)
    inputs = outputs * shape.framesPerOutput
    inputStep = (outputs - outputOverlap) * shape.framesPerOutput
  }
}

/// The row at which two windows' log-probabilities of the same rows are best joined: the middle of
/// the longest stretch in the middle half that both take for null, or the row that they take for
/// null most.
func joint(_ earlier: Matrix, _ later: Matrix, null: Int) -> Int {
  let middle = earlier.rows / 4..<max(earlier.rows / 4 + 1, earlier.rows - earlier.rows / 4)
  var longest = middle.lowerBound..<middle.lowerBound
  var start = middle.lowerBound
  var best = (row: middle.lowerBound, logProbability: -Float.infinity)
  for row in middle {
    let logProbability = min(earlier[row, null], later[row, null])
    if logProbability > best.logProbability { best = (row, logProbability) }
    if exp(logProbability) < 0.5 { start = row + 1 }
    if row + 1 - start > longest.count { longest = start..<row + 1 }
  }
  return longest.isEmpty ? best.row : (longest.lowerBound + longest.upperBound) / 2
}
