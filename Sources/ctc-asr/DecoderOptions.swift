import ArgumentParser
import CTC
import Foundation
import LanguageModel
import SequenceLabeler

/// How the network's output is read.
struct DecoderOptions: ParsableArguments {
  @Flag(help: "Take the best symbol of each frame, whatever words come out.")
  var greedy = false

  @Option(
    help: ArgumentHelp(
      "Hypotheses that a prefix beam search keeps; by default 32 with a list of words, else --greedy.",
      valueName: "size"))
  var beam: Int?

  @Option(
    help: ArgumentHelp(
      "A file of words, one a line; nothing else is recognized. By default the model's list, if any.",
      valueName: "file"))
  var lexicon: String?

  @Option(
    help: ArgumentHelp(
      "An n-gram model over words: ARPA, plain or gzip, or a cache that `ctc-asr lm` wrote.",
      valueName: "file"))
  var lm: String?

  @Option(
    help: ArgumentHelp(
      "The factor of the language model's log-probabilities (default: 1).", valueName: "factor"))
  var lmWeight: Float?

  @Option(help: ArgumentHelp("What each word adds to the score, in nats.", valueName: "bonus"))
  var wordBonus: Float = 0

  @Option(
    name: .customLong("hotword"),
    help: ArgumentHelp(
      "A word or phrase to prefer, with its boost in nats, 5 if not said; may be given repeatedly.",
      valueName: "word[:boost]"))
  var hotWords: [HotWordArgument] = []

  func validate() throws {
    if let beam, beam < 1 { throw ValidationError("--beam must be at least 1") }
    if greedy && (beam != nil || lexicon != nil || scoresWords) {
      throw ValidationError(
        "--greedy does not go with --beam, --lexicon, --lm, --word-bonus or --hotword")
    }
    if let lmWeight {
      guard lm != nil else { throw ValidationError("--lm-weight needs --lm") }
      guard lmWeight >= 0, lmWeight.isFinite else {
        throw ValidationError("--lm-weight must be at least 0")
      }
    }
    guard wordBonus.isFinite else { throw ValidationError("--word-bonus must be a number") }
  }

  private var scoresWords: Bool { lm != nil || wordBonus != 0 || !hotWords.isEmpty }

  /// The labeler of a model that reads its output so; a beam search if there must be a choice.
  func labeler(_ model: Model, offersChoice: Bool = false) throws -> SequenceLabeler {
    SequenceLabeler(
      model,
      decoding: try decoding(
        alphabet: model.alphabet, lexicon: model.lexicon, offersChoice: offersChoice))
  }

  /// How output over `alphabet` is read; a beam search if there must be a choice.
  func decoding(
    alphabet: Alphabet, lexicon usual: Lexicon? = nil, offersChoice: Bool
  ) throws -> SequenceLabeler.Decoding {
    if greedy { return .greedy }
    let words =
      try lexicon.map { try Lexicon(contentsOf: URL(filePath: $0), alphabet: alphabet) } ?? usual
    guard beam != nil || words != nil || scoresWords || offersChoice else { return .greedy }
    return .beam(
      BeamSearchOptions(
        beamSize: beam ?? 32, lexicon: words,
        languageModel: try lm.map { try NGramModel(contentsOf: URL(filePath: $0)) },
        languageWeight: lmWeight ?? 1, wordBonus: wordBonus, hotWords: try hotWords(in: alphabet)))
  }

  private func hotWords(in alphabet: Alphabet) throws -> HotWords? {
    guard !hotWords.isEmpty else { return nil }
    for hotWord in hotWords {
      do {
        _ = try alphabet.labels(of: hotWord.word)
      } catch {
        throw Failure("--hotword \(hotWord.word): \(error)")
      }
    }
    return try HotWords(hotWords.map { ($0.word, $0.boost) }, alphabet: alphabet)
  }
}
