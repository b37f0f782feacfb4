import Foundation
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

/// A backend of this machine and its precision, of which bf16 is the same with all of them.
struct Engine: CustomTestStringConvertible {
  let backend: ProductBackend
  let precision: Precision

  static let all =
    ProductBackend.available.map { Engine(backend: $0, precision: .f32) }
    + (Precision.bf16.isAvailable ? [Engine(backend: .current, precision: .bf16)] : [])

  var testDescription: String { precision == .f32 ? "\(backend)" : "\(precision)" }

  func weights(_ inputs: Int, _ outputs: Int) -> PackedWeights {
    PackedWeights(inputs: inputs, outputs: outputs, precision: precision, backend: backend)
  }

  func add(_ a: MatrixView, _ b: MatrixView, to c: MatrixView) {
    backend.perform([TransposedProduct(a, b, addedTo: c, precision: precision)])
  }

  /// How far a sum of `count` products of normal numbers may be off.
  func tolerance(_ count: Int) -> Float {
    (precision == .f32 ? 4e-6 : 0.04) * Float(count).squareRoot()
  }
}

@Suite("Matrix products")
struct ProductTests {
  @Test(
    "packed weights multiply like the definition, whichever way the weights were given",
    arguments: Engine.all,
    [(false, .many), (true, .many), (true, .few), (false, .one), (true, .one)]
      as [(Bool, PackedWeights.Rows)])
  func packedWeights(_ engine: Engine, _ layout: (transposing: Bool, rows: PackedWeights.Rows)) {
    let shapes = [
      (1, 1, 1), (3, 5, 7), (16, 140, 33), (17, 96, 16), (31, 31, 31), (70, 12, 20),
      (300, 64, 48), (40, 33, 700),
    ]
    for (m, n, k) in shapes {
      let a = random(m, k, seed: 1)
      let b = random(k, n, seed: 2)
      let start = random(m, n, seed: 3)
      let expected = oracle(a.view.matrix, b.view.matrix)
      let weights = engine.weights(k, n)
      var given = layout.transposing ? transposed(b.view.matrix) : b.view.matrix
      given.withUnsafeMutablePointer { base in
        let view = MatrixView(
          base: base, rows: layout.transposing ? n : k, columns: layout.transposing ? k : n,
          stride: layout.transposing ? k : n)
        weights.update(from: view, transposed: layout.transposing, for: layout.rows)
      }
      let c = MatrixBuffer(rows: m, columns: n)
      c.view.fill(.nan)
      weights.multiply(a.view, into: c.view)
      #expect(largestDifference(c.view.matrix.elements, expected) < engine.tolerance(k))

      c.view.copy(start.view)
      weights.multiplyInParallel(a.view, into: c.view, accumulating: true)
      let sum = zip(start.view.matrix.elements, expected).map { $0 + $1 }
      #expect(largestDifference(c.view.matrix.elements, sum) < engine.tolerance(k))
    }
  }

  @Test(
    "weights that are bf16 numbers already lose nothing in single precision",
    arguments: ProductBackend.available, [1, 2])
  func weightsOfHalves(_ backend: ProductBackend, rows: Int) {
    let (a, b) = (random(rows, 33, seed: 1), random(33, 70, seed: 2))
    for i in 0..<33 * 70 {
      b.view.base[i] = Float(bitPattern: UInt32(b.view.base[i].bfloat16Bits) << 16)
    }
    let engine = Engine(backend: backend, precision: .f32)
    let weights = engine.weights(33, 70)
    weights.update(from: b.view, transposed: false, for: .one)
    let c = MatrixBuffer(rows: rows, columns: 70)
    weights.multiply(a.view, into: c.view)
    let expected = oracle(a.view.matrix, b.view.matrix)
    #expect(largestDifference(c.view.matrix.elements, expected) < engine.tolerance(33))
  }

