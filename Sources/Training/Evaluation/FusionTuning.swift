public import CTC
import NumericCore
public import SequenceLabeler

/// A search for the weights of language model and symbol priors and the word bonus with which a beam
/// search makes the fewest word errors on a development set.
///
/// A grid without priors is tried first, the weights of a search without a language model among it.
/// Then steps half as wide as the grid's, and half as wide again, lead from the best of them to better
/// ones until there is none beside it.  With those, the confidence of words is scaled so that it is right as often
/// as it says.  What is found fits this development set best; measure on another one.
public struct FusionTuning: Sendable {
  /// The errors that one pair of weights makes.
  public struct Trial: Sendable, Equatable {
    /// The weights.
    public let weights: FusionWeights
    /// Edits of words over the whole set.
    public let words: ErrorSummary.Counts
    /// Edits of characters over the whole set.
    public let characters: ErrorSummary.Counts

    /// Fewer word errors, then fewer character errors, then the smaller weights.
    func isBetter(than other: Trial) -> Bool {
      let (mine, theirs) = (weights, other.weights)
      return (
        words.errors, characters.errors, mine.priorWeight, mine.languageWeight,
        abs(mine.wordBonus), mine.wordBonus
      ) < (
        other.words.errors, other.characters.errors, theirs.priorWeight, theirs.languageWeight,
        abs(theirs.wordBonus), theirs.wordBonus
      )
    }
  }

  /// The weights of the grid.
  public static let gridWeights: [Float] = [0, 0.5, 1, 1.5, 2, 3]
  /// The word bonuses of the grid, in nats.
  public static let gridBonuses: [Float] = [-2, -1, 0, 1, 2, 4]

  /// Every pair of weights that was tried, in their order.
  public let trials: [Trial]
  /// The trial with the fewest errors.
  public let best: Trial
  /// The best weights, and how sure the words are that they find.
  public let weights: FusionWeights
  /// How far the confidence of the words found with the best weights is from how often they are right,
  /// as posteriors are and with that of ``weights``.
  public let calibration: (unscaled: Calibration, scaled: Calibration)
  /// The trial of the weights 0 and 0.
  public let withoutModel: Trial

  /// Whether the best weights make fewer word errors than a search without a language model.
  public var helps: Bool { best.words.errors < withoutModel.words.errors }

  /// Tries weights on utterances, each one's frames read again for every pair.
  ///
  /// - Parameters:
  ///   - emissions: the frames of each utterance.
  ///   - references: what was said, as many texts.
  ///   - options: the search, whose weights are replaced; without priors, these weigh nothing.
  ///   - progress: is told of every pair that was tried.
  /// - Precondition: there is a text for each utterance.
  public init(
    _ emissions: [Emissions], references: [String], options: BeamSearchOptions,
    progress: (Trial) -> Void = { _ in }
  ) {
    precondition(
      emissions.count == references.count,
      "\(references.count) texts of \(emissions.count) utterances")
    func transcripts(_ weights: FusionWeights) -> [Transcript] {
      var options = options
      options.weights = weights
      let decoding = SequenceLabeler.Decoding.beam(options)
      return inParallel(emissions.count) { emissions[$0].transcript(decoding) }
    }
    var tried: [FusionWeights: Trial] = [:]
    func trial(_ weights: FusionWeights) -> Trial {
      if let trial = tried[weights] { return trial }
      var errors = ErrorRate()
      for (reference, transcript) in zip(references, transcripts(weights)) {
        errors.add(reference: reference, hypothesis: transcript.text)
      }
      let trial = Trial(weights: weights, words: errors.words, characters: errors.characters)
      tried[weights] = trial
      progress(trial)
      return trial
    }

    withoutModel = trial(.withoutLanguageModel)
    var best = withoutModel
    for weight in Self.gridWeights {
      for bonus in Self.gridBonuses {
        let next = trial(FusionWeights(languageWeight: weight, wordBonus: bonus))
        if next.isBetter(than: best) { best = next }
      }
    }
    for step: Float in [0.5, 0.25, 0.125] {
      var center: FusionWeights
      repeat {
        center = best.weights
        for neighbour in Self.neighbours(of: center, step: step, priors: options.priors != nil) {
          let next = trial(neighbour)
          if next.isBetter(than: best) { best = next }
        }
      } while best.weights != center
    }
    self.best = best
    let words = zip(references, transcripts(best.weights))
      .flatMap { judgedWords(of: $1, reference: $0) }
    let scaling = PlattScaling(fitting: words.map { ($0.confidence, $0.isRight) })
    var weights = best.weights
    weights.confidence = scaling
    self.weights = weights
    calibration = (
      Calibration(words),
      Calibration(
        words.map { (scaling?.confidence(ofPosterior: $0.confidence) ?? $0.confidence, $0.isRight) }
      )
    )
    trials = tried.values.sorted {
      ($0.weights.languageWeight, $0.weights.wordBonus, $0.weights.priorWeight)
        < ($1.weights.languageWeight, $1.weights.wordBonus, $1.weights.priorWeight)
    }
  }

  /// The weights a step away, the bonus' step being twice as wide; none below 0.
  private static func neighbours(
    of center: FusionWeights, step: Float, priors: Bool
  ) -> [FusionWeights] {
    var directions: [(part: WritableKeyPath<FusionWeights, Float>, factor: Float)] = [
      (\.languageWeight, 1), (\.wordBonus, 2),
    ]
    if priors { directions.append((\.priorWeight, 1)) }
    return directions.flatMap { part, factor in
      [-step, step].map { step in
        var neighbour = center
        neighbour[keyPath: part] += factor * step
        return neighbour
      }
    }.filter { min($0.languageWeight, $0.priorWeight) >= 0 }
  }
}
