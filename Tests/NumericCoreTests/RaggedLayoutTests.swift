import NumericCore
import TestSupport
import Testing

@Suite("Ragged layout")
struct RaggedLayoutTests {
  @Test("lengths 3, 2, 1 stand as the documentation shows")
  func documentedExample() {
    let layout = RaggedLayout(lengths: [3, 2, 1])
    #expect(layout.offsets == [0, 3, 5, 6])
    #expect(layout.steps == 3)
    #expect(layout.rows == 6)
    #expect((-1...3).map { layout.active($0) } == [0, 3, 2, 1, 0])
    #expect((0..<3).map { layout.rows(at: $0) } == [0..<3, 3..<5, 5..<6])
    let places = [0, 1, 2].map { index in
      (0..<layout.lengths[index]).map { layout.row(of: index, at: $0) }
    }
    #expect(places == [[0, 3, 5], [1, 4], [2]])
  }

  @Test(
    "what is packed comes back, and every row is used once",
    arguments: [[], [0], [0, 0], [1], [5, 5, 5], [7, 4, 4, 1, 0, 0], [3, 0]])
  func roundTrip(lengths: [Int]) {
    var random = SeededGenerator(seed: 6)
    let sequences = lengths.map { Matrix.random(rows: $0, columns: 3, using: &random) }
    let layout = RaggedLayout(lengths: lengths)
    #expect(layout.rows == lengths.reduce(0, +))
    #expect(layout.steps == lengths.first ?? 0)
    let packed = MatrixBuffer(rows: layout.rows, columns: 3)
    packed.view.fill(.nan)
    layout.pack(sequences, into: packed.view)
    #expect(packed.view.matrix.elements.allSatisfy { !$0.isNaN })
    for (index, sequence) in sequences.enumerated() {
      #expect(layout.unpack(index, from: packed.view) == sequence)
    }
  }

  @Test("frames of one step stand together, longer sequences first")
  func timeMajor() {
    let layout = RaggedLayout(lengths: [2, 1])
    let packed = MatrixBuffer(rows: 3, columns: 1)
    layout.pack(
      [
        Matrix(rows: 2, columns: 1, elements: [1, 2]), Matrix(rows: 1, columns: 1, elements: [3]),
      ], into: packed.view)
    #expect(packed.view.matrix.elements == [1, 3, 2])
  }
}
