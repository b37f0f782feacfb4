import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Soft alignment")
struct SoftAlignmentTests {
  @Test(
    "is the share of the paths that are at a label, of all that say the labelling",
    arguments: [[], [1], [3, 3], [1, 2, 3], [2, 2, 1], [1, 3, 1]])
  func enumeration(target: [Int]) throws {
    var generator = SeededGenerator(seed: 101)
    for scale in [0.5, 3, 10] as [Float] {
      let logits = Matrix.random(rows: 6, columns: 4, scale: scale, using: &generator)
      var total = 0.0
      // The null symbol first.
      var sums = [[Double]](repeating: .init(repeating: 0, count: target.count + 1), count: 6)
      CTCOracle.forEachPath(logits: logits.doubles) { path, probability in
        guard CTCOracle.labelling(of: path, null: 0) == target else { return }
        total += probability
        var said = 0
        for (t, symbol) in path.enumerated() {
          if symbol != 0, t == 0 || path[t - 1] != symbol { said += 1 }
          sums[t][symbol == 0 ? 0 : said] += probability
        }
      }
      let found = try #require(SoftAlignment(of: target, to: logits, null: 0))
      #expect(found.labels.rows == 6 && found.labels.columns == target.count)
      #expect(abs(Double(found.logProbability) - naturalLogarithm(total)) < 1e-5)
      for t in 0..<6 {
        let row = [Double(found.silence[t])] + found.labels.row(t).map { Double($0) }
        #expect(largestDifference(row, sums[t].map { $0 / total }) < 1e-5)
      }
    }
  }

  @Test("is what the gradient of the loss takes from the softmax")
  func gradient() throws {
    var generator = SeededGenerator(seed: 102)
    let labels = (0..<40).map { _ in Int.random(in: 0..<5, using: &generator) }
    let logits = Matrix.random(rows: 300, columns: 6, scale: 3, using: &generator)
    let (loss, gradient) = ctcLoss(logits: logits, target: labels, null: 5)
    let found = try #require(SoftAlignment(of: labels, to: logits, null: 5))
    #expect(found.logProbability == -loss)
    for t in 0..<300 {
      var row = [Float](repeating: 0, count: 5) + [found.silence[t]]
      for (label, share) in zip(labels, found.labels.row(t)) { row[label] += share }
      let softmax = logits.logSoftmax().row(t).map { exponential($0) }
      #expect(largestDifference(row, zip(softmax, gradient.row(t)).map { $0 - $1 }) < 1e-5)
      #expect(abs(row.reduce(0, +) - 1) < 1e-5)
    }
  }

  @Test("is all but the forced one where the frames are sure")
  func sure() throws {
    let path = [0, 1, 1, 0, 2, 0, 2, 2]
    var logits = Matrix(rows: path.count, columns: 3)
    for (t, symbol) in path.enumerated() { logits[t, symbol] = 30 }
    let found = try #require(SoftAlignment(of: [1, 2, 2], to: logits, null: 0))
    let forced = try #require(ForcedAlignment(of: [1, 2, 2], to: logits.logSoftmax(), null: 0))
    for (index, span) in forced.spans.enumerated() {
      for t in path.indices {
        #expect(abs(found.labels[t, index] - (span.frames.contains(t) ? 1 : 0)) < 1e-5)
      }
    }
  }

  @Test("is nil where nothing fits, and empty for nothing at all")
  func impossible() {
    #expect(SoftAlignment(of: [1, 1], to: Matrix(rows: 2, columns: 3), null: 0) == nil)
    var forbidding = Matrix(rows: 3, columns: 3)
    for t in 0..<3 { forbidding[t, 2] = -.infinity }
    #expect(SoftAlignment(of: [2], to: forbidding, null: 0) == nil)
    let nothing = SoftAlignment(of: [], to: Matrix(rows: 0, columns: 3), null: 0)
    #expect(nothing?.silence == [] && nothing?.logProbability == 0)
  }
}
