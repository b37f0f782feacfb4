import CKernels
import NumericCore
import TestSupport
import Testing

/// The sizes of a product C [m, n] = A [m, k] B [k, n].
private struct Sizes: CustomStringConvertible {
  let m, n, k: Int

  var description: String { "\(m) × \(n) × \(k)" }
}

@Suite("Matrix product kernel of every instruction set")
struct ProductKernelTests {
  private static let sets = availableKernels().indices

  @Test(
    "a small product is added to what is there, with operands turned and with rows that overlap",
    arguments: sets,
    [
      Sizes(m: 1, n: 1, k: 1), Sizes(m: 9, n: 5, k: 3), Sizes(m: 10, n: 32, k: 4),
      Sizes(m: 13, n: 53, k: 2), Sizes(m: 27, n: 16, k: 1), Sizes(m: 4, n: 7, k: 0),
    ])
  fileprivate func smallProduct(set: Int, sizes: Sizes) {
    let (m, n, k) = (sizes.m, sizes.n, sizes.k)
    var random = SeededGenerator(seed: 5)
    let b = Matrix.random(rows: k, columns: n + 1, using: &random)
    // Rows of A and C that begin within the row before, those of C also with a gap between them.
    for (aRow, aColumn, cRow) in [(max(1, k - 1), 1, n + 2), (1, 2 * m, max(1, n / 2))] {
      let a = (0..<m * aRow + k * aColumn).map { _ in random.normal() }
      let start = (0..<(m - 1) * cRow + n + 1).map { _ in random.normal() }
      var (c, expected) = (start, start.map { Double($0) })
      b.withUnsafePointer { b in
        availableKernels()[set].small_product(
          m, n, k, a, aRow, aColumn, b, n + 1, &c, cRow)
      }
      for i in 0..<m {
        for j in 0..<n {
          expected[i * cRow + j] += (0..<k).reduce(0) {
            $0 + Double(a[i * aRow + $1 * aColumn]) * Double(b[$1, j])
          }
        }
      }
      #expect(zip(c, expected).allSatisfy { abs(Double($0) - $1) < 1e-4 })
    }
  }

  @Test(
    "weights are read from either end, and rows are the same in any company", arguments: sets,
    [(1, 1), (64, 2), (65, 3), (130, 7), (63, 0), (256, 64), (33, 650)])
  func stripProduct(set: Int, sizes: (n: Int, k: Int)) {
    let kernels = availableKernels()[set]
    let (n, k, most) = (sizes.n, sizes.k, 19)
    var random = SeededGenerator(seed: 4)
    let a = Matrix.random(rows: most, columns: k + 1, using: &random)
    let b = Matrix.random(rows: k, columns: n, using: &random)
    let start = Matrix.random(rows: most, columns: n + 1, using: &random)
    let strips = MatrixBuffer(rows: 1, columns: kernels.singles.weights_size(k, n))
    kernels.singles.pack_weights(k, n, b.elements, n, 1, strips.view.base)
    for accumulates in [0, 1] as [Int32] {
      var alone = start.elements
      for r in 0..<most {
        let row = (0..<k).map { a[r, $0] }
        alone.withUnsafeMutableBufferPointer {
          kernels.strip_product(
            1, n, k, row, k, strips.view.base, accumulates, 0, $0.baseAddress! + r * (n + 1),
            n + 1)
        }
        for j in 0..<n {
          var expected = Double(accumulates) * Double(start[r, j])
          for p in 0..<k { expected += Double(a[r, p]) * Double(b[p, j]) }
          #expect(abs(Double(alone[r * (n + 1) + j]) - expected) < 1e-4)
        }
        #expect(alone[r * (n + 1) + n] == start[r, n], "nothing is written behind the end")
      }
      for m in 1...most {
        var c = start.elements
        kernels.strip_product(
          m, n, k, a.elements, k + 1, strips.view.base, accumulates, 1, &c, n + 1)
        let written = m * (n + 1)
        #expect(c.prefix(written) == alone.prefix(written))
        #expect(c.dropFirst(written) == start.elements.dropFirst(written))
      }
    }
  }
}

