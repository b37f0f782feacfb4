import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Forced alignment in which parts may be skipped")
struct SkippingAlignmentTests {
  private let star = 4
  private let opening = 2.5
  private let extending = 0.25

  /// The graph of lines between stars, each of which may be skipped.
  private func graph(of lines: [[Int]]) -> LabelGraph {
    var labels = [star]
    var parts: [Range<Int>] = []
    for line in lines {
      parts.append(labels.count..<labels.count + line.count)
      labels += line + [star]
    }
    var graph = LabelGraph(of: labels, star: star)
    graph.skips = LabelGraph.Skips(parts, opening: opening, extending: extending)
    return graph
  }

  /// The best score of all choices of lines and of stars; the plain alignment is its oracle.
  ///
  /// A line begins and ends with the same label as the others, so that what follows it on a path
  /// is the null symbol or a star, as it must be where lines are skipped.
  private func bestScore(_ frames: Matrix, lines: [[Int]]) -> Double {
    var best = -Double.infinity
    for choice in 0..<(1 << (2 * lines.count + 1)) {
      let isStar = (0...lines.count).map { choice >> (2 * $0) & 1 == 1 }
      let isSaid = lines.indices.map { choice >> (2 * $0 + 1) & 1 == 1 }
      var labels = isStar[0] ? [star] : []
      var cost = 0.0
      for line in lines.indices {
        if isSaid[line] {
          labels += lines[line]
        } else {
          let goesOn = line > 0 && !isSaid[line - 1] && !isStar[line]
          cost += goesOn ? extending : opening
        }
        if isStar[line + 1] { labels.append(star) }
      }
      // Behind the last line that is said a frame is needed to skip the others.
      let lastStar = isStar.lastIndex(of: true) ?? -1
      let lastSaid = isSaid.lastIndex(of: true) ?? -1
      let needsNull = lastSaid >= lastStar && lastSaid >= 0 && lastSaid < lines.count - 1
      let count = frames.rows - (needsNull ? 1 : 0)
      guard
        let plain = ForcedAlignment(of: labels, to: frames.rows(0..<count), null: 0)
      else { continue }
      let last = needsNull ? Double(frames[count, 0]) : 0
      best = max(best, Double(plain.logProbability) + last - cost)
    }
    return best
  }

  @Test("is the most probable of all ways to choose among the parts")
  func enumeration() throws {
    var generator = SeededGenerator(seed: 95)
    for lines in [[[1]], [[1], [1]], [[1, 2, 1], [1], [1, 3, 1]], [[1], [1, 2, 1], [1], [1]]] {
      for frameCount in [1, 4, 7, 12] {
        for scale in [Float(1), 6] {
          let logits = Matrix.random(
            rows: frameCount, columns: 4, scale: scale, using: &generator)
          let frames = logits.logSoftmax().withStar(null: 0)
          let found = try #require(
            ForcedAlignment(of: graph(of: lines), to: frames, null: 0) {})
          let expected = bestScore(frames, lines: lines)
          #expect(abs(Double(found.logProbability) - expected) < 1e-4)
          #expect(found.places.count == found.spans.count)
        }
      }
    }
  }

  /// Frames that say labels, five for each.
  private func frames(saying labels: [Int], using generator: inout SeededGenerator) -> Matrix {
    var logits = Matrix.random(rows: 5 * labels.count, columns: 4, scale: 1, using: &generator)
    for t in 0..<logits.rows { logits[t, t % 5 == 2 ? labels[t / 5] : 0] += 6 }
    return logits.logSoftmax().withStar(null: 0)
  }

  /// Which of the lines of ten labels an alignment to their graph says.
  private func linesSaid(by alignment: ForcedAlignment) -> Set<Int> {
    Set(alignment.places.filter { ($0 - 1) % 11 != 10 && $0 > 0 }.map { ($0 - 1) / 11 })
  }

  @Test("leaving out what is far behind does not change the path, whatever the memory")
  func pruned() throws {
    var generator = SeededGenerator(seed: 96)
    let lines = (0..<12).map { _ in
      (0..<10).map { _ in Int.random(in: 1..<star, using: &generator) }
    }
    // Foreign speech, which no line says, and lines that nobody says.
    let said = lines[..<3] + [[2, 2, 2, 2, 2, 2]] + lines[6..<9]
    let labels = said.flatMap { $0 }
    let frames = frames(saying: labels, using: &generator)
    let graph = graph(of: lines)
    let exact = try #require(ForcedAlignment(of: graph, to: frames, null: 0, mostSteps: .max) {})
    #expect(linesSaid(by: exact) == [0, 1, 2, 6, 7, 8])
    for (mostSteps, beam) in [(0, Double.infinity), (.max, 50), (0, 50)] {
      let pruned = ForcedAlignment(
        of: graph, to: frames, null: 0, mostSteps: mostSteps, beam: beam
      ) {}
      #expect(pruned == exact)
    }
  }
  @Test("a likeness to a line far ahead does not take the place of the lines between")
  func likeness() throws {
    var generator = SeededGenerator(seed: 97)
    let lines = (0..<9).map { _ in
      (0..<10).map { _ in Int.random(in: 1..<star, using: &generator) }
    }
    // What is said second stands at the end of the text alone.
    let labels = ([lines[0], lines[8]] + lines[1..<8]).flatMap { $0 }
    let frames = frames(saying: labels, using: &generator)
    let graph = graph(of: lines)
    let exact = try #require(ForcedAlignment(of: graph, to: frames, null: 0, mostSteps: .max) {})
    #expect(linesSaid(by: exact) == Set(0..<8))
    let pruned = ForcedAlignment(of: graph, to: frames, null: 0, mostSteps: .max, beam: 20) {}
    #expect(pruned == exact)
  }
}
