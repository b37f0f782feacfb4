import NumericCore

/// The convolution of a signal with a filter, `signal.count + filter.count - 1` samples, none if
/// either is empty.
///
/// Blocks of the signal overlap in what follows from them.  Two of them go through a complex Fourier
/// transform at a time, one as its real and the other as its imaginary part.
///
/// - Complexity: O(n log m) for a signal of n and a filter of m samples.
/// - Source: Stockham, AFIPS Spring Joint Computer Conference 1966 (overlap-add).
func convolution(of signal: [Float], with filter: [Float]) -> [Float] {
  guard !signal.isEmpty, !filter.isEmpty else { return [] }
  var length = 256
  while length < 4 * filter.count { length *= 2 }
  let plan = FourierPlan(count: length)
  let memory = MatrixBuffer(rows: 3, columns: 2 * length)
  defer { withExtendedLifetime(memory) {} }
  let (block, spectrum, response) = (
    memory.view.row(0), memory.view.row(1), memory.view.row(2)
  )
  for (i, sample) in filter.enumerated() { block[2 * i] = sample / Float(length) }
  plan.execute(block, into: response)

  let step = length - filter.count + 1
  var result = [Float](repeating: 0, count: signal.count + filter.count - 1)
  for start in stride(from: 0, to: signal.count, by: 2 * step) {
    block.update(repeating: 0, count: 2 * length)
    for part in 0..<2 {
      let first = start + part * step
      for i in 0..<max(0, min(step, signal.count - first)) {
        block[2 * i + part] = signal[first + i]
      }
    }
    plan.execute(block, into: spectrum)
    // The inverse transform is the conjugate of the transform of the conjugate.
    for k in 0..<length {
      let (a, b) = (spectrum[2 * k], spectrum[2 * k + 1])
      let (c, d) = (response[2 * k], response[2 * k + 1])
      spectrum[2 * k] = a * c - b * d
      spectrum[2 * k + 1] = -(a * d + b * c)
    }
    plan.execute(spectrum, into: block)
    for part in 0..<2 {
      let first = start + part * step
      let sign: Float = part == 0 ? 1 : -1
      for i in 0..<max(0, min(length, result.count - first)) {
        result[first + i] += sign * block[2 * i + part]
      }
    }
  }
  return result
}
