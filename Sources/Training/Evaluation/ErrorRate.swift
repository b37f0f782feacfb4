import CTC
import NumericCore

/// The errors of a recognizer over a whole corpus, in words and in characters.
///
/// Rates are sums of errors over sums of reference lengths, never means of the utterances' rates.
/// Texts are compared in NFC, white space only parts words.  Characters are code points, as the symbols
/// of a model are, and a space counts as one.  In scripts that write no spaces each letter is a word,
/// see `words(of:)`.
public struct ErrorRate: Sendable, Equatable {
  struct Utterance: Sendable, Equatable {
    let words: EditDistance
    let referenceWords: Int
    let characters: EditDistance
    let referenceCharacters: Int
    let speaker: String?
  }

  private(set) var utterances: [Utterance] = []

  /// The errors of no utterance yet.
  public init() {}

  /// The errors of some utterances.
  init(_ utterances: [Utterance]) {
    self.utterances = utterances
  }

  /// Adds one utterance, and who says it if that is known.
  public mutating func add(reference: String, hypothesis: String, speaker: String? = nil) {
    let (reference, hypothesis) = (normalizedText(reference), normalizedText(hypothesis))
    let referenceWords = CTC.words(of: reference)
    utterances.append(
      Utterance(
        words: EditDistance(from: referenceWords, to: CTC.words(of: hypothesis)),
        referenceWords: referenceWords.count,
        characters: EditDistance(
          from: Array(reference.unicodeScalars), to: Array(hypothesis.unicodeScalars)),
        referenceCharacters: reference.unicodeScalars.count, speaker: speaker))
  }

  /// Edits of words.
  public var words: ErrorSummary.Counts { counts(\.words, reference: \.referenceWords) }

  /// Edits of characters, spaces included.
  public var characters: ErrorSummary.Counts {
    counts(\.characters, reference: \.referenceCharacters)
  }

  /// The corpus' counts, rates and, if there are errors, confidence interval.
  ///
  /// - Parameter seed: of the draws of the interval; the same seed gives the same interval.
  /// - Returns: rates as fractions, not in per cent.
  public func summary(seed: UInt64 = 1) -> ErrorSummary {
    let words = words
    return ErrorSummary(
      utterances: utterances.count,
      utterancesWithErrors: utterances.count { $0.words.count > 0 },
      words: words, characters: characters,
      wordErrorRateInterval: words.errors > 0 ? interval(seed: seed) : nil,
      utteranceErrorRateBound: words.errors > 0 || utterances.isEmpty
        ? nil : 1 - exponential(naturalLogarithm(0.05) / Double(utterances.count)))
  }

  /// What holds the word error rates of 95 of 100 corpora of as many utterances drawn from this one; nil
  /// where all have the same.
  private func interval(seed: UInt64) -> ErrorSummary.Interval? {
    let rates = bootstrap(parts: utterances.count, seed: seed) { draw in
      rate(
        draw.reduce(0) { $0 + utterances[$1].words.count },
        of: draw.reduce(0) { $0 + utterances[$1].referenceWords })
    }
    return rates.min() == rates.max() ? nil : ErrorSummary.Interval(ofMost: rates)
  }

  private func counts(
    _ edits: KeyPath<Utterance, EditDistance>, reference: KeyPath<Utterance, Int>
  ) -> ErrorSummary.Counts {
    ErrorSummary.Counts(
      reference: utterances.reduce(0) { $0 + $1[keyPath: reference] },
      substitutions: utterances.reduce(0) { $0 + $1[keyPath: edits].substitutions },
      insertions: utterances.reduce(0) { $0 + $1[keyPath: edits].insertions },
      deletions: utterances.reduce(0) { $0 + $1[keyPath: edits].deletions })
  }
}

/// What an ``ErrorRate`` has found.
public struct ErrorSummary: Sendable, Equatable, Codable {
  /// Edits from references to hypotheses.
  public struct Counts: Sendable, Equatable, Codable {
    /// The number of elements in all references.
    public let reference: Int
    /// Elements said otherwise.
    public let substitutions: Int
    /// Elements said though not in the reference.
    public let insertions: Int
    /// Elements not said.
    public let deletions: Int

    /// Errors for each element of the references; above 1 when much is inserted.
    ///
    /// If all references are empty, the number of errors.
    public let rate: Double

    /// All errors.
    public var errors: Int { substitutions + insertions + deletions }

    init(reference: Int, substitutions: Int, insertions: Int, deletions: Int) {
      self.reference = reference
      self.substitutions = substitutions
      self.insertions = insertions
      self.deletions = deletions
      rate = Training.rate(substitutions + insertions + deletions, of: reference)
    }
  }

  /// Where a rate lies.
  public struct Interval: Sendable, Equatable, Codable {
    /// The lower end.
    public let lower: Double
    /// The upper end.
    public let upper: Double
  }

  /// The number of utterances.
  public let utterances: Int
  /// The number of utterances with a wrong word (sentence errors).
  public let utterancesWithErrors: Int
  /// Edits of words.
  public let words: Counts
  /// Edits of characters, spaces included.
  public let characters: Counts
  /// The 95 % interval of the word error rate, by the bootstrap over utterances; nil where all have the
  /// same rate, none say, as nothing but more of the same can be drawn from such a corpus.
  ///
  /// - Source: Bisani and Ney, ICASSP 2004.
  public let wordErrorRateInterval: Interval?
  /// Where none of n utterances has an error, what the share of utterances with one lies below, with
  /// 95 % confidence: 1 - 0.05^(1/n), about 3/n; else nil.
  ///
  /// It takes the utterances for independent draws.  The word error rate has no such bound: an
  /// utterance can have any number of errors.
  ///
  /// - Source: Clopper and Pearson, Biometrika 1934; Hanley and Lippman-Hand, JAMA 1983 ("rule of
  ///   three").
  public let utteranceErrorRateBound: Double?

  /// Word errors for each word of the references.
  public var wordErrorRate: Double { words.rate }
  /// Character errors for each character of the references.
  public var characterErrorRate: Double { characters.rate }
}

/// Errors for each element of the references; without any, the number of errors.
func rate(_ errors: Int, of reference: Int) -> Double {
  Double(errors) / Double(max(reference, 1))
}
