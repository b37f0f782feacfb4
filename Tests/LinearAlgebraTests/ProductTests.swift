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
    arguments: [(1, 1, 1), (3, 5, 7), (16, 140, 33), (70, 12, 20), (300, 64, 48)],
    [(false, false), (true, false), (false, true), (true, true)])
  func packedWeights(
    _ shape: (m: Int, n: Int, k: Int), _ layout: (transposing: Bool, rowByRow: Bool)
  ) {
    let transposing = layout.transposing
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
      weights.update(from: view, transposed: transposing, rowByRow: layout.rowByRow)
    }
    let c = MatrixBuffer(rows: shape.m, columns: shape.n)
    c.view.fill(.nan)
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
    TransposedProduct.perform([TransposedProduct(Operand(a.view), b.view, addedTo: c.view)])
    let expected = oracle(transposed(a.view.matrix), b.view.matrix)
    #expect(largestDifference(c.view.matrix.elements, expected) < 1e-3)
  }

  @Test(
    "products over every mixture of block sizes are right in each row",
    arguments: [0, 63, 64, 65, 127, 129, 193, 255, 257, 450])
  func blocks(rows: Int) {
    let a = random(rows, 3, seed: 11)
    let b = random(3, 5, seed: 12)
    let weights = PackedWeights(inputs: 3, outputs: 5)
    weights.update(from: b.view, transposed: false)
    let c = MatrixBuffer(rows: rows, columns: 5)
    c.view.fill(.nan)
    weights.multiplyInParallel(a.view, into: c.view)
    #expect(largestDifference(c.view.matrix.elements, oracle(a.view.matrix, b.view.matrix)) < 1e-5)
  }

  @Test("new weights take the place of the old ones")
  func update() {
    let a = random(9, 4, seed: 13)
    let weights = PackedWeights(inputs: 4, outputs: 6)
    for seed in 14...15 as ClosedRange<UInt64> {
      let b = random(4, 6, seed: seed)
      weights.update(from: b.view, transposed: false)
      let c = MatrixBuffer(rows: 9, columns: 6)
      weights.multiply(a.view, into: c.view)
      #expect(
        largestDifference(c.view.matrix.elements, oracle(a.view.matrix, b.view.matrix)) < 1e-5)
    }
  }

  @Test("a transposed product is added, also from and into a part of a matrix")
  func transposedProductOfParts() {
    let a = random(70, 9, seed: 16)
    let b = random(70, 8, seed: 17)
    let start = random(300, 7, seed: 18)
    let wide = random(70, 300, seed: 19)
    for (left, right) in [(a.view, b.view.columns(1..<6)), (wide.view, b.view)] {
      let c = MatrixBuffer(rows: 300, columns: 8)
      c.view.columns(0..<7).copy(start.view)
      let part = c.view.rows(0..<left.columns).columns(0..<right.columns)
      let before = c.view.matrix
      let expected = zip(
        part.matrix.elements, oracle(transposed(left.matrix), right.matrix)
      ).map { $0 + $1 }
      TransposedProduct.perform([TransposedProduct(Operand(left), right, addedTo: part)])
      #expect(largestDifference(part.matrix.elements, expected) < 1e-4)
      part.fill(0)
      var rest = before
      for r in 0..<left.columns { for q in 0..<right.columns { rest[r, q] = 0 } }
      #expect(c.view.matrix == rest, "nothing is written beside the part")
    }
  }

  @Test("several products at once are those alone, bit for bit on any number of threads")
  func severalProducts() {
    let inputs = (0..<3).map { random(40, 300 + 7 * $0, seed: UInt64(20 + $0)) }
    let b = random(40, 6, seed: 30)
    let together = inputs.map { MatrixBuffer(rows: $0.columns, columns: 6) }
    TransposedProduct.perform(
      zip(inputs, together).map { TransposedProduct(Operand($0.view), b.view, addedTo: $1.view) })
    for (input, result) in zip(inputs, together) {
      let alone = MatrixBuffer(rows: input.columns, columns: 6)
      ThreadPool.shared.perform(2) { task in
        // Inside a task the pool is in use, so that this product runs on one thread.
        if task == 0 {
          TransposedProduct.perform([
            TransposedProduct(Operand(input.view), b.view, addedTo: alone.view)
          ])
        }
      }
      #expect(alone.view.matrix == result.view.matrix)
    }
  }

  @Test(
    "products of halves are as precise as their halves", .enabled(if: Precision.bf16.isAvailable),
    arguments: [(Precision.bf16, 0.03 as Float), (.bf16x2, 2e-4)],
    [(false, false), (true, false), (false, true), (true, true)])
  func halves(
    _ kind: (precision: Precision, tolerance: Float),
    _ layout: (transposing: Bool, rowByRow: Bool)
  ) {
    let transposing = layout.transposing
    for (m, n, k) in [(1, 1, 1), (3, 5, 7), (16, 40, 33), (300, 64, 48)] {
      let a = random(m, k, seed: 31)
      let b = random(k, n, seed: 32)
      let weights = PackedWeights(inputs: k, outputs: n, precision: kind.precision)
      var given = transposing ? transposed(b.view.matrix) : b.view.matrix
      given.withUnsafeMutablePointer { base in
        let view = MatrixView(
          base: base, rows: transposing ? n : k, columns: transposing ? k : n,
          stride: transposing ? k : n)
        weights.update(from: view, transposed: transposing, rowByRow: layout.rowByRow)
      }
      let c = random(m, n, seed: 33)
      let expected = zip(c.view.matrix.elements, oracle(a.view.matrix, b.view.matrix)).map(+)
      weights.multiply(a.view, into: c.view, accumulating: true)
      let scale = Float(k).squareRoot()
      #expect(largestDifference(c.view.matrix.elements, expected) < kind.tolerance * scale)
    }
  }

  @Test(
    "transposed products of halves sum over rows, in any number of them, into a part of a matrix",
    .enabled(if: Precision.bf16.isAvailable),
    arguments: [(Precision.bf16, 0.03 as Float), (.bf16x2, 2e-4)], [1, 15, 100, 1300])
  func transposedHalves(_ kind: (precision: Precision, tolerance: Float), rows: Int) {
    let a = random(rows, 300, seed: 34)
    let b = random(rows, 18, seed: 35)
    let c = random(300, 20, seed: 36)
    let part = c.view.columns(1..<19)
    let before = part.matrix.elements
    let operand = OperandBuffer()
    operand.follow(a.view, precision: kind.precision)
    operand.update(0..<rows)
    TransposedProduct.perform([TransposedProduct(operand.operand, b.view, addedTo: part)])
    let expected = zip(before, oracle(transposed(a.view.matrix), b.view.matrix)).map(+)
    let scale = Float(rows).squareRoot()
    #expect(largestDifference(part.matrix.elements, expected) < kind.tolerance * scale)
  }

  @Test("shapes that do not fit stop the program")
  func wrongShapes() async {
    await #expect(processExitsWith: .failure) {
      let weights = PackedWeights(inputs: 2, outputs: 3)
      weights.multiply(
        MatrixBuffer(rows: 1, columns: 3).view, into: MatrixBuffer(rows: 1, columns: 3).view)
    }
    await #expect(processExitsWith: .failure) {
      let buffer = MatrixBuffer(rows: 2, columns: 3)
      _ = TransposedProduct(Operand(buffer.view), buffer.view, addedTo: buffer.view)
    }
  }

  @Test("the package's own kernels agree with the backend in use")
  func backendsAgree() {
    let a = random(37, 50, seed: 8)
    let b = random(50, 29, seed: 9)
    let weights = KernelProduct.Weights(inputs: 50, outputs: 29)
    weights.update(from: b.view.base, rowStride: 29, columnStride: 1)
    let c = MatrixBuffer(rows: 37, columns: 29)
    weights.multiply(Operand(a.view), into: c.view, accumulating: false)
    #expect(
      largestDifference(c.view.matrix.elements, oracle(a.view.matrix, b.view.matrix)) < 1e-4)

    let d = MatrixBuffer(rows: 50, columns: 29)
    let e = random(37, 29, seed: 10)
    KernelProduct.addTransposedProduct(a.view, e.view, into: d.view)
    let expected = oracle(transposed(a.view.matrix), e.view.matrix)
    #expect(largestDifference(d.view.matrix.elements, expected) < 1e-4)
  }
}
