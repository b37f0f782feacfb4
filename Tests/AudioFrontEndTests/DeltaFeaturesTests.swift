import AudioFrontEnd
import NumericCore
import TestSupport
import Testing

@Suite("Deltas and splicing")
struct DeltaFeaturesTests {
  struct Goldens: Decodable {
    struct Case: Decodable {
      let order: Int
      let window: Int
      let features: [Float]
    }

    let columns: Int
    let features: [Float]
    let cases: [Case]
  }

  @Test("deltas are those of NumPy, up to the edges")
  func goldens() throws {
    let goldens = try fixture("AudioFrontEnd/deltas.json", as: Goldens.self)
    let rows = goldens.features.count / goldens.columns
    let features = Matrix(rows: rows, columns: goldens.columns, elements: goldens.features)
    #expect(goldens.cases.count == 4)
    for golden in goldens.cases {
      let result = DeltaFeatures(order: golden.order, window: golden.window).appended(to: features)
      try #require(result.elements.count == golden.features.count)
      #expect(result.columns == goldens.columns * (golden.order + 1))
      #expect(zip(result.elements, golden.features).allSatisfy { abs($0 - $1) <= 1e-6 })
    }
  }

  @Test("the delta of a ramp is its slope, and that of the slope nothing")
  func ramp() {
    let ramp = Matrix(rows: 20, columns: 1, elements: (0..<20).map { 3 * Float($0) })
    let result = DeltaFeatures().appended(to: ramp)
    for t in 4..<16 {
      #expect(result[t, 0] == 3 * Float(t))
      #expect(abs(result[t, 1] - 3) < 1e-5 && abs(result[t, 2]) < 1e-5)
    }
  }

  @Test("order 0 changes nothing, and nothing comes of no frames")
  func trivial() {
    let features = Matrix(rows: 2, columns: 2, elements: [1, 2, 3, 4])
    #expect(DeltaFeatures(order: 0).appended(to: features) == features)
    let none = Matrix(rows: 0, columns: 2)
    #expect(DeltaFeatures().appended(to: none) == Matrix(rows: 0, columns: 6))
    #expect(FrameSplicing(left: 1, right: 1).spliced(none) == Matrix(rows: 0, columns: 6))
  }

  @Test(
    "deltas of features in pieces are those of the whole, bit for bit",
    arguments: [(0, 1), (1, 2), (2, 2), (3, 1)], [0, 1, 2, 5, 60])
  func stream(shape: (order: Int, window: Int), rows: Int) {
    var random = SeededGenerator(seed: 5)
    let features = Matrix(
      rows: rows, columns: 3, elements: (0..<3 * rows).map { _ in random.normal() })
    let deltas = DeltaFeatures(order: shape.order, window: shape.window)
    for size in [1, 4, 100] {
      var stream = deltas.stream()
      // A stream that has ended begins anew.
      for _ in 0..<2 {
        var elements: [Float] = []
        for start in Swift.stride(from: 0, to: rows, by: size) {
          elements += stream.append(features.rows(start..<min(start + size, rows))).elements
        }
        elements += stream.finish().elements
        #expect(elements == deltas.appended(to: features).elements)
      }
    }
  }

  @Test("spliced rows repeat the first and last frame beyond the edges")
  func splicing() {
    let features = Matrix(rows: 3, columns: 2, elements: [1, 2, 3, 4, 5, 6])
    #expect(
      FrameSplicing(left: 2, right: 1).spliced(features)
        == Matrix(
          rows: 3, columns: 8,
          elements: [
            1, 2, 1, 2, 1, 2, 3, 4,
            1, 2, 1, 2, 3, 4, 5, 6,
            1, 2, 3, 4, 5, 6, 5, 6,
          ]))
  }

  @Test(
    "a stride keeps every so manieth row",
    arguments: [(0, 0), (1, 1), (2, 1), (3, 1), (4, 2), (7, 3)])
  func stride(rows: Int, expected: Int) {
    let features = Matrix(rows: rows, columns: 1, elements: (0..<rows).map { Float($0) })
    let splicing = FrameSplicing(left: 1, right: 1, stride: 3)
    let result = splicing.spliced(features)
    #expect(splicing.frameCount(for: rows) == expected && result.rows == expected)
    for t in 0..<expected {
      let frames = [max(3 * t - 1, 0), 3 * t, min(3 * t + 1, rows - 1)]
      #expect(Array(result.row(t)) == frames.map { Float($0) })
    }
  }
}
