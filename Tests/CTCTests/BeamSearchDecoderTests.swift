import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Beam search decoder")
struct BeamSearchDecoderTests {
  private func alphabet(_ count: Int, null: Int) throws -> Alphabet {
    try Alphabet(symbols: (0..<count).map { $0 == null ? "_" : "s\($0)" }, null: null)
  }

  @Test("with room for every prefix finds all labellings and their probabilities")
  func enumeration() throws {
    var generator = SeededGenerator(seed: 61)
    for (frames, symbols, null) in [(1, 2, 0), (4, 3, 2), (5, 4, 1), (6, 4, 0)] {
      for scale in [0.5, 3, 12] as [Float] {
        let logits = Matrix.random(rows: frames, columns: symbols, scale: scale, using: &generator)
        let expected = CTCOracle.labellings(logits: logits.doubles, null: null)
        let decoder = BeamSearchDecoder(
          alphabet: try alphabet(symbols, null: null), options: BeamSearchOptions(beamSize: 10_000))
        let found = decoder.hypotheses(for: logits.logSoftmax(), count: 10_000)
        #expect(Set(found.map(\.labels)) == Set(expected.keys))
        for hypothesis in found {
          let probability = try #require(expected[hypothesis.labels])
          // A frame's log softmax is a float; its rounding grows with the logits.
          let error = Double(hypothesis.logProbability) - naturalLogarithm(probability)
          #expect(abs(error) < 1e-6 * Double(frames) * Double(max(scale, 1)) * 5)
        }
        let best = try #require(expected.max { $0.value < $1.value })
        #expect(found.first?.labels == best.key)
      }
    }
  }

  @Test("finds the labelling whose paths together win, where the best path says another")
  func bestPathIsNotBestLabelling() throws {
    let logProbabilities = Matrix(rows: 2, columns: 2, elements: [0.6, 0.4, 0.6, 0.4]).logarithms
    let alphabet = try alphabet(2, null: 0)
    #expect(GreedyDecoder(alphabet: alphabet).decoded(logProbabilities).labels == [])
    let hypothesis = BeamSearchDecoder(alphabet: alphabet, options: BeamSearchOptions(beamSize: 4))
      .decoded(logProbabilities)
    #expect(hypothesis.labels == [1])
    #expect(abs(exponential(hypothesis.logProbability) - 0.64) < 1e-6)
    #expect(hypothesis.spans.count == 1)
  }

  @Test("with no limit is never less probable than the greedy labelling")
  func neverWorseThanGreedy() throws {
    var generator = SeededGenerator(seed: 62)
    let alphabet = try alphabet(3, null: 1)
    for _ in 0..<20 {
      let logits = Matrix.random(rows: 7, columns: 3, scale: 2, using: &generator)
      let greedy = GreedyDecoder(alphabet: alphabet).decoded(logits.logSoftmax()).labels
      let beam = BeamSearchDecoder(alphabet: alphabet, options: BeamSearchOptions(beamSize: .max))
        .decoded(logits.logSoftmax())
      let loss = CTCOracle.loss(logits: logits.doubles, target: greedy, null: 1).loss
      #expect(Double(beam.logProbability) >= -loss - 1e-5)
    }
  }

  @Test("of any size gives no labelling more than its probability, and no two the same labels")
  func narrowBeams() throws {
    var generator = SeededGenerator(seed: 63)
    let logits = Matrix.random(rows: 60, columns: 6, scale: 2, using: &generator)
    let alphabet = try alphabet(6, null: 5)
    for beamSize in [1, 2, 3, 8, 30] {
      let found = BeamSearchDecoder(
        alphabet: alphabet, options: BeamSearchOptions(beamSize: beamSize)
      )
      .hypotheses(for: logits.logSoftmax(), count: .max)
      #expect(!found.isEmpty && found.count <= beamSize)
      #expect(Set(found.map(\.labels)).count == found.count)
      #expect(zip(found, found.dropFirst()).allSatisfy { $0.logProbability >= $1.logProbability })
      for hypothesis in found {
        let loss = CTCOracle.loss(logits: logits.doubles, target: hypothesis.labels, null: 5).loss
        #expect(Double(hypothesis.logProbability) <= -loss + 1e-3)
        #expect(hypothesis.spans.map(\.label) == hypothesis.labels)
      }
    }
  }

