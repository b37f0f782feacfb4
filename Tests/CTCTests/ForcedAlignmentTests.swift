import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Forced alignment")
struct ForcedAlignmentTests {
  @Test("is the most probable of all paths that say the labels")
  func enumeration() throws {
    var generator = SeededGenerator(seed: 81)
    for target in [[], [1], [3, 3], [1, 2, 3], [2, 2, 1], [1, 3, 1, 3]] {
      for _ in 0..<5 {
        let logits = Matrix.random(rows: 6, columns: 4, scale: 2, using: &generator)
        var best = (path: [Int](), probability: 0.0)
        CTCOracle.forEachPath(logits: logits.doubles) { path, probability in
          if probability > best.probability, CTCOracle.labelling(of: path, null: 0) == target {
            best = (path, probability)
          }
        }
        let alignment = try #require(
          ForcedAlignment(of: target, to: logits.logSoftmax(), null: 0))
        #expect(alignment.path == best.path)
        let error = Double(alignment.logProbability) - naturalLogarithm(best.probability)
        #expect(abs(error) < 1e-5)
      }
    }
  }

  @Test("collapses to the labels and gives each a span")
  func collapses() throws {
    var generator = SeededGenerator(seed: 82)
    let labels = (0..<30).map { _ in Int.random(in: 0..<5, using: &generator) }
    for frames in [minimumFrames(for: labels), 60, 200] {
      let logits = Matrix.random(rows: frames, columns: 6, scale: 3, using: &generator)
      let alignment = try #require(
        ForcedAlignment(of: labels, to: logits.logSoftmax(), null: 5))
      #expect(alignment.path.count == frames)
      #expect(collapsed(alignment.path, null: 5) == labels)
      #expect(alignment.spans.map(\.label) == labels)
      #expect(alignment.spans.allSatisfy { (0...1).contains($0.confidence) })
    }
  }

  @Test("is the same where its steps are computed segment by segment, to save memory")
  func segments() throws {
    var generator = SeededGenerator(seed: 83)
    for frames in [1, 7, 40, 100, 163] {
      let labels = (0..<frames / 3).map { _ in Int.random(in: 1..<4, using: &generator) }
      let logits = Matrix.random(rows: frames, columns: 4, scale: 3, using: &generator)
      let frames = logits.logSoftmax()
      let whole = try #require(ForcedAlignment(of: labels, to: frames, null: 0))
      #expect(
        ForcedAlignment(of: LabelGraph(of: labels), to: frames, null: 0, mostSteps: 0) {} == whole)
    }
  }

  @Test("is nil where nothing fits")
  func impossible() {
    let frames = Matrix(rows: 3, columns: 3).logSoftmax()
    #expect(ForcedAlignment(of: [1, 1, 2], to: frames, null: 0) == nil)
    #expect(ForcedAlignment(of: [1], to: Matrix(rows: 0, columns: 3), null: 0) == nil)
    let forbidden = Matrix(rows: 1, columns: 3, elements: [0, -.infinity, -.infinity])
    #expect(ForcedAlignment(of: [1], to: forbidden, null: 0) == nil)
    #expect(ForcedAlignment(of: [], to: Matrix(rows: 0, columns: 3), null: 0)?.path == [])
  }
}
