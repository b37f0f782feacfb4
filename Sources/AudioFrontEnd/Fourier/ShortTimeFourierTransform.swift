import NumericCore

/// Spectra of frames that overlap by three quarters under a Hann window, and the signal that such
/// spectra make.
///
/// Frame `t` has the samples from `t * hop` on.  The squares of the windows that a sample lies under
/// add up to 3/2, so that spectra left as they are give back the signal.
///
/// - Source: Griffin and Lim, IEEE Transactions on Acoustics, Speech, and Signal Processing 32(2), 1984.
final class ShortTimeFourierTransform: Sendable {
  /// Samples from one frame to the next.
  let hop: Int
  /// Samples in a frame, and in its transform.
  let length: Int
  /// Samples that a frame shares with the next one.
  var margin: Int { length - hop }
  /// The frequencies from 0 to half the sample rate.
  let frequencyCount: Int
  private let plan: FourierPlan
  private let window: [Float]

  /// - Precondition: `hop` is positive.
  init(hop: Int) {
    self.hop = hop
    length = 4 * hop
    frequencyCount = 2 * hop + 1
    plan = FourierPlan(count: length)
    window = WindowFunction.hanning.weights(count: length + 1, scale: 1).dropLast()
  }

  /// Writes the spectra of as many frames as there are rows.
  ///
  /// - Precondition: `samples` has those of all frames.
  func analyze(_ samples: [Float], real: MatrixView, imaginary: MatrixView) {
    ThreadPool.shared.perform(real.rows, inBlocksOf: 32) { frames in
      let memory = MatrixBuffer(rows: 2, columns: 2 * length)
      defer { withExtendedLifetime(memory) {} }
      let (frame, spectrum) = (memory.view.row(0), memory.view.row(1))
      for t in frames {
        for i in 0..<length { frame[2 * i] = samples[t * hop + i] * window[i] }
        plan.execute(frame, into: spectrum)
        let (x, y) = (real.row(t), imaginary.row(t))
        for k in 0..<frequencyCount { (x[k], y[k]) = (spectrum[2 * k], spectrum[2 * k + 1]) }
      }
    }
  }

  /// The signal of frames that overlap.
  ///
  /// - Returns: the samples from the first frame's first to the last one's last.
  func synthesize(real: MatrixView, imaginary: MatrixView) -> [Float] {
    let memory = MatrixBuffer(rows: 2, columns: 2 * length)
    defer { withExtendedLifetime(memory) {} }
    let (spectrum, frame) = (memory.view.row(0), memory.view.row(1))
    var samples = [Float](repeating: 0, count: (real.rows - 1) * hop + length)
    let scale = 2 / (3 * Float(length))
    for t in 0..<real.rows {
      // The inverse transform is the conjugate of the transform of the conjugate, whose other half
      // is the spectrum itself.
      let (x, y) = (real.row(t), imaginary.row(t))
      for k in 0..<frequencyCount { (spectrum[2 * k], spectrum[2 * k + 1]) = (x[k], -y[k]) }
      for k in frequencyCount..<length {
        (spectrum[2 * k], spectrum[2 * k + 1]) = (x[length - k], y[length - k])
      }
      plan.execute(spectrum, into: frame)
      for i in 0..<length { samples[t * hop + i] += frame[2 * i] * window[i] * scale }
    }
    return samples
  }
}
