import CKernels
import NumericCore

/// Takes off a signal's spectra what those some time before predict of them: late reverberation,
/// since speech itself is soon forgotten.
///
/// For each frequency, with `y[t]` the spectrum at frame `t`:
///
///     x[t] = y[t] - Σ_k conj(g[k]) y[t - delay - k]                k = 0 ..< taps
///     g = argmin Σ_t |x[t]|² / λ[t] + ridge Σ_k |g[k]|²
///     λ[t] = the mean of |x|² over frames t - context ... t + context
///
/// g and λ are found in turn, beginning with x = y.  The ridge keeps short recordings from being
/// predicted by as many taps as they have frames; it is that of a Gaussian prior of g whose variance is
/// its reciprocal.
///
/// - Source: Nakatani et al., IEEE Transactions on Audio, Speech, and Language Processing 18(7), 2010
///   (weighted prediction error), for one microphone.
struct WeightedPredictionError: Sendable {
  /// Frames between a frame and the last one that predicts it, plus one.
  var delay = 1
  /// How many frames predict one.
  var taps = 10
  /// How often g and λ are found in turn.
  var iterations = 3
  /// Frames on either side whose power counts in λ.
  var context = 1
  /// What the filters' squares cost.
  var ridge = 30.0
  /// The least λ, a share of the frequency's mean power.
  var floor: Float = 1e-3

  /// How many rows the spectra have before the frame that is the first.
  var history: Int { delay + taps - 1 }

  /// Frequencies that one thread does at a time; whole vectors.
  private static let columnsAtOnce = 64

  /// Subtracts the predictions from all rows but the first ``history`` ones, which stay as they are.
  ///
  /// - Parameters:
  ///   - real: of the spectra, [history + frames, frequencies]; rows are whole numbers of 16
  ///     floats long, and what is behind the last frequency is finite.
  ///   - imaginary: likewise.
  func subtractPredictions(real: MatrixView, imaginary: MatrixView) {
    let rows = history..<real.rows
    ThreadPool.shared.perform(real.stride, inBlocksOf: Self.columnsAtOnce) { columns in
      let frames = SpectralFrames(
        real: real.base + columns.lowerBound, imaginary: imaginary.base + columns.lowerBound,
        stride: real.stride, rows: rows, columns: columns.count)
      let rest = MatrixBuffer(rows: 2 * rows.count, columns: columns.count)
      defer { withExtendedLifetime(rest) {} }
      frames.copy(to: rest.view)
      let least = frames.meanPowers(rest.view).map { max($0 * floor, .leastNormalMagnitude) }
      for _ in 0..<iterations {
        let weights = weights(rest.view, columns: columns.count, least: least)
        subtractPrediction(of: frames, weights: weights.view, rest: rest.view)
        withExtendedLifetime(weights) {}
      }
      frames.replace(by: rest.view)
    }
  }

  /// 1 / λ for frames x as pairs of rows.
  private func weights(_ x: MatrixView, columns: Int, least: [Float]) -> MatrixBuffer {
    let frames = x.rows / 2
    let powers = MatrixBuffer(rows: frames, columns: columns)
    let weights = MatrixBuffer(rows: frames, columns: columns)
    for t in 0..<frames {
      let (a, b, power) = (x.row(2 * t), x.row(2 * t + 1), powers.view.row(t))
      for j in 0..<columns { power[j] = a[j] * a[j] + b[j] * b[j] }
    }
    for t in 0..<frames {
      let near = max(0, t - context)...min(frames - 1, t + context)
      let weight = weights.view.row(t)
      for n in near {
        kernels.add_scaled(1 / Float(near.count), powers.view.row(n), weight, columns)
      }
      for j in 0..<columns { weight[j] = 1 / max(weight[j], least[j]) }
    }
    return weights
  }

  private func subtractPrediction(
    of frames: SpectralFrames, weights: MatrixView, rest: MatrixView
  ) {
    let columns = frames.columns
    let sums = MatrixBuffer(rows: (taps + 1) * (taps + 2) / 2, columns: 2 * columns)
    let filters = MatrixBuffer(rows: taps, columns: 2 * columns)
    defer { withExtendedLifetime((sums, filters)) {} }
    let (real, imaginary) = frames.first
    kernels.weighted_correlations(
      real, imaginary, frames.stride, frames.rows.count, weights.base, delay, taps, columns,
      sums.view.base)
    for column in 0..<columns {
      var equations = HermitianEquations(count: taps)
      for i in 1...taps {
        for k in 0...i {
          let sum = sums.view.row(i * (i + 1) / 2 + k)
          let value = ComplexNumber(
            real: Double(sum[column]), imaginary: Double(sum[columns + column]))
          if k == 0 { equations.right[i - 1] = value } else { equations[i - 1, k - 1] = value }
        }
        equations[i - 1, i - 1].real += ridge
      }
      for (k, solution) in equations.solution().enumerated() {
        filters.view.row(k)[column] = Float(solution.real)
        filters.view.row(k)[columns + column] = Float(solution.imaginary)
      }
    }
    kernels.subtract_prediction(
      real, imaginary, frames.stride, frames.rows.count, filters.view.base, delay, taps, columns,
      rest.base)
  }
}

/// Some frequencies of consecutive frames, with the frames before them.
private struct SpectralFrames {
  let real, imaginary: UnsafeMutablePointer<Float>
  let stride: Int
  /// The frames that are meant; those before them precede them.
  let rows: Range<Int>
  let columns: Int

  var first: (real: UnsafeMutablePointer<Float>, imaginary: UnsafeMutablePointer<Float>) {
    (real + rows.lowerBound * stride, imaginary + rows.lowerBound * stride)
  }

  /// Copies each frame to two rows.
  func copy(to pairs: MatrixView) {
    for (t, row) in rows.enumerated() {
      pairs.row(2 * t).update(from: real + row * stride, count: columns)
      pairs.row(2 * t + 1).update(from: imaginary + row * stride, count: columns)
    }
  }

  /// Takes each frame from two rows.
  func replace(by pairs: MatrixView) {
    for (t, row) in rows.enumerated() {
      (real + row * stride).update(from: pairs.row(2 * t), count: columns)
      (imaginary + row * stride).update(from: pairs.row(2 * t + 1), count: columns)
    }
  }

  /// The mean power of each frequency in frames that are pairs of rows.
  func meanPowers(_ pairs: MatrixView) -> [Float] {
    var sums = [Float](repeating: 0, count: columns)
    for r in 0..<pairs.rows {
      let row = pairs.row(r)
      for j in 0..<columns { sums[j] += row[j] * row[j] }
    }
    return sums.map { $0 / Float(rows.count) }
  }
}
