import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Forced alignment with stars, and of long recordings")
struct StarAlignmentTests {
  /// The best score of all sequences of symbols and stars that say `target`, in which a star may be
  /// left out and stands for one run of frames.
  private func bestScore(_ frames: Matrix, target: [Int], null: Int, star: Int) -> Double {
    var best = -Double.infinity
    let stars = target.indices.filter { target[$0] == star }
    for kept in 0..<(1 << stars.count) {
      let left = Set(stars.enumerated().filter { kept >> $0.offset & 1 == 0 }.map(\.element))
      let labels = target.indices.filter { !left.contains($0) }.map { target[$0] }
      // Without a star that may be left out, the plain alignment is the oracle.
      if let plain = ForcedAlignment(of: labels, to: frames, null: null) {
        best = max(best, Double(plain.logProbability))
      }
    }
    return best
  }

  @Test("a star takes part or is left out, whichever is more probable")
  func optional() throws {
    var generator = SeededGenerator(seed: 91)
    for target in [[4], [4, 1], [1, 4], [1, 4, 1], [4, 1, 4, 2, 4], [1, 2, 4, 2, 3]] {
      for frameCount in [5, 7, 12] {
        for scale in [Float(1), 6] {
          let logits = Matrix.random(
            rows: frameCount, columns: 4, scale: scale, using: &generator)
          let frames = logits.logSoftmax().withStar(null: 0)
          let found = try #require(ForcedAlignment(of: target, to: frames, null: 0, star: 4))
          let expected = bestScore(frames, target: target, null: 0, star: 4)
          #expect(abs(Double(found.logProbability) - expected) < 1e-4)
          let said = collapsed(found.path, null: 0)
          #expect(said.filter { $0 != 4 } == target.filter { $0 != 4 })
          #expect(found.spans.map(\.label) == said)
        }
      }
    }
  }

  @Test("the star's column is the probability of all symbols but the null symbol, less its penalty")
  func column() {
    let frames = Matrix(rows: 2, columns: 3, elements: [0.5, 0.25, 0.25, 1, 0, 0]).logarithms
    let extended = frames.withStar(null: 0, penalty: 0.5)
    #expect(extended.columns == 4)
    #expect(abs(extended[0, 3] + 0.5 - naturalLogarithmOfHalf) < 1e-6)
    #expect(extended[1, 3] == -.infinity)
  }

  private var naturalLogarithmOfHalf: Float { Float(naturalLogarithm(0.5)) }

  @Test("leaving out what is far behind does not change the path, whatever the memory")
  func pruned() throws {
    var generator = SeededGenerator(seed: 92)
    let symbols = 6
    for (labelCount, stars) in [(40, false), (40, true), (120, true)] {
      var labels = (0..<labelCount).map { _ in Int.random(in: 1..<symbols, using: &generator) }
      var logits = Matrix.random(
        rows: 5 * labelCount, columns: symbols, scale: 1, using: &generator)
      for t in 0..<logits.rows { logits[t, t % 5 == 2 ? labels[t / 5] : 0] += 6 }
      if stars {
        labels.replaceSubrange(10..<20, with: [symbols])
        labels.insert(symbols, at: 25)
      }
      let frames = logits.logSoftmax().withStar(null: 0)
      let star = stars ? symbols : nil
      let graph = LabelGraph(of: labels, star: star)
      let exact = try #require(ForcedAlignment(of: graph, to: frames, null: 0, mostSteps: .max) {})
      for (mostSteps, beam) in [(0, Double.infinity), (.max, 100), (0, 100)] {
        let found = ForcedAlignment(
          of: graph, to: frames, null: 0, mostSteps: mostSteps, beam: beam
        ) {}
        #expect(found == exact)
      }
    }
  }
}
