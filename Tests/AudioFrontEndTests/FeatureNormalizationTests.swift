import AudioFrontEnd
import Foundation
import Testing

@Suite("Feature normalization")
struct FeatureNormalizationTests {
  private func features(rows: Int, seed: UInt64) -> Matrix {
    var random = SeededGenerator(seed: seed)
    let elements = (0..<rows).flatMap { _ -> [Float] in
      [random.normal(), -15 + 0.01 * random.normal(), 1000 + 30 * random.normal(), 7]
    }
    return Matrix(rows: rows, columns: 4, elements: elements)
  }

  @Test("normalized columns have mean 0 and variance 1; a constant column is 0")
  func moments() {
    let matrix = features(rows: 500, seed: 1)
    var statistics = FeatureStatistics(columns: 4)
    statistics.add(matrix)
    let normalized = statistics.normalization().normalized(matrix)
    for column in 0..<4 {
      let values = (0..<500).map { Double(normalized[$0, column]) }
      let mean = values.reduce(0, +) / 500
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 500
      #expect(abs(mean) < 1e-3)
      #expect(abs(variance - (column == 3 ? 0 : 1)) < 1e-3)
    }
  }

  @Test("with a prior, what is subtracted lies between the two means, by their numbers of frames")
  func prior() throws {
    let matrix = Matrix(rows: 2, columns: 2, elements: [1, 10, 3, 10])
    let normalization = FeatureNormalization(
      mean: [8, 10], inverseStandardDeviation: [0.5, 2], priorFrames: 4)
    // (4 · 8 + 1 + 3) / 6 = 6
    #expect(normalization.normalized(matrix).elements == [-2.5, 0, -1.5, 0])
    let nothing = Matrix(rows: 0, columns: 2)
    #expect(normalization.normalized(nothing).rows == 0)

    let data = try JSONEncoder().encode(normalization)
    #expect(try JSONDecoder().decode(FeatureNormalization.self, from: data) == normalization)
    let old = Data(#"{"mean": [1], "inverseStandardDeviation": [2]}"#.utf8)
    #expect(try JSONDecoder().decode(FeatureNormalization.self, from: old).priorFrames == nil)
    let wrong = Data(#"{"mean": [1], "inverseStandardDeviation": [2], "priorFrames": 0}"#.utf8)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(FeatureNormalization.self, from: wrong)
    }
  }

  @Test("means and deviations by hand")
  func byHand() {
    var statistics = FeatureStatistics(columns: 2)
    statistics.add(Matrix(rows: 2, columns: 2, elements: [1, 10, 3, 10]))
    statistics.add(Matrix(rows: 1, columns: 2, elements: [5, 40]))
    #expect(statistics.rowCount == 3)
    let normalization = statistics.normalization()
    #expect(normalization.mean == [3, 20])
    let expected = [Float(1 / (8.0 / 3).squareRoot()), Float(1 / 200.0.squareRoot())]
    #expect(
      zip(normalization.inverseStandardDeviation, expected).allSatisfy { abs($0 - $1) < 1e-7 })
  }

  @Test("statistics of parts, merged, are those of the whole")
  func merging() {
    let matrix = features(rows: 100, seed: 2)
    var (whole, first, second) = (
      FeatureStatistics(columns: 4), FeatureStatistics(columns: 4), FeatureStatistics(columns: 4)
    )
    whole.add(matrix)
    first.add(matrix.rows(0..<37))
    second.add(matrix.rows(37..<100))
    first.merge(second)
    #expect(first.rowCount == 100)
    let (a, b) = (first.normalization(), whole.normalization())
    #expect(zip(a.mean, b.mean).allSatisfy { abs($0 - $1) <= 1e-6 * abs($1) })
    #expect(
      zip(a.inverseStandardDeviation, b.inverseStandardDeviation).allSatisfy {
        abs($0 - $1) <= 1e-5 * $1
      })
  }

  @Test("a normalization survives JSON, and unequal lists do not")
  func coding() throws {
    let normalization = FeatureNormalization(mean: [1, 2], inverseStandardDeviation: [0.5, 0.1])
    let data = try JSONEncoder().encode(normalization)
    #expect(try JSONDecoder().decode(FeatureNormalization.self, from: data) == normalization)
    let unequal = Data(#"{"mean": [1, 2], "inverseStandardDeviation": [1]}"#.utf8)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(FeatureNormalization.self, from: unequal)
    }
  }

  @Test("features of another width trap")
  func anotherWidth() async {
    await #expect(processExitsWith: .failure) {
      _ = FeatureNormalization(mean: [0], inverseStandardDeviation: [1])
        .normalized(Matrix(rows: 1, columns: 2))
    }
  }
}
