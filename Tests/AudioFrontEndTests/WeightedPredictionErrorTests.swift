import NumericCore
import TestSupport
import Testing

@testable import AudioFrontEnd

@Suite("Weighted prediction error")
struct WeightedPredictionErrorTests {
  struct Golden: Decodable {
    let taps, delay, iterations, context: Int
    let heardReal, heardImaginary, foundReal, foundImaginary: [[Float]]
  }

  /// Spectra [frequencies, frames] without what is predicted, by a prediction that has seen nothing before.
  private func rest(
    real: [[Float]], imaginary: [[Float]], _ prediction: WeightedPredictionError
  ) -> (real: [[Float]], imaginary: [[Float]]) {
    let (rows, columns) = (prediction.history + real[0].count, (real.count + 15) / 16 * 16)
    let memory = MatrixBuffer(rows: 2 * rows, columns: columns)
    defer { withExtendedLifetime(memory) {} }
    let parts = [memory.view.rows(0..<rows), memory.view.rows(rows..<2 * rows)]
    for (view, values) in zip(parts, [real, imaginary]) {
      for (f, row) in values.enumerated() {
        for (t, value) in row.enumerated() { view.row(prediction.history + t)[f] = value }
      }
    }
    prediction.subtractPredictions(real: parts[0], imaginary: parts[1])
    let found = parts.map { view in
      real.indices.map { f in (prediction.history..<rows).map { view.row($0)[f] } }
    }
    return (found[0], found[1])
  }

  @Test("without ridge and floor it is nara_wpe's")
  func golden() throws {
    let golden = try fixture("AudioFrontEnd/dereverberation.json", as: Golden.self)
    let prediction = WeightedPredictionError(
      delay: golden.delay, taps: golden.taps, iterations: golden.iterations,
      context: golden.context, ridge: 0, floor: 0)
    let found = rest(real: golden.heardReal, imaginary: golden.heardImaginary, prediction)
    for (ours, theirs) in [
      (found.real, golden.foundReal), (found.imaginary, golden.foundImaginary),
    ] {
      for (a, b) in zip(ours.joined(), theirs.joined()) {
        #expect(abs(a - b) < 1e-4 * (1 + abs(b)))
      }
    }
  }

  /// The definition in double precision, for one frequency.
  private func defined(
    _ y: [ComplexNumber], _ prediction: WeightedPredictionError
  ) -> [ComplexNumber] {
    func power(_ x: [ComplexNumber], _ t: Int) -> Double {
      let near = max(0, t - prediction.context)...min(x.count - 1, t + prediction.context)
      return near.map { x[$0].squaredMagnitude }.reduce(0, +) / Double(near.count)
    }
    func past(_ t: Int, _ k: Int) -> ComplexNumber {
      t - prediction.delay - k < 0 ? .zero : y[t - prediction.delay - k]
    }
    let mean = y.map(\.squaredMagnitude).reduce(0, +) / Double(y.count)
    var x = y
    for _ in 0..<prediction.iterations {
      var equations = HermitianEquations(count: prediction.taps)
      for i in 0..<prediction.taps {
        for t in y.indices {
          let weight = 1 / max(power(x, t), mean * Double(prediction.floor))
          equations.right[i] -= past(t, i) * y[t].conjugate * -weight
          for k in 0...i { equations[i, k] -= past(t, i) * past(t, k).conjugate * -weight }
        }
        equations[i, i].real += prediction.ridge
      }
      let filter = equations.solution()
      x = y.indices.map { t in
        filter.indices.reduce(into: y[t]) { $0 -= filter[$1].conjugate * past(t, $1) }
      }
    }
    return x
  }

  @Test("it is the definition", arguments: [(1, 5, 7), (16, 30, 10), (70, 200, 10), (3, 1, 2)])
  func definition(frequencies: Int, frames: Int, taps: Int) {
    var random = SeededGenerator(seed: 5)
    func noise() -> [[Float]] {
      (0..<frequencies).map { _ in
        (0..<frames).map { t in random.normal() * (t % 9 < 5 ? 1 : 0.01) }
      }
    }
    let (real, imaginary) = (noise(), noise())
    let prediction = WeightedPredictionError(taps: taps, ridge: 3)
    let found = rest(real: real, imaginary: imaginary, prediction)
    for f in 0..<frequencies {
      let y = zip(real[f], imaginary[f]).map {
        ComplexNumber(real: Double($0), imaginary: Double($1))
      }
      for (t, x) in defined(y, prediction).enumerated() {
        #expect(abs(Double(found.real[f][t]) - x.real) < 1e-4)
        #expect(abs(Double(found.imaginary[f][t]) - x.imaginary) < 1e-4)
      }
    }
  }

  @Test("equations are solved", arguments: 1...6)
  func equations(count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    func number() -> ComplexNumber {
      ComplexNumber(real: Double(random.normal()), imaginary: Double(random.normal()))
    }
    let root = (0..<count * count).map { _ in number() }
    let x = (0..<count).map { _ in number() }
    // A = root rootᴴ + 1.
    func element(_ i: Int, _ j: Int) -> ComplexNumber {
      var sum = ComplexNumber(real: i == j ? 1 : 0, imaginary: 0)
      for k in 0..<count { sum -= root[i * count + k] * root[j * count + k].conjugate * -1 }
      return sum
    }
    var equations = HermitianEquations(count: count)
    for i in 0..<count {
      for j in 0..<count { equations.right[i] -= element(i, j) * x[j] * -1 }
      for j in 0...i { equations[i, j] = element(i, j) }
    }
    for (found, expected) in zip(equations.solution(), x) {
      #expect(abs(found.real - expected.real) < 1e-9)
      #expect(abs(found.imaginary - expected.imaginary) < 1e-9)
    }
  }
}
