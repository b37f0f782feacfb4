import AudioFrontEnd
import Foundation
import Testing

@Suite("SpecAugment")
struct SpecAugmentTests {
  private func masked(_ policy: SpecAugment, rows: Int, columns: Int, seed: UInt64) -> Matrix {
    var matrix = Matrix(rows: rows, columns: columns, repeating: 1)
    var random = SeededGenerator(seed: seed)
    policy.apply(to: &matrix, using: &random)
    return matrix
  }

  @Test("the same seed masks the same elements, another seed others")
  func determinism() {
    let policy = SpecAugment()
    let first = masked(policy, rows: 300, columns: 80, seed: 1)
    #expect(masked(policy, rows: 300, columns: 80, seed: 1) == first)
    #expect(masked(policy, rows: 300, columns: 80, seed: 2) != first)
  }

  @Test("masks are whole rows or columns, no wider than allowed", arguments: 0..<50)
  func bounds(seed: UInt64) {
    var policy = SpecAugment()
    policy.frequencyMaskCount = 1
    policy.timeMaskCount = 1
    policy.maximumFrequencyWidth = 9
    policy.maximumTimeFraction = 0.2
    policy.maskValue = -3
    let matrix = masked(policy, rows: 60, columns: 40, seed: seed)
    let rows = (0..<60).filter { matrix.row($0).allSatisfy { $0 == -3 } }
    let columns = (0..<40).filter { column in (0..<60).allSatisfy { matrix[$0, column] == -3 } }
    #expect(rows.count <= 12 && columns.count <= 9)
    if let first = rows.first, let last = rows.last { #expect(last - first + 1 == rows.count) }
    if let first = columns.first, let last = columns.last {
      #expect(last - first + 1 == columns.count)
    }
    for row in 0..<60 {
      for column in 0..<40 {
        #expect(
          matrix[row, column] == (rows.contains(row) || columns.contains(column) ? -3 : 1))
      }
    }
  }

  @Test("every width and every place is drawn at some time")
  func coverage() {
    var policy = SpecAugment()
    policy.frequencyMaskCount = 0
    policy.timeMaskCount = 1
    policy.maximumTimeWidth = 4
    var widths: Set<Int> = []
    var places: Set<Int> = []
    for seed in 0..<400 {
      let matrix = masked(policy, rows: 8, columns: 2, seed: UInt64(seed))
      let rows = (0..<8).filter { matrix[$0, 0] == 0 }
      widths.insert(rows.count)
      places.formUnion(rows)
    }
    #expect(widths == Set(0...4) && places == Set(0..<8))
  }

  @Test("small and empty matrices are no trouble", arguments: [(0, 0), (0, 80), (1, 1), (3, 2)])
  func small(rows: Int, columns: Int) {
    let matrix = masked(SpecAugment(), rows: rows, columns: columns, seed: 3)
    #expect(matrix.rows == rows && matrix.columns == columns)
  }

  @Test("no masks leave features alone")
  func nothing() {
    var policy = SpecAugment()
    policy.frequencyMaskCount = 0
    policy.timeMaskCount = 0
    #expect(
      masked(policy, rows: 9, columns: 5, seed: 4) == Matrix(rows: 9, columns: 5, repeating: 1))
  }

  @Test("missing keys take their defaults; counts out of range and misspelled keys are errors")
  func decoding() throws {
    func decoded(_ json: String) throws -> SpecAugment {
      try JSONDecoder().decode(SpecAugment.self, from: Data(json.utf8))
    }
    var expected = SpecAugment()
    expected.timeMaskCount = 5
    #expect(try decoded(#"{"timeMaskCount": 5}"#) == expected)
    #expect(throws: DecodingError.self) { try decoded(#"{"timeMaskCount": -1}"#) }
    #expect(throws: DecodingError.self) { try decoded(#"{"frequencyMaskCount": 1000000}"#) }
    #expect(throws: DecodingError.self) { try decoded(#"{"timeMasks": 1}"#) }
  }
}