  @Test(
    "the transposed product sums over any number of rows into a part of a matrix",
    arguments: Engine.all, [1, 15, 100, 3200])
  func transposedProduct(_ engine: Engine, rows: Int) {
    for (m, n) in [(40, 34), (260, 3)] {
      let a = random(rows, m, seed: 6)
      let wide = random(rows, n + 3, seed: 7)
      wide.view.columns(0..<2).fill(.nan)
      let b = wide.view.columns(2..<n + 2)
      let c = random(m, n + 2, seed: 8)
      let before = c.view.matrix
      engine.add(a.view, b, to: c.view.columns(1..<n + 1))
      let sums = oracle(transposed(a.view.matrix), b.matrix)
      var expected = before
      for r in 0..<m { for q in 0..<n { expected[r, q + 1] += sums[r * n + q] } }
      #expect(
        largestDifference(c.view.matrix.elements, expected.elements) < engine.tolerance(rows))
      for beside in [0, n + 1] {
        #expect(column(beside, of: c.view.matrix) == column(beside, of: before))
      }
    }
  }

  private func column(_ index: Int, of matrix: Matrix) -> [Float] {
    (0..<matrix.rows).map { matrix[$0, index] }
  }

  @Test(
    "products over every mixture of block sizes are right in each row", arguments: Engine.all,
    [0, 16, 32, 48, 63, 64, 65, 127, 129, 193, 255, 257, 450])
  func blocks(_ engine: Engine, rows: Int) {
    let a = random(rows, 3, seed: 11)
    let b = random(3, 5, seed: 12)
    let weights = engine.weights(3, 5)
    weights.update(from: b.view, transposed: false)
    let c = MatrixBuffer(rows: rows, columns: 5)
    c.view.fill(.nan)
    weights.multiplyInParallel(a.view, into: c.view)
    #expect(
      largestDifference(c.view.matrix.elements, oracle(a.view.matrix, b.view.matrix))
        < engine.tolerance(3))
  }

  @Test("new weights take the place of the old ones", arguments: Engine.all)
  func update(_ engine: Engine) {
    let a = random(9, 4, seed: 13)
    let weights = engine.weights(4, 6)
    for seed in 14...15 as ClosedRange<UInt64> {
      let b = random(4, 6, seed: seed)
      weights.update(from: b.view, transposed: false)
      let c = MatrixBuffer(rows: 9, columns: 6)
      weights.multiply(a.view, into: c.view)
      #expect(
        largestDifference(c.view.matrix.elements, oracle(a.view.matrix, b.view.matrix))
          < engine.tolerance(4))
    }
  }

  @Test(
    "several products at once are those alone, bit for bit on any number of threads",
    arguments: Engine.all)
  func severalProducts(_ engine: Engine) {
    let inputs = (0..<3).map { random(40, 300 + 7 * $0, seed: UInt64(20 + $0)) }
    let b = random(40, 6, seed: 30)
    let together = inputs.map { MatrixBuffer(rows: $0.columns, columns: 6) }
    engine.backend.perform(
      zip(inputs, together).map {
        TransposedProduct($0.view, b.view, addedTo: $1.view, precision: engine.precision)
      })
    for (input, result) in zip(inputs, together) {
      let alone = MatrixBuffer(rows: input.columns, columns: 6)
      ThreadPool.shared.perform(2) { task in
        // Inside a task the pool is in use, so that this product runs on one thread.
        if task == 0 { engine.add(input.view, b.view, to: alone.view) }
      }
      let isEqual = alone.view.matrix == result.view.matrix
      #expect(isEqual)
    }
  }

  @Test(
    "of packed factors a row's product is the same to the bit in any company",
    arguments: Engine.all.filter { $0.backend != .oneDNN || $0.precision == .bf16 })
  func rowsApart(_ engine: Engine) {
    let a = random(83, 700, seed: 40)
    let b = random(700, 70, seed: 41)
    let weights = engine.weights(700, 70)
    weights.update(from: b.view, transposed: false)
    let together = MatrixBuffer(rows: 83, columns: 70)
    weights.multiply(a.view, into: together.view)
    for rows in [0..<1, 5..<21, 9..<31, 10..<63, 50..<83] {
      let alone = MatrixBuffer(rows: rows.count, columns: 70)
      weights.multiply(a.view.rows(rows), into: alone.view)
      let isEqual = alone.view.matrix == together.view.rows(rows).matrix
      #expect(isEqual, "rows \(rows)")
    }
  }

  @Test(
    "in single precision tiles keep a factor's rows to the last bit of their largest element",
    .enabled(if: ProductBackend.available.contains(.tiles)))
  func bits() {
    let engine = Engine(backend: .tiles, precision: .f32)
    let values: [Float] = [
      1, -1, 1.0000001, 16_777_215, -0.333333343, 1e-30, 3e32, 0x1.fffffep0, 0x1.010102p-3, 0,
    ]
    let a = MatrixBuffer(rows: values.count, columns: 2)
    for (r, value) in values.enumerated() {
      (a.view.row(r)[0], a.view.row(r)[1]) = (value, value / 3)
    }
    let weights = engine.weights(2, 2)
    let one = MatrixBuffer(rows: 2, columns: 2)
    for r in 0..<2 { for q in 0..<2 { one.view.row(r)[q] = r == q ? 1 : 0 } }
    weights.update(from: one.view, transposed: false)
    let c = MatrixBuffer(rows: values.count, columns: 2)
    weights.multiply(a.view, into: c.view)
    for (r, value) in values.enumerated() {
      #expect(abs(c.view.row(r)[0] - value) <= value.ulp)
      #expect(abs(c.view.row(r)[1] - value / 3) <= value.ulp)
    }
  }

  @Test(
    "in single precision tiles are at least as exact as fused sums, also where rows differ in size",
    .enabled(if: ProductBackend.available.contains(.tiles)), arguments: [0, 30] as [Float])
  func exactness(decades: Float) {
    let (rows, m, n) = (700, 33, 40)
    let (a, b) = (random(rows, m, seed: 60), random(rows, n, seed: 61))
    for r in 0..<rows {
      let size = pow(10, decades * (Float(r) / Float(rows) - 0.5))
      for c in 0..<m { a.view.row(r)[c] *= size }
      for c in 0..<n { b.view.row(r)[c] /= size }
    }
    let (tiles, fused) = (MatrixBuffer(rows: m, columns: n), MatrixBuffer(rows: m, columns: n))
    tiles.view.fill(0)
    Engine(backend: .tiles, precision: .f32).add(a.view, b.view, to: tiles.view)
    for r in 0..<m {
      for c in 0..<n {
        fused.view.row(r)[c] = (0..<rows).reduce(0) { sum, p in
          sum.addingProduct(a.view.row(p)[r], b.view.row(p)[c])
        }
      }
    }
    let exact = oracle(transposed(a.view.matrix), b.view.matrix)
    func error(_ product: MatrixBuffer) -> Double {
      zip(product.view.matrix.elements, exact).reduce(0) { $0 + pow(Double($1.0 - $1.1), 2) }
    }
    #expect(error(tiles) < error(fused))
  }

  @Test("what is no number stays none", arguments: Engine.all, [Float.nan, -.nan, .infinity])
  func notNumbers(_ engine: Engine, value: Float) {
    let a = random(20, 40, seed: 50)
    a.view.row(7)[3] = value
    a.view.row(8)[3] = Float(bitPattern: 0x7FFF_FFFF)
    let weights = engine.weights(40, 9)
    let b = random(40, 9, seed: 51)
    weights.update(from: b.view, transposed: false)
    let c = MatrixBuffer(rows: 20, columns: 9)
    weights.multiply(a.view, into: c.view)
    for r in 0..<20 {
      let row = c.view.rows(r..<r + 1).matrix.elements
      #expect(row.allSatisfy { $0.isFinite == (r != 7 && r != 8) }, "row \(r)")
    }
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
      _ = TransposedProduct(buffer.view, buffer.view, addedTo: buffer.view)
    }
  }
}