  @Test("reads a confident sequence as the greedy decoder does, with the same spans")
  func confident() throws {
    var generator = SeededGenerator(seed: 64)
    var logits = Matrix.random(rows: 50, columns: 8, using: &generator)
    for t in 0..<50 { logits[t, t % 4 < 2 ? 0 : 1 + t / 8] += 15 }
    let alphabet = try alphabet(8, null: 0)
    let greedy = GreedyDecoder(alphabet: alphabet).decoded(logits.logSoftmax())
    let beam = BeamSearchDecoder(alphabet: alphabet, options: BeamSearchOptions(beamSize: 5))
      .decoded(logits.logSoftmax())
    #expect(greedy.labels.count == 12)
    #expect(beam.labels == greedy.labels)
    #expect(beam.spans == greedy.spans)
  }

  @Test("lists a text once, as its best labelling, whatever else writes it")
  func texts() throws {
    let alphabet = try Alphabet(tokenLines: ["<blank>", "|", "a", "b", "ab"])
    var generator = SeededGenerator(seed: 65)
    let logits = Matrix.random(rows: 5, columns: 5, scale: 2, using: &generator)
    var best: [String: Double] = [:]
    for (labels, probability) in CTCOracle.labellings(logits: logits.doubles, null: 0) {
      let text = normalizedText(alphabet.text(of: labels))
      best[text] = max(best[text] ?? 0, probability)
    }
    let decoder = BeamSearchDecoder(
      alphabet: alphabet, options: BeamSearchOptions(beamSize: 10_000))
    let found = decoder.hypotheses(for: logits.logSoftmax(), count: .max)
    #expect(found.count == best.count)
    for hypothesis in found {
      let probability = try #require(best[normalizedText(alphabet.text(of: hypothesis.labels))])
      #expect(abs(Double(hypothesis.logProbability) - naturalLogarithm(probability)) < 1e-4)
    }
    #expect(decoder.hypotheses(for: logits.logSoftmax(), count: 7) == Array(found.prefix(7)))
  }

  @Test("decides ties by the lower label, every time")
  func ties() throws {
    let alphabet = try alphabet(5, null: 2)
    let uniform = Matrix(rows: 6, columns: 5).logSoftmax()
    for beamSize in [1, 4, 7] {
      let decoder = BeamSearchDecoder(
        alphabet: alphabet, options: BeamSearchOptions(beamSize: beamSize))
      let first = decoder.hypotheses(for: uniform, count: beamSize)
      for _ in 0..<5 { #expect(decoder.hypotheses(for: uniform, count: beamSize) == first) }
    }
    let one = BeamSearchDecoder(alphabet: alphabet, options: BeamSearchOptions(beamSize: 10))
      .hypotheses(for: uniform.rows(0..<1), count: 10)
    #expect(one.map(\.labels) == [[], [0], [1], [3], [4]])
  }

  @Test("survives frames where every symbol it needs is all but impossible")
  func improbable() throws {
    let alphabet = try alphabet(3, null: 0)
    let row: [Float] = [-900, 0, -.infinity]
    let logProbabilities = Matrix(rows: 2, columns: 3, elements: row + [-.infinity, -2000, 0])
    let found = BeamSearchDecoder(alphabet: alphabet, options: BeamSearchOptions(beamSize: 3))
      .decoded(logProbabilities)
    #expect(found.labels == [1, 2])
    let nothing = BeamSearchDecoder(alphabet: alphabet, options: BeamSearchOptions(beamSize: 3))
      .decoded(Matrix(rows: 2, columns: 3, repeating: -.infinity))
    #expect(nothing.labels.isEmpty && nothing.logProbability == -.infinity)
  }

  @Test("reads nothing from no frame")
  func noFrame() throws {
    let decoder = BeamSearchDecoder(
      alphabet: try alphabet(3, null: 0), options: BeamSearchOptions(beamSize: 3))
    #expect(
      decoder.decoded(Matrix(rows: 0, columns: 3))
        == Hypothesis(labels: [], spans: [], logProbability: 0))
  }
}