@Suite("Products with two rows in a word")
struct HalvesKernelTests {
  private static let sets = Array(availableKernels().indices)

  @Test(
    "the lower and the upper half of a word are multiplied", arguments: sets,
    [(1, 1), (64, 2), (65, 3), (130, 7), (63, 0), (256, 64)])
  func product(set: Int, sizes: (n: Int, k: Int)) {
    let (n, k, width) = (sizes.n, sizes.k, availableKernels()[set].strip_columns)
    let pairs = (k + 1) / 2
    var random = SeededGenerator(seed: 5)
    let a = Matrix.random(rows: 1, columns: k, using: &random)
    let start = Matrix.random(rows: 1, columns: n + 1, using: &random)
    let words = (0..<(n + width - 1) / width * pairs * width).map { _ in
      random.normal().bitPattern & 0xFFFF_0000 | random.normal().bitPattern >> 16
    }
    var c = start.elements
    availableKernels()[set].row_product_halves(n, k, a.elements, words, 1, 0, &c)
    var turned = start.elements
    availableKernels()[set].row_product_halves(n, k, a.elements, words, 1, 1, &turned)
    #expect(c == turned, "whichever strip is read first")
    var (written, added) = (start.elements, [Float](repeating: 0, count: n + 1))
    availableKernels()[set].row_product_halves(n, k, a.elements, words, 0, 0, &written)
    availableKernels()[set].row_product_halves(n, k, a.elements, words, 1, 0, &added)
    #expect(written.prefix(n) == added.prefix(n))
    for j in 0..<n {
      let expected = (0..<k).reduce(Double(start[0, j])) { sum, p in
        let word = words[(j / width * pairs + p / 2) * width + j % width]
        let half = p % 2 == 0 ? word << 16 : word & 0xFFFF_0000
        return sum + Double(a[0, p]) * Double(Float(bitPattern: half))
      }
      #expect(abs(Double(c[j]) - expected) < 1e-4, "column \(j)")
    }
    #expect(c[n] == start[0, n], "nothing is written behind the end")
  }
}

extension Matrix {
  fileprivate var transposed: Matrix {
    Matrix(
      rows: columns, columns: rows,
      elements: (0..<columns).flatMap { c in (0..<rows).map { self[$0, c] } })
  }
}

/// Products of packed factors that this processor has, by their names.
private struct PackedWay: CustomTestStringConvertible {
  let testDescription: String
  let products: ck_packed_products

  static let all: [PackedWay] =
    availableKernels().map {
      PackedWay(testDescription: String(cString: $0.name), products: $0.singles)
    }
    + (0..<2).compactMap { index in
      ck_packed_products(CK_HALVES, index).map {
        PackedWay(testDescription: "bf16, \(index)", products: $0.pointee)
      }
    }
}

@Suite("Products of packed factors, single-precision and bf16, in every way that the processor has")
struct PackedProductTests {
  /// On both sides of where rows are taken together (2, 6, 8, 16, 32), of panels (24, 32, 48, 192) and
  /// of blocks (320, 640).
  private static let sizes = [
    Sizes(m: 1, n: 1, k: 1), Sizes(m: 1, n: 160, k: 33), Sizes(m: 2, n: 130, k: 64),
    Sizes(m: 3, n: 64, k: 31), Sizes(m: 6, n: 100, k: 650), Sizes(m: 7, n: 48, k: 16),
    Sizes(m: 16, n: 33, k: 321), Sizes(m: 17, n: 17, k: 40), Sizes(m: 33, n: 32, k: 1300),
    Sizes(m: 70, n: 95, k: 17), Sizes(m: 195, n: 193, k: 65),
  ]

