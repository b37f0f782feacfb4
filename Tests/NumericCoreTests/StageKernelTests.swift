import CKernels
import NumericCore
import Testing

@Suite("Kernels around recurrent layers, of every instruction set")
struct StageKernelTests {
  @Test(
    "rows are normalized, and their gradient is that of the formula in double precision",
    arguments: availableKernels().indices, awkwardLengths.filter { $0 > 0 })
  func normalize(set: Int, count: Int) {
    let (rows, kernels) = (2, availableKernels()[set])
    var random = SeededGenerator(seed: 7)
    func noise(_ count: Int) -> [Float] { (0..<count).map { _ in 2 + random.normal() } }
    let (input, weight, bias) = (noise(rows * count), noise(count), noise(count))
    let outputGradient = noise(rows * count)
    var (values, normalized) = (input + [-7], input + [-7])
    var (factors, gradient) = ([Float](repeating: 0, count: rows), outputGradient + [-7])
    var (weightGradient, biasGradient) = (
      [Float](repeating: 0, count: count) + [-7], [Float](repeating: 0, count: count) + [-7]
    )
    kernels.normalize(rows, count, &values, weight, bias, 1e-2, &normalized, &factors)
    kernels.normalize_backward(
      rows, count, normalized, factors, weight, &gradient, &weightGradient, &biasGradient)
    var expectedWeightGradient = [Double](repeating: 0, count: count)
    for r in 0..<rows {
      func row(_ values: [Float]) -> [Double] {
        values[r * count..<(r + 1) * count].map { Double($0) }
      }
      func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(count) }
      let (x, dy, w) = (row(input), row(outputGradient), weight.map { Double($0) })
      let factor = 1 / (mean(x.map { ($0 - mean(x)) * ($0 - mean(x)) }) + 1e-2).squareRoot()
      let n = x.map { ($0 - mean(x)) * factor }
      let dn = zip(dy, w).map(*)
      let slope = mean(zip(dn, n).map(*))
      for j in 0..<count {
        let y = n[j] * w[j] + Double(bias[j])
        #expect(abs(Double(values[r * count + j]) - y) < 1e-4 * max(1, abs(y)))
        let dx = factor * (dn[j] - mean(dn) - n[j] * slope)
        #expect(abs(Double(gradient[r * count + j]) - dx) < 1e-3 * max(1, factor))
        expectedWeightGradient[j] += dy[j] * n[j]
      }
    }
    for j in 0..<count {
      #expect(abs(Double(weightGradient[j]) - expectedWeightGradient[j]) < 1e-3)
      #expect(abs(biasGradient[j] - outputGradient[j] - outputGradient[count + j]) < 1e-4)
    }
    #expect(
      [values, normalized, gradient, weightGradient, biasGradient].allSatisfy { $0.last == -7 })
    var again = input
    kernels.normalize(rows, count, &again, weight, bias, 1e-2, nil, nil)
    #expect(again == Array(values.dropLast()))
  }

  @Test(
    "the larger of two numbers gets the gradient, equal ones half of it each, NaN stays",
    arguments: availableKernels().indices)
  func larger(set: Int) {
    let kernels = availableKernels()[set]
    let (x, y): ([Float], [Float]) = ([1, 2, -3, .nan, 0], [2, 1, -3, 1, .nan])
    var (z, dx, dy) = (x, x, x)
    kernels.larger(x, y, &z, 5)
    #expect(z.prefix(3) == [2, 2, -3] && z[3].isNaN && z[4].isNaN)
    kernels.larger_backward(x, y, [10, 20, 30, 0, 0], &dx, &dy, 3)
    #expect(dx.prefix(3) == [0, 20, 15] && dy.prefix(3) == [10, 0, 15])
  }
}
