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
  /// Below, at and above the tiles (6 or 12 by 8, 16 or 32) and the blocks (240, 512, 320).
  private static let sizes = [
    Sizes(m: 1, n: 1, k: 1), Sizes(m: 5, n: 7, k: 3), Sizes(m: 12, n: 32, k: 4),
    Sizes(m: 13, n: 33, k: 5), Sizes(m: 241, n: 9, k: 2), Sizes(m: 2, n: 515, k: 3),
    Sizes(m: 3, n: 2, k: 323), Sizes(m: 4, n: 5, k: 0),
  ]

  @Test("the product is that of the definition, operands transposed or not", arguments: sets, sizes)
  fileprivate func product(set: Int, sizes: Sizes) {
    let (m, n, k) = (sizes.m, sizes.n, sizes.k)
    var random = SeededGenerator(seed: 3)
    let a = Matrix.random(rows: m, columns: k, using: &random)
    let b = Matrix.random(rows: k, columns: n, using: &random)
    let start = Matrix.random(rows: m, columns: n + 1, using: &random)
    var scratch = [Float](repeating: .nan, count: ck_product_scratch())
    for (transposesA, transposesB, beta) in [
      (false, false, 0), (true, false, 1), (false, true, 1), (true, true, 0),
    ] as [(Bool, Bool, Float)] {
      let (givenA, givenB) = (transposesA ? a.transposed : a, transposesB ? b.transposed : b)
      var c = start.elements  // rows with a gap of one
      givenA.withUnsafePointer { a in
        givenB.withUnsafePointer { b in
          availableKernels()[set].product(
            m, n, k, a, transposesA ? 1 : k, transposesA ? m : 1, b, transposesB ? 1 : n,
            transposesB ? k : 1, beta, &c, n + 1, &scratch)
        }
      }
      for i in 0..<m {
        for j in 0..<n {
          let expected = (0..<k).reduce(Double(beta * start[i, j])) {
            $0 + Double(a[i, $1]) * Double(b[$1, j])
          }
          #expect(abs(Double(c[i * (n + 1) + j]) - expected) < 1e-4)
        }
        #expect(c[i * (n + 1) + n] == start[i, n], "the gap stays as it was")
      }
    }
  }

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
    "rows times strips of columns are added to what is there, each as if it were alone",
    arguments: sets, [(1, 1), (64, 2), (65, 3), (130, 7), (63, 0), (256, 64)])
  func stripProduct(set: Int, sizes: (n: Int, k: Int)) {
    let (n, k, width, most) = (sizes.n, sizes.k, Int(CK_STRIP_COLUMNS), 14)
    var random = SeededGenerator(seed: 4)
    let a = Matrix.random(rows: most, columns: k + 1, using: &random)
    let b = Matrix.random(rows: k, columns: n, using: &random)
    let start = Matrix.random(rows: most, columns: n + 1, using: &random)
    var strips: [Float] = []
    for first in stride(from: 0, to: n, by: width) {
      for row in 0..<k { strips += (first..<first + width).map { $0 < n ? b[row, $0] : 0 } }
    }
    var alone = start.elements
    for r in 0..<most {
      let row = (0..<k).map { a[r, $0] }
      alone.withUnsafeMutableBufferPointer {
        availableKernels()[set].strip_product(
          1, n, k, row, k, strips, 0, $0.baseAddress! + r * (n + 1), n + 1)
      }
      for j in 0..<n {
        var expected = Double(start[r, j])
        for p in 0..<k { expected += Double(a[r, p]) * Double(b[p, j]) }
        #expect(abs(Double(alone[r * (n + 1) + j]) - expected) < 1e-4)
      }
      #expect(alone[r * (n + 1) + n] == start[r, n], "nothing is written behind the end")
    }
    for m in 1...most {
      var c = start.elements
      availableKernels()[set].strip_product(m, n, k, a.elements, k + 1, strips, 1, &c, n + 1)
      let written = m * (n + 1)
      #expect(c.prefix(written) == alone.prefix(written))
      #expect(c.dropFirst(written) == start.elements.dropFirst(written))
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
    let (n, k, width) = (sizes.n, sizes.k, Int(CK_STRIP_COLUMNS))
    let pairs = (k + 1) / 2
    var random = SeededGenerator(seed: 5)
    let a = Matrix.random(rows: 1, columns: k, using: &random)
    let start = Matrix.random(rows: 1, columns: n + 1, using: &random)
    let words = (0..<(n + width - 1) / width * pairs * width).map { _ in
      random.normal().bitPattern & 0xFFFF_0000 | random.normal().bitPattern >> 16
    }
    var c = start.elements
    availableKernels()[set].row_product_halves(n, k, a.elements, words, 0, &c)
    var turned = start.elements
    availableKernels()[set].row_product_halves(n, k, a.elements, words, 1, &turned)
    #expect(c == turned, "whichever strip is read first")
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

@Suite("Products of packed bf16 numbers, in every way that the processor has")
struct PackedHalvesTests {
  private static let ways = Array(
    sequence(first: 0) { $0 + 1 }.prefix { ck_packed_products(CK_HALVES, $0) != nil })
  /// On both sides of where rows are taken together (2, 6, 8, 16, 32), of panels (32) and of blocks (320, 640).
  private static let sizes = [
    Sizes(m: 1, n: 1, k: 1), Sizes(m: 1, n: 160, k: 33), Sizes(m: 2, n: 130, k: 64),
    Sizes(m: 3, n: 64, k: 31), Sizes(m: 6, n: 100, k: 650), Sizes(m: 7, n: 48, k: 16),
    Sizes(m: 16, n: 33, k: 321), Sizes(m: 17, n: 17, k: 40), Sizes(m: 33, n: 32, k: 1300),
    Sizes(m: 70, n: 95, k: 17),
  ]

  @Test("weights are multiplied, and rows are the same in any company", arguments: ways, sizes)
  fileprivate func weights(way: Int, sizes: Sizes) throws {
    let products = try #require(ck_packed_products(CK_HALVES, way)).pointee
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

  @Test("transposed products are added", arguments: ways, sizes)
  fileprivate func transposedProduct(way: Int, sizes: Sizes) throws {
    let products = try #require(ck_packed_products(CK_HALVES, way)).pointee
    let (m, n, rows) = (sizes.m, sizes.n, sizes.k)
    var random = SeededGenerator(seed: 8)
    let a = halves(rows: rows, columns: m, using: &random)
    let b = halves(rows: rows, columns: n, using: &random)
    let start = Matrix.random(rows: m, columns: n + 1, using: &random)
    let panel = Int(CK_PANEL)
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
