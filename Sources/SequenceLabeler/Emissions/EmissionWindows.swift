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
  /// Features from the next window's first row on.
  private var waiting: [Float] = []
  /// Emissions of the windows so far that are not given yet: the last overlap and what precedes it.
  private var joined: Matrix?

  init(_ model: Model, windowSeconds: Double, overlapSeconds: Double) {
    self.model = model
    plan = WindowPlan(model, windowSeconds: windowSeconds, overlapSeconds: overlapSeconds)
  }

  /// Takes the next features; returns the rows that they settle.
  mutating func append(_ features: Matrix) -> Matrix {
    waiting += features.elements
    var parts: [Matrix] = []
    while let ready = takeWindows() { parts += ready.map { join($0) } }
    return Matrix(joining: parts, columns: model.alphabet.count)
  }

  /// Ends the sound; returns the last rows.
  mutating func finish() -> Matrix {
    var windows: [Matrix] = []
    while let window = takeWindow(isLast: waitingRows <= plan.inputs) { windows.append(window) }
    var parts = emissions(of: windows).map { join($0) }
    if let joined { parts.append(joined) }
    joined = nil
    return Matrix(joining: parts, columns: model.alphabet.count)
  }

  private var waitingRows: Int { waiting.count / model.extractor.columnCount }

  /// The emissions of some windows that are not the last, as many as there are threads for.
  private mutating func takeWindows() -> [Matrix]? {
    let count = ThreadPool.shared.threadCount
    guard waitingRows > plan.inputs + (count - 1) * plan.inputStep else { return nil }
    return emissions(of: (0..<count).compactMap { _ in takeWindow(isLast: false) })
  }

  /// The features of the next window, whose step is then over; nil if there are none.
  private mutating func takeWindow(isLast: Bool) -> Matrix? {
    let columns = model.extractor.columnCount
    let rows = min(plan.inputs, waitingRows)
    guard rows > 0 else { return nil }
    let window = Matrix(
      rows: rows, columns: columns, elements: Array(waiting[..<(rows * columns)]))
    waiting.removeFirst((isLast ? rows : plan.inputStep) * columns)
    return window
  }

  private func emissions(of windows: [Matrix]) -> [Matrix] {
    inParallel(windows.count) { index in
      let features = model.configuration.normalization.normalized(windows[index])
      return model.logProbabilities(of: model.network.logits(of: features))
    }
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