  @Test(
    "weights are multiplied, and rows are the same in any company", arguments: PackedWay.all, sizes)
  fileprivate func weights(way: PackedWay, sizes: Sizes) {
    let products = way.products
    let (m, n, k) = (sizes.m, sizes.n, sizes.k)
    var random = SeededGenerator(seed: 7)
    let a = halves(rows: m, columns: k, using: &random)
    let b = halves(rows: k, columns: n, using: &random)
    let start = Matrix.random(rows: m, columns: n + 1, using: &random)
    let packed = MatrixBuffer(rows: 1, columns: products.weights_size(k, n))
    let scratch = MatrixBuffer(rows: 1, columns: products.product_scratch(m, k))
    let turned = b.transposed
    for (elements, row, column) in [(b.elements, n, 1), (turned.elements, 1, k)] {
      packed.view.fill(.nan)
      products.pack_weights(k, n, elements, row, column, packed.view.base)
      for accumulates: Int32 in [0, 1] {
        var together = start.elements
        products.product(
          m, n, k, a.elements, k, packed.view.base, accumulates, &together, n + 1,
          scratch.view.base)
        expect(together, a, b, addedTo: accumulates == 1 ? start : nil, beside: start)

        var alone = start.elements
        for r in 0..<m {
          alone.withUnsafeMutableBufferPointer { c in
            guard let c = c.baseAddress else { return }
            products.product(
              1, n, k, Array(a.elements[r * k..<(r + 1) * k]), k, packed.view.base, accumulates,
              c + r * (n + 1), n + 1, scratch.view.base)
          }
        }
        #expect(alone == together)
      }
    }
  }

  @Test("transposed products are added", arguments: PackedWay.all, sizes)
  fileprivate func transposedProduct(way: PackedWay, sizes: Sizes) {
    let products = way.products
    let (m, n, rows) = (sizes.m, sizes.n, sizes.k)
    var random = SeededGenerator(seed: 8)
    let a = halves(rows: rows, columns: m, using: &random)
    let b = halves(rows: rows, columns: n, using: &random)
    let start = Matrix.random(rows: m, columns: n + 1, using: &random)
    let panel = products.panel
    let sides = [a, b].enumerated().map { index, matrix in
      let count = (matrix.columns + panel - 1) / panel
      let side = MatrixBuffer(rows: 1, columns: count * products.panel_size(rows))
      let scales = MatrixBuffer(rows: 1, columns: rows)
      products.pack_rows(
        index == 0 ? 1 : 0, rows, matrix.columns, matrix.elements, matrix.columns, 0, rows,
        scales.view.base, side.view.base)
      return side
    }
    var c = start.elements
    products.add_product(m, n, rows, sides[0].view.base, sides[1].view.base, &c, n + 1)
    expect(c, a.transposed, b, addedTo: start, beside: start)
  }

  /// Numbers that bf16 holds as they are.
  private func halves(rows: Int, columns: Int, using random: inout SeededGenerator) -> Matrix {
    let matrix = Matrix.random(rows: rows, columns: columns, using: &random)
    return Matrix(
      rows: rows, columns: columns,
      elements: matrix.elements.map { Float(bitPattern: UInt32($0.bfloat16Bits) << 16) })
  }

  /// Expects a · b, plus what it was added to, and nothing changed behind the end of a row.
  private func expect(
    _ c: [Float], _ a: Matrix, _ b: Matrix, addedTo start: Matrix?, beside before: Matrix
  ) {
    let stride = b.columns + 1
    for r in 0..<a.rows {
      for q in 0..<b.columns {
        let sum = (0..<a.columns).reduce(Double(start?[r, q] ?? 0)) {
          $0 + Double(a[r, $1]) * Double(b[$1, q])
        }
        #expect(abs(Double(c[r * stride + q]) - sum) < 1e-4, "row \(r), column \(q)")
      }
      #expect(c[r * stride + b.columns] == before[r, b.columns])
    }
  }
}
