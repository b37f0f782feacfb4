import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Label posteriors")
struct LabelPosteriorsTests {
  private func alphabet(_ count: Int, null: Int, boundary: Int? = nil) throws -> Alphabet {
    let symbols = (0..<count).map { $0 == null ? "_" : $0 == boundary ? "|" : "s\($0)" }
    return try Alphabet(symbols: symbols, null: null)
  }

  /// By enumeration: what a part keeps of all labellings that begin and end as this one does.
  private func expected(
    _ part: Range<Int>, of labels: [Int], in labellings: [[Int]: Double]
  ) -> Double {
    let (before, after) = (labels[..<part.lowerBound], labels[part.upperBound...])
    let evidence = labellings.filter {
      $0.key.count >= before.count + after.count && $0.key.starts(with: before)
        && $0.key.reversed().starts(with: after.reversed())
    }
    return (labellings[labels] ?? 0) / evidence.values.reduce(0, +)
  }

  private func words(of labels: [Int], boundary: Int) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start = 0
    for (index, label) in (labels + [boundary]).enumerated() where label == boundary {
      if start < index { words.append(start..<index) }
      start = index + 1
    }
    return words
  }

  @Test("are those of the enumeration of all labellings")
  func enumeration() throws {
    var generator = SeededGenerator(seed: 91)
    for (frames, symbols, null, boundary) in [
      (1, 2, 0, 1), (4, 3, 2, 0), (5, 4, 1, 3), (6, 3, 0, 1),
    ] {
      for scale in [0.5, 3, 12] as [Float] {
        let logits = Matrix.random(rows: frames, columns: symbols, scale: scale, using: &generator)
        let all = CTCOracle.labellings(logits: logits.doubles, null: null)
        let alphabet = try alphabet(symbols, null: null, boundary: boundary)
        // What a frame's log softmax, a float, rounds away counts where all else is as improbable.
        for (labels, probability) in all where probability > 1e-30 {
          let found = LabelPosteriors(of: labels, in: logits.logSoftmax(), alphabet: alphabet)
          #expect(
            largestDifference(
              found.labels.map { Double($0) },
              labels.indices.map { expected($0..<$0 + 1, of: labels, in: all) }) < 2e-4, "\(labels)"
          )
          #expect(
            largestDifference(
              found.words.map { Double($0) },
              words(of: labels, boundary: boundary).map { expected($0, of: labels, in: all) })
              < 2e-4, "\(labels)")
        }
      }
    }
  }

  @Test("are those of a beam search that has room for every labelling")
  func unlimitedBeam() throws {
    var generator = SeededGenerator(seed: 92)
    let alphabet = try alphabet(4, null: 0, boundary: 1)
    let frames = Matrix.random(rows: 5, columns: 4, scale: 2, using: &generator).logSoftmax()
    let options = BeamSearchOptions(beamSize: .max)
    var search = PrefixSearch(alphabet: alphabet, options: options)
    search.advance(frames, alphabet: alphabet)
    let all = Dictionary(
      uniqueKeysWithValues: search.beam.map {
        (search.tree.labels(of: $0.node), exponential(search.logScale) * $0.probability)
      })
    let decoder = BeamSearchDecoder(alphabet: alphabet, options: options)
    for hypothesis in decoder.hypotheses(for: frames, count: 50) {
      let found = LabelPosteriors(of: hypothesis.labels, in: frames, alphabet: alphabet)
      for (word, posterior) in zip(words(of: hypothesis.labels, boundary: 1), found.words) {
        let expected = expected(word, of: hypothesis.labels, in: all)
        #expect(abs(Double(posterior) - expected) < 1e-5)
      }
    }
  }

  @Test("of one frame are its probabilities, and the whole word's is that of the labelling")
  func closedForm() throws {
    let alphabet = try alphabet(3, null: 0)
    let frame = Matrix(rows: 1, columns: 3, elements: [0.5, 0.3, 0.2]).logarithms
    let single = LabelPosteriors(of: [1], in: frame, alphabet: alphabet)
    #expect(largestDifference(single.labels, [0.3]) < 1e-6)
    #expect(largestDifference(single.words, [0.3]) < 1e-6)
    // a b of two frames is one path.  x b: φ b, a b, b b, b φ.  a x: a φ, a a, φ a, a b.
    let two = Matrix(rows: 2, columns: 3, elements: [0.5, 0.3, 0.2, 0.1, 0.2, 0.7]).logarithms
    let pair = LabelPosteriors(of: [1, 2], in: two, alphabet: alphabet)
    #expect(largestDifference(pair.labels, [0.21 / 0.72, 0.21 / 0.4]) < 1e-6)
    #expect(largestDifference(pair.words, [0.21]) < 1e-6)
  }

  @Test("a word that stands between boundaries is weighed against other words there")
  func otherWord() throws {
    // | and s2 or s3 and |: the middle frame decides.
    let alphabet = try alphabet(4, null: 0, boundary: 1)
    let sure: [Float] = [1e-9, 1, 1e-9, 1e-9]
    let frames = Matrix(rows: 3, columns: 4, elements: sure + [0.05, 0.05, 0.6, 0.3] + sure)
      .logarithms
    let found = LabelPosteriors(of: [1, 2, 1], in: frames, alphabet: alphabet)
    // | φ | is two boundaries with nothing between them; | | | is one.
    #expect(largestDifference(found.words, [0.6 / 0.95]) < 1e-5)
  }

  @Test("do not depend on the frames' scale, and lie between 0 and 1")
  func boundsAndScale() throws {
    var generator = SeededGenerator(seed: 93)
    let alphabet = try alphabet(6, null: 2, boundary: 4)
    for scale in [1, 20, 200] as [Float] {
      let logits = Matrix.random(rows: 60, columns: 6, scale: scale, using: &generator)
      let frames = logits.logSoftmax()
      let greedy = GreedyDecoder(alphabet: alphabet).decoded(frames)
      let found = LabelPosteriors(of: greedy.labels, in: frames, alphabet: alphabet)
      #expect(found.labels.count == greedy.labels.count)
      #expect((found.labels + found.words).allSatisfy { (0...1).contains($0) })
      #expect(found.labels.contains { $0 > 0 })
      let shifted = LabelPosteriors(of: greedy.labels, in: logits, alphabet: alphabet)
      #expect(largestDifference(found.labels, shifted.labels) < 1e-3)
    }
  }

  @Test("of the best labelling of a beam of one are as good as any")
  func beamOfOne() throws {
    var generator = SeededGenerator(seed: 94)
    let alphabet = try alphabet(4, null: 0, boundary: 1)
    let logits = Matrix.random(rows: 6, columns: 4, scale: 3, using: &generator)
    let found = BeamSearchDecoder(alphabet: alphabet, options: BeamSearchOptions(beamSize: 1))
      .decoded(logits.logSoftmax())
    let all = CTCOracle.labellings(logits: logits.doubles, null: 0)
    let posteriors = LabelPosteriors(
      of: found.labels, in: logits.logSoftmax(), alphabet: alphabet)
    #expect(!found.labels.isEmpty)
    for (index, posterior) in posteriors.labels.enumerated() {
      let expected = expected(index..<index + 1, of: found.labels, in: all)
      #expect(abs(Double(posterior) - expected) < 1e-5)
    }
  }

  @Test("of what the frames cannot say are 0, of nothing are none")
  func impossible() throws {
    let alphabet = try alphabet(3, null: 0)
    let frames = Matrix(rows: 2, columns: 3, elements: [0.5, 0.5, 0, 0.5, 0.5, 0]).logarithms
    for labels in [[2], [1, 1], [1, 2, 1]] {
      let found = LabelPosteriors(of: labels, in: frames, alphabet: alphabet)
      #expect(found.labels == labels.map { _ in 0 })
      #expect(found.words == [0])
    }
    let none = LabelPosteriors(of: [], in: frames, alphabet: alphabet)
    #expect(none.labels.isEmpty && none.words.isEmpty)
    let noFrames = LabelPosteriors(of: [1], in: Matrix(rows: 0, columns: 3), alphabet: alphabet)
    #expect(noFrames.labels == [0] && noFrames.words == [0])
  }

  @Test("of a long recording are those of its parts, where silence parts them")
  func longRecording() throws {
    var generator = SeededGenerator(seed: 95)
    let alphabet = try alphabet(5, null: 0, boundary: 1)
    var piece = Matrix.random(rows: 40, columns: 5, scale: 4, using: &generator).logSoftmax()
    for t in [0, 39] {
      for symbol in 0..<5 { piece[t, symbol] = symbol == 0 ? 0 : -60 }
    }
    let labels = GreedyDecoder(alphabet: alphabet).decoded(piece).labels
    let alone = LabelPosteriors(of: labels, in: piece, alphabet: alphabet)
    let count = 50
    let long = Matrix(
      rows: 40 * count, columns: 5,
      elements: [[Float]](repeating: piece.elements, count: count).flatMap { $0 })
    let found = LabelPosteriors(
      of: [[Int]](repeating: labels, count: count).flatMap { $0 }, in: long, alphabet: alphabet)
    let inner = labels.indices.dropFirst().dropLast()
    for start in stride(from: 0, to: found.labels.count, by: labels.count) {
      for index in inner {
        #expect(abs(found.labels[start + index] - alone.labels[index]) < 0.02)
      }
    }
  }
}
