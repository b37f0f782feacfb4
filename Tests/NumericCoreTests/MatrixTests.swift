import NumericCore
import Testing

@Suite("Matrix")
struct MatrixTests {
  private let matrix = Matrix(rows: 3, columns: 2, elements: [1, 2, 3, 4, 5, 6])

  @Test("elements stand row by row")
  func rowMajor() {
    #expect(matrix[0, 1] == 2)
    #expect(matrix[2, 0] == 5)
    #expect(Array(matrix.row(1)) == [3, 4])
    #expect(matrix.rows(1..<3) == Matrix(rows: 2, columns: 2, elements: [3, 4, 5, 6]))
    #expect(matrix.rows(3..<3) == Matrix(rows: 0, columns: 2))
  }

  @Test("a copy that changes leaves the first as it was")
  func valueSemantics() {
    var copy = matrix
    copy[1, 1] = 9
    #expect(copy.elements == [1, 2, 3, 9, 5, 6])
    #expect(matrix[1, 1] == 4)
    copy.withUnsafeMutablePointer { $0[0] = 7 }
    #expect(copy[0, 0] == 7)
  }

  @Test("pointers of empty matrices may be taken")
  func empty() {
    var empty = Matrix(rows: 0, columns: 5)
    let reached = (empty.withUnsafePointer { _ in 1 }, empty.withUnsafeMutablePointer { _ in 2 })
    #expect(reached == (1, 2))
    #expect(Matrix(rows: 0, columns: 0) { _ in }.elements.isEmpty)
  }

  @Test("a wrong number of elements stops the program")
  func wrongCount() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 2, elements: [1, 2, 3])
    }
  }

  @Test("a column past the end stops the program")
  func columnPastTheEnd() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: 2, columns: 2)[0, 2]
    }
  }
}

@Suite("Matrix buffer")
struct MatrixBufferTests {
  @Test(
    "a block of any size is aligned, all of it is zeros, and it may grow and shrink",
    arguments: [
      16, (256 << 10) / 4 - 1, (256 << 10) / 4, (2 << 20) / 4 - 1, (2 << 20) / 4, 1_000_003,
    ])
  func sizes(_ count: Int) {
    for _ in 0..<3 {
      let buffer = MatrixBuffer(rows: 1, columns: count)
      #expect(UInt(bitPattern: buffer.view.base) % 64 == 0)
      #expect(buffer.view.matrix.elements.allSatisfy { $0 == 0 })
      buffer.view.fill(1)
      for size in [3 * count, count] {
        buffer.reshape(rows: 1, columns: size)
        buffer.view.fill(2)
        #expect(buffer.view.matrix.elements == [Float](repeating: 2, count: size))
      }
    }
  }

  @Test("views of rows and columns share the memory")
  func views() {
    let buffer = MatrixBuffer(rows: 3, columns: 4)
    #expect(buffer.view.matrix == Matrix(rows: 3, columns: 4))
    #expect(UInt(bitPattern: buffer.view.base) % 64 == 0)
    buffer.view.rows(1..<3).columns(2..<4).fill(1)
    #expect(buffer.view.matrix.elements == [0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1])
    buffer.view.rows(0..<1).add(buffer.view.rows(2..<3))
    #expect(Array(buffer.view.matrix.row(0)) == [0, 0, 1, 1])
    buffer.view.columns(0..<2).copy(buffer.view.columns(2..<4))
    #expect(buffer.view.matrix.elements == [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
  }

  @Test("a smaller shape keeps the memory, a larger one gets more")
  func reshape() {
    let buffer = MatrixBuffer(rows: 4, columns: 8)
    let base = buffer.view.base
    buffer.reshape(rows: 2, columns: 3)
    #expect(buffer.view.base == base)
    #expect((buffer.view.rows, buffer.view.stride) == (2, 3))
    buffer.reshape(rows: 100, columns: 100)
    buffer.view.fill(2)
    #expect(buffer.view.matrix.elements == [Float](repeating: 2, count: 10_000))
  }
}
