import CKernels
import Foundation
import NumericCore
import TestSupport
import Testing

@Suite("Vector and row kernels of every instruction set")
struct VectorKernelTests {
  private static let sets = availableKernels().indices
  private var random = SeededGenerator(seed: 2)

  private mutating func noise(_ count: Int) -> [Float] {
    (0..<count).map { _ in random.normal() }
  }

  @Test("sums and products of vectors are those of the definition", arguments: sets, awkwardLengths)
  mutating func arithmetic(set: Int, count: Int) {
    let kernels = availableKernels()[set]
    let (x, y) = (noise(count), noise(count))
    let pairs = zip(x, y)

    var result = y + [-7]
    kernels.add_scaled(0.3, x, &result, count)
    #expect(largestDifference(result, pairs.map { $1 + 0.3 * $0 } + [-7]) < 1e-6)

    result = [Float](repeating: -7, count: count + 1)
    kernels.scale(0.3, x, &result, count)
    #expect(result == x.map { 0.3 * $0 } + [-7])

    kernels.multiply(x, y, &result, count)
    #expect(result == pairs.map { $0 * $1 } + [-7])

    let dot = pairs.reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(Double(kernels.dot(x, y, count)) - dot) < 1e-5)
  }

  @Test(
    "the sum of squares of many numbers keeps seven digits", arguments: sets,
    [0, 1, 17, 1023, 1024, 1025, 100_000])
  mutating func sumOfSquares(set: Int, count: Int) {
    let x = (0..<count).map { _ in 1 + random.uniform() }
    let expected = x.reduce(0.0) { $0 + Double($1) * Double($1) }
    let sum = availableKernels()[set].sum_of_squares(x, count)
    #expect(abs(sum - expected) <= 3e-7 * expected)
  }

  @Test("column sums are added to what is there and skip gaps", arguments: sets, [1, 5, 16, 19])
  mutating func columnSums(set: Int, columns: Int) {
    let (rows, stride) = (6, columns + 3)
    let x = noise(rows * stride)
    let before = noise(columns)
    var sums = before
    availableKernels()[set].add_column_sums(x, stride, rows, columns, &sums)
    for c in 0..<columns {
      let expected = (0..<rows).reduce(Double(before[c])) { $0 + Double(x[$1 * stride + c]) }
      #expect(abs(Double(sums[c]) - expected) < 1e-5)
    }
  }

  @Test(
    "a log softmax is that of the definition, also far from zero", arguments: sets,
    awkwardLengths.dropFirst())
  mutating func logSoftmax(set: Int, count: Int) {
    for shift in [0, 1e4, -1e4] as [Float] {
      let x = noise(count).map { 5 * $0 + shift }
      var y = [Float](repeating: -7, count: count + 1)
      availableKernels()[set].log_softmax(x, &y, count)
      let most = Double(x.max() ?? 0)
      let total = most + log(x.reduce(0.0) { $0 + exp(Double($1) - most) })
      let expected = x.map { Float(Double($0) - total) }
      let tolerance: Float = shift == 0 ? 3e-6 : 2e-3  // the spacing of floats near 1e4 is 1e-3
      #expect(largestDifference(Array(y.prefix(count)), expected) < tolerance)
      #expect(y[count] == -7)
    }
  }

  @Test("a log softmax gives impossible symbols minus infinity", arguments: sets)
  func logSoftmaxOfInfinity(set: Int) {
    let x: [Float] = [0, -.infinity, 0, -.infinity, -.infinity]
    var y = x
    availableKernels()[set].log_softmax(x, &y, x.count)
    #expect(largestDifference([y[0], y[2]], [-log(2), -log(2)]) < 1e-6)
    #expect([y[1], y[3], y[4]] == [-.infinity, -.infinity, -.infinity])
  }

  @Test(
    "a log softmax of NaN or infinity is no number anywhere", arguments: sets,
    [1, 4, 17, 40])
  mutating func logSoftmaxOfNaN(set: Int, count: Int) {
    for (place, value) in [(0, .nan), (count / 2, .nan), (count - 1, .nan), (0, .infinity)]
      as [(Int, Float)]
    {
      var x = noise(count)
      x[place] = value
      var y = x
      availableKernels()[set].log_softmax(x, &y, count)
      #expect(y.allSatisfy { $0.isNaN }, "\(value) at \(place) of \(count)")
    }
  }

  @Test(
    "a transpose swaps rows and columns of matrices with gaps", arguments: sets,
    [(0, 3), (1, 1), (3, 5), (15, 17), (16, 16), (32, 48), (33, 50)])
  mutating func transpose(set: Int, shape: (rows: Int, columns: Int)) {
    let (rows, columns) = shape
    let (stride, outStride) = (columns + 2, rows + 1)
    let x = noise(rows * stride + 1)
    var y = [Float](repeating: -7, count: columns * outStride + 1)
    availableKernels()[set].transpose(x, stride, rows, columns, &y, outStride)
    for c in 0..<columns {
      for r in 0..<rows { #expect(y[c * outStride + r] == x[r * stride + c]) }
      #expect(y[c * outStride + rows] == -7)
    }
  }
}
