import CKernels
import NumericCore

/// The taps of all phases of a resampling filter, arranged so that a few neighbouring outputs, of
/// stretches of the signal side by side, are a small product of matrices.
///
/// Places and phases of outputs repeat after a period.  A period's outputs form groups of
/// `CK_RESAMPLING_OUTPUTS`; a group has a window of inputs in common, with weights of 0 where an
/// output has no tap.
struct ResamplingTable: Sendable {
  private let leadingTaps: Int
  /// Outputs in a period.
  private let outputsInPeriod: Int
  /// Inputs in a period.
  private let inputsInPeriod: Int
  /// Inputs in a group's window.
  private let window: Int
  /// The start of each group's window, from that of the period's first group.
  private let starts: [Int]
  /// The weights of each group, shape `[window, CK_RESAMPLING_OUTPUTS]`, as a row.
  private let weights: MatrixBuffer
  /// How many periods make a stretch, so that neighbouring stretches overlap by less than half.
  private let mostPeriods: Int

  private static let lanes = Int(CK_RESAMPLING_LANES)
  private static let outputsInGroup = Int(CK_RESAMPLING_OUTPUTS)

  /// The table of the filter whose phases have `taps` taps each, or nil if it had more than
  /// `mostFloats` weights.
  init?(up: Int, down: Int, taps: Int, mostFloats: Int, tapsOfPhase: (Int) -> [Float]) {
    let size = Self.outputsInGroup
    // A few phases are repeated until they fill groups.
    let repeats = up < 8 * size ? Ratio(size, up).numerator : 1
    outputsInPeriod = repeats * up
    inputsInPeriod = repeats * down
    leadingTaps = taps / 2 - 1
    starts = stride(from: 0, to: outputsInPeriod, by: size).map { $0 * down / up }
    window = taps + ((size - 1) * down + up - 1) / up
    mostPeriods = max(1, 2 * taps / inputsInPeriod)
    guard starts.count * window <= mostFloats / size else { return nil }
    weights = MatrixBuffer(rows: starts.count, columns: window * size)
    for output in 0..<outputsInPeriod {
      let (group, column) = output.quotientAndRemainder(dividingBy: size)
      let (place, phase) = (output * down).quotientAndRemainder(dividingBy: up)
      let row = weights.view.row(group) + (place - starts[group]) * size + column
      for (tap, weight) in tapsOfPhase(phase).enumerated() { row[tap * size] = weight }
    }
  }

  /// Writes the samples of `outputs` to `output`; outside of its samples the signal is zero.
  ///
  /// An output is the same sum in the same order, whatever others are computed beside it.
  func apply(
    to signal: SignalStretch, outputs: Range<Int>, into output: UnsafeMutablePointer<Float>
  ) {
    guard !outputs.isEmpty else { return }
    let firstPeriod = outputs.lowerBound / outputsInPeriod
    let endPeriod = (outputs.upperBound - 1) / outputsInPeriod + 1
    let periods = min(mostPeriods, (endPeriod - firstPeriod + Self.lanes - 1) / Self.lanes)
    let scratch = Scratch(self, periods: periods)
    for period in stride(from: firstPeriod, to: endPeriod, by: periods * Self.lanes) {
      let stretches = min(Self.lanes, (endPeriod - period + periods - 1) / periods)
      gather(signal, period, stretches, scratch)
      let first = period * outputsInPeriod
      // A short piece of a stream wants only some groups of a single period.
      let wanted =
        endPeriod - firstPeriod > 1
        ? 0..<outputsInPeriod : outputs.lowerBound - first..<outputs.upperBound - first
      for p in 0..<periods { filter(period: p, wanted, scratch) }
      scatter(scratch, from: first, stretches, to: outputs, output)
    }
  }

  /// Lays stretches of the signal side by side, the first of which begins with `period`.
  private func gather(
    _ signal: SignalStretch, _ period: Int, _ stretches: Int, _ scratch: Scratch
  ) {
    let (length, step) = (scratch.columns.rows, scratch.periods * inputsInPeriod)
    let first = period * inputsInPeriod - leadingTaps
    let range = first..<first + (stretches - 1) * step + length
    let columns = scratch.columns.view.base
    if let inside = signal.pointer(to: range) {
      kernels.transpose(inside, step, stretches, length, columns, Self.lanes)
    } else {
      let samples = scratch.samples.view.base
      signal.copyPadded(range, to: samples)
      kernels.transpose(samples, step, stretches, length, columns, Self.lanes)
    }
  }

  /// Computes the `wanted` outputs of a period of every stretch.
  private func filter(period: Int, _ wanted: Range<Int>, _ scratch: Scratch) {
    let columns = scratch.columns.view.base + period * inputsInPeriod * Self.lanes
    let results = scratch.results.view.base + period * outputsInPeriod * Self.lanes
    let groups =
      wanted.lowerBound / Self.outputsInGroup...(wanted.upperBound - 1) / Self.outputsInGroup
    for group in groups {
      kernels.resample(
        columns + starts[group] * Self.lanes, weights.view.row(group), window,
        results + group * Self.outputsInGroup * Self.lanes)
    }
  }

  /// Writes the results of all stretches, which are the outputs from number `first` on, to those of
  /// their places that are wanted.
  private func scatter(
    _ scratch: Scratch, from first: Int, _ stretches: Int, to outputs: Range<Int>,
    _ output: UnsafeMutablePointer<Float>
  ) {
    let count = scratch.periods * outputsInPeriod
    let made = first..<first + stretches * count
    let wanted = made.clamped(to: outputs)
    let target = output + (wanted.lowerBound - outputs.lowerBound)
    let isWhole = wanted == made
    let rows = isWhole ? target : scratch.block.view.base
    kernels.transpose(scratch.results.view.base, Self.lanes, count, stretches, rows, count)
    if !isWhole { target.update(from: rows + (wanted.lowerBound - first), count: wanted.count) }
  }

  /// The working memory of one call, for stretches of so many periods.
  private struct Scratch {
    let periods: Int
    /// The samples of all stretches, where the signal does not have all of them.
    let samples: MatrixBuffer
    /// The stretches side by side, a column each.
    let columns: MatrixBuffer
    /// Their outputs likewise.
    let results: MatrixBuffer
    /// The outputs of one stretch after the other.
    let block: MatrixBuffer

    init(_ table: ResamplingTable, periods: Int) {
      self.periods = periods
      let (inputs, outputs) = (periods * table.inputsInPeriod, periods * table.outputsInPeriod)
      samples = MatrixBuffer(rows: lanes, columns: inputs + table.window)
      columns = MatrixBuffer(rows: inputs + table.window, columns: lanes)
      // The last group of a period may reach beyond it.
      results = MatrixBuffer(rows: outputs + outputsInGroup, columns: lanes)
      block = MatrixBuffer(rows: lanes, columns: outputs)
    }
  }
}
