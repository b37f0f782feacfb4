import NumericCore
import TestSupport
import Testing

@testable import LinearAlgebra

/// A matrix of normal numbers that depends on `seed`.
private func random(_ rows: Int, _ columns: Int, seed: UInt64) -> MatrixBuffer {
  var generator = SeededGenerator(seed: seed)
  let buffer = MatrixBuffer(rows: rows, columns: columns)
  for i in 0..<rows * columns { buffer.view.base[i] = generator.normal() }
  return buffer
}

/// a · b in double precision.
private func oracle(_ a: Matrix, _ b: Matrix) -> [Float] {
  (0..<a.rows).flatMap { r in
    (0..<b.columns).map { c in
      Float((0..<a.columns).reduce(0.0) { $0 + Double(a[r, $1]) * Double(b[$1, c]) })
    }
  }
}

private func transposed(_ m: Matrix) -> Matrix {
  Matrix(
    rows: m.columns, columns: m.rows,
    elements: (0..<m.columns).flatMap { c in (0..<m.rows).map { m[$0, c] } })
}

@Suite("Matrix products")
struct ProductTests {
  @Test(
    "packed weights multiply like the definition, whichever way the weights were given",
    arguments: [(1, 1, 1), (3, 5, 7), (16, 40, 33), (70, 12, 20), (300, 64, 48)], [false, true])
  func packedWeights(_ shape: (m: Int, n: Int, k: Int), transposing: Bool) {
    let a = random(shape.m, shape.k, seed: 1)
    let b = random(shape.k, shape.n, seed: 2)
    let start = random(shape.m, shape.n, seed: 3)
    let expected = oracle(a.view.matrix, b.view.matrix)

    let weights = PackedWeights(inputs: shape.k, outputs: shape.n)
    var given = transposing ? transposed(b.view.matrix) : b.view.matrix
    given.withUnsafeMutablePointer { base in
      let view = MatrixView(
        base: base, rows: transposing ? shape.n : shape.k,
        columns: transposing ? shape.k : shape.n, stride: transposing ? shape.k : shape.n)
      weights.update(from: view, transposed: transposing)
    }
    let c = MatrixBuffer(rows: shape.m, columns: shape.n)
    weights.multiply(a.view, into: c.view)
    #expect(largestDifference(c.view.matrix.elements, expected) < 1e-4)

    c.view.copy(start.view)
    weights.multiplyInParallel(a.view, into: c.view, accumulating: true)
    let sum = zip(start.view.matrix.elements, expected).map { $0 + $1 }
    #expect(largestDifference(c.view.matrix.elements, sum) < 1e-4)
  }

  @Test("the transposed product sums over rows", arguments: [1, 15, 100, 1300])
  func transposedProduct(rows: Int) {
    let a = random(rows, 40, seed: 6)
    let b = random(rows, 18, seed: 7)
    let c = MatrixBuffer(rows: 40, columns: 18)
    TransposedProduct.perform([TransposedProduct(a.view, b.view, addedTo: c.view)])
    let expected = oracle(transposed(a.view.matrix), b.view.matrix)
    #expect(largestDifference(c.view.matrix.elements, expected) < 1e-3)
  }

  @Test("the package's own kernels agree with the backend in use")
  func backendsAgree() {
    let a = random(37, 50, seed: 8)
    let b = random(50, 29, seed: 9)
    let weights = KernelProduct.Weights(inputs: 50, outputs: 29)
    weights.update(from: b.view.base, rowStride: 29, columnStride: 1)
    let c = MatrixBuffer(rows: 37, columns: 29)
    weights.multiply(a.view, into: c.view, accumulating: false)
    #expect(
      largestDifference(c.view.matrix.elements, oracle(a.view.matrix, b.view.matrix)) < 1e-4)

    let d = MatrixBuffer(rows: 50, columns: 29)
    let e = random(37, 29, seed: 10)
    KernelProduct.addTransposedProduct(a.view, e.view, into: d.view)
    let expected = oracle(transposed(a.view.matrix), e.view.matrix)
    #expect(largestDifference(d.view.matrix.elements, expected) < 1e-4)
  }
}
