import CTC
import Foundation
import NumericCore
import SequenceLabeler
import Testing
import Training

@Suite("Fusion tuning")
struct FusionTuningTests {
  private let alphabet: Alphabet

  init() throws { alphabet = try Alphabet(tokenLines: [Alphabet.nullName, "|", "a", "b"]) }

  /// One frame that says "b" with this probability.
  private func emissions(_ probability: Float) -> Emissions {
    let rest = (1 - probability) / 3
    let frame = [rest, rest, rest, probability].map { Foundation.log($0) }
    return Emissions(
      logProbabilities: Matrix(rows: 1, columns: 4, elements: frame), alphabet: alphabet,
      secondsPerFrame: 0.02)
  }

  @Test("the words' confidence is scaled to how often they are right")
  func confidence() throws {
    let utterances = [(Float(0.9), "b", 18), (0.9, "a", 2), (0.5, "b", 12), (0.5, "a", 8)]
      .flatMap { probability, text, count in
        [(Emissions, String)](repeating: (emissions(probability), text), count: count)
      }
    let tuning = FusionTuning(
      utterances.map(\.0), references: utterances.map(\.1), options: BeamSearchOptions())
    #expect(tuning.weights.languageWeight == tuning.best.weights.languageWeight)
    #expect(tuning.best.weights.confidence == nil)
    let scaling = try #require(tuning.weights.confidence)
    // Of one frame that must say something, "b" has a posterior of its probability.
    let judged = utterances.map { (posterior: $0.0.logProbabilities[0, 3], isRight: $0.1 == "b") }
      .map { (posterior: exp($0.posterior), isRight: $0.isRight) }
    let expected = try #require(PlattScaling(fitting: judged))
    #expect(abs(scaling.slope - expected.slope) < 1e-3)
    #expect(abs(scaling.offset - expected.offset) < 1e-3)
    #expect(abs(tuning.calibration.unscaled.expectedError - 0.05) < 1e-6)
    #expect(tuning.calibration.scaled.expectedError < 0.04)
  }

  @Test("priors are divided out where that makes fewer errors")
  func priors() throws {
    // The network says "b" whatever it hears, a little less so where "a" is said.
    let utterances = [("b", Float(0.8)), ("a", 0.55)].map { text, probability in
      let rest = (1 - probability) / 10
      let frame = [rest, rest, 8 * rest, probability].map { Foundation.log($0) }
      return (
        text,
        Emissions(
          logProbabilities: Matrix(rows: 1, columns: 4, elements: frame), alphabet: alphabet,
          secondsPerFrame: 0.02)
      )
    }
    let emissions = utterances.map(\.1)
    let priors = SymbolPriors(meanOf: emissions.map(\.logProbabilities), symbols: alphabet.count)
    for options in [BeamSearchOptions(), BeamSearchOptions(priors: priors)] {
      let tuning = FusionTuning(emissions, references: utterances.map(\.0), options: options)
      #expect(tuning.withoutModel.words.errors == 1)
      #expect(tuning.best.words.errors == (options.priors == nil ? 1 : 0))
      #expect((tuning.best.weights.priorWeight > 0) == (options.priors != nil))
    }
  }
}
