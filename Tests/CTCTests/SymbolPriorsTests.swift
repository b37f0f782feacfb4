import CTC
import Foundation
import NumericCore
import TestSupport
import Testing

@Suite("Symbol priors")
struct SymbolPriorsTests {
  private let alphabet: Alphabet
  private let frames: Matrix

  init() throws {
    alphabet = try Alphabet(tokenLines: [Alphabet.nullName, "|", "a", "b"])
    var generator = SeededGenerator(seed: 5)
    frames = Matrix.random(rows: 12, columns: 4, scale: 2, using: &generator).logSoftmax()
  }

  private let priors = SymbolPriors(probabilities: [0.5, 0.25, 0, 0.125])

  /// The frames divided by the priors to the power of 0.75; less than 1e-4 counts as that.
  private var divided: Matrix {
    Matrix(
      rows: frames.rows, columns: 4,
      elements: frames.elements.enumerated().map { index, value in
        value - 0.75 * Float(log(max(1e-4, Double(priors.probabilities[index % 4]))))
      })
  }

  @Test("are the means of the frames' probabilities")
  func means() {
    let first = Matrix(rows: 2, columns: 2, elements: [0.5, 0.5, 0.1, 0.9].map { log($0) })
    let second = Matrix(rows: 1, columns: 2, elements: [0, -.infinity])
    let means = SymbolPriors(meanOf: [first, second, Matrix(rows: 0, columns: 2)], symbols: 2)
    #expect(largestDifference(means.probabilities, [1.6 / 3, 1.4 / 3]) < 1e-6)
    #expect(SymbolPriors(meanOf: [], symbols: 3).probabilities == [0, 0, 0])
  }

  @Test("a search finds what it finds in divided frames", arguments: [1, 4, 64])
  func search(beamSize: Int) throws {
    let plain = BeamSearchDecoder(
      alphabet: alphabet, options: BeamSearchOptions(beamSize: beamSize, wordBonus: 0.5))
    var options = plain.options
    (options.priors, options.priorWeight) = (priors, 0.75)
    let decoder = BeamSearchDecoder(alphabet: alphabet, options: options)
    let expected = plain.hypotheses(for: divided, count: 3)
    let found = decoder.hypotheses(for: frames, count: 3)
    #expect(found.map(\.labels) == expected.map(\.labels))
    #expect(largestDifference(found.map(\.score), expected.map(\.score)) < 1e-4)
    #expect(found.map(\.labels) != plain.hypotheses(for: frames, count: 3).map(\.labels))
    for hypothesis in found {
      let loss = ctcNegativeLogLikelihood(
        logits: frames, target: hypothesis.labels, null: alphabet.null)
      #expect(abs(hypothesis.logProbability + loss) < 1e-4)
    }
    var stream = decoder.stream()
    for row in 0..<frames.rows {
      stream.append(
        Matrix(rows: 1, columns: 4, elements: Array(frames.elements[4 * row..<4 * row + 4])))
    }
    #expect(stream.hypotheses(count: 3) == found)
  }

  @Test("may choose what the frames find less probable than its beginning by any number of nats")
  func farFromTheFrames() throws {
    let rows = (0..<120).flatMap {
      $0 % 2 == 0 ? [0.97, 0.005, 0.02, 0.005] : [0.97, 0.005, 0.005, 0.02]
    }
    let frames = Matrix(rows: 120, columns: 4, elements: rows.map { Float(log($0)) })
    let options = BeamSearchOptions(
      beamSize: 4, priors: SymbolPriors(probabilities: [1, 1, 0, 0]), priorWeight: 1)
    let found = BeamSearchDecoder(alphabet: alphabet, options: options).decoded(frames)
    #expect(found.labels.count > 80)
    let loss = ctcNegativeLogLikelihood(logits: frames, target: found.labels, null: alphabet.null)
    #expect(found.logProbability == -loss)
    #expect(found.score.isFinite)
  }

  @Test("of no weight change nothing")
  func noWeight() {
    let plain = BeamSearchDecoder(alphabet: alphabet, options: BeamSearchOptions(beamSize: 4))
    let decoder = BeamSearchDecoder(
      alphabet: alphabet, options: BeamSearchOptions(beamSize: 4, priors: priors))
    #expect(
      decoder.hypotheses(for: frames, count: 3) == plain.hypotheses(for: frames, count: 3))
  }

  @Test("weights of before there were priors are read, and those with everything survive JSON")
  func json() throws {
    let old = Data(#"{"languageWeight": 2, "wordBonus": 1}"#.utf8)
    let weights = FusionWeights(languageWeight: 2, wordBonus: 1)
    #expect(try JSONDecoder().decode(FusionWeights.self, from: old) == weights)
    let new = FusionWeights(
      languageWeight: 2, wordBonus: 1, priorWeight: 0.5,
      confidence: PlattScaling(slope: 0.5, offset: 1))
    #expect(try JSONDecoder().decode(FusionWeights.self, from: JSONEncoder().encode(new)) == new)
    let data = try JSONEncoder().encode(priors)
    #expect(String(decoding: data, as: UTF8.self) == "[0.5,0.25,0,0.125]")
    #expect(try JSONDecoder().decode(SymbolPriors.self, from: data) == priors)
  }
}
