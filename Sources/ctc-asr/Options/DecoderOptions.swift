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
      "Hypotheses that a prefix beam search keeps; by default the model's size, or 32, with a list of words, else --greedy.",
      valueName: "size"))
  var beam: Int?

  @Option(
    help: ArgumentHelp(
      """
      A file of words, one a line, each alone or with the symbols that say it behind it; nothing else is \
      recognized. By default the model's list, if any.
      """, valueName: "file"))
  var lexicon: String?

  @Option(
    help: ArgumentHelp(
      "A file of phrases, one a line; each utterance is one of them, or nothing.",
      valueName: "file"))
  var phrases: String?

  @Flag(
    help: """
      Any words, not those of the model's list alone; weighed by its language model of letters, if any.
      """)
  var anyWords = false

  @Option(
    help: ArgumentHelp(
      """
      An n-gram model over words, or over symbols (`ctc-asr lm --symbols`): ARPA, plain or gzip, or \
      a cache that `ctc-asr lm` wrote. By default the model's own, if any.
      """, valueName: "file"))
  var lm: String?

  @Flag(name: .customLong("no-lm"), help: "Do without the model's own language model.")
  var noLM = false

  @Option(
    help: ArgumentHelp(
      "The factor of the language model's log-probabilities (default: the model's, or 1).",
      valueName: "factor"))
  var lmWeight: Float?

  @Option(
    help: ArgumentHelp(
      """
      What each word adds to the score, or with a model over symbols each symbol, in nats \
      (default: the model's, or 0).
      """,
      valueName: "bonus"))
  var wordBonus: Float?

  @Option(
    help: ArgumentHelp(
      """
      The power of the symbols' priors that is divided out of the network's probabilities \
      (default: the model's, or 0); they are the model's, found by tune --save.
      """,
      valueName: "power"))
  var priorWeight: Float?

  @Option(
    name: .customLong("hotword"),
    help: ArgumentHelp(
      """
      A word or phrase to prefer, with its boost in nats, -100 to 100, 5 if not said; may be given \
      repeatedly. It is recognized even if the list of words lacks it.
      """,
      valueName: "word[:boost]"))
  var hotWords: [HotWordArgument] = []

  @Option(help: ArgumentHelp("A file of such words, one a line.", valueName: "file"))
  var hotwordFile: String?

  func validate() throws {
    if let beam, !(1...100_000).contains(beam) {
      throw ValidationError("--beam must be from 1 to 100000")
    }
    if greedy
      && (beam != nil || lexicon != nil || phrases != nil || lmWeight != nil || scoresWords)
    {
      throw ValidationError(
        """
        --greedy does not go with --beam, --lexicon, --phrases, --lm, --lm-weight, --word-bonus, \
        --prior-weight, --hotword or --hotword-file
        """)
    }
    if phrases != nil
      && (lexicon != nil || anyWords || lm != nil || lmWeight != nil || wordBonus != nil)
    {
      throw ValidationError(
        "--phrases does not go with --lexicon, --any-words, --lm, --lm-weight or --word-bonus")
    }
    if anyWords && lexicon != nil {
      throw ValidationError("--any-words does not go with --lexicon")
    }
    if noLM && (lm != nil || lmWeight != nil) {
      throw ValidationError("--no-lm does not go with --lm or --lm-weight")
    }
    if let lmWeight, !(lmWeight >= 0 && lmWeight.isFinite) {
      throw ValidationError("--lm-weight must be at least 0")
    }
    if let priorWeight, !(priorWeight >= 0 && priorWeight.isFinite) {
      throw ValidationError("--prior-weight must be at least 0")
    }
    if let wordBonus, !wordBonus.isFinite {
      throw ValidationError("--word-bonus must be a number")
    }
  }

  /// The words that the model recognizes; nil where nothing that knows words is asked.
  var vocabulary: Vocabulary? {
    greedy || phrases != nil ? nil : anyWords ? .any : .listed
  }

  /// Whether the model's own language model is asked.
  var needsOwnLanguageModel: Bool { lm == nil && !noLM }

  private var scoresWords: Bool {
    lm != nil || (wordBonus ?? 0) != 0 || (priorWeight ?? 0) != 0 || prefersWords
  }

  /// These options without weights of what a model has not; tells which.
  func applicable(to model: Model, named name: String) -> DecoderOptions {
    var options = self
    if lmWeight != nil, lm == nil, model.searchOptions.languageModel == nil {
      notice("\(name): without --lm-weight, as it has no language model")
      options.lmWeight = nil
    }
    if priorWeight != nil, model.searchOptions.priors == nil {
      notice("\(name): without --prior-weight, as it has no priors")
      options.priorWeight = nil
    }
    return options
  }

  /// The labeler of a model that reads its output so; a beam search if there must be a choice.
  func labeler(_ model: Model, offersChoice: Bool = false) throws -> SequenceLabeler {
    SequenceLabeler(model, decoding: try decoding(of: model, offersChoice: offersChoice))
  }

  /// How a model's output is read; a beam search if there must be a choice.
  func decoding(of model: Model, offersChoice: Bool) throws -> SequenceLabeler.Decoding {
    try decoding(
      alphabet: model.alphabet, usual: model.searchOptions, offersChoice: offersChoice)
  }

  /// How output over `alphabet` is read, if not in its usual way; a beam search if there must be a
  /// choice.
  func decoding(
    alphabet: Alphabet, usual: BeamSearchOptions = BeamSearchOptions(), offersChoice: Bool
  ) throws -> SequenceLabeler.Decoding {
    if greedy { return .greedy }
    var options = usual
    if let lexicon {
      options.lexicon = try Lexicon(contentsOf: URL(filePath: lexicon), alphabet: alphabet)
      options.confidence = nil
      if !alphabet.separatesWords, options.lexicon?.joinsWords == false {
        notice(
          "\(lexicon): no symbol is a space between words, so that one word of the list is "
            + "recognized in a whole recording")
      }
    }
    if let phrases {
      options.lexicon = try Lexicon(phrasesIn: URL(filePath: phrases), alphabet: alphabet)
    }
    if noLM || lm != nil {
      options.languageModel = try lm.map { try NGramModel(contentsOf: URL(filePath: $0)) }
      options.weights = FusionWeights(languageWeight: 1, wordBonus: 0)
    }
    if lmWeight != nil && options.languageModel == nil {
      throw ValidationError("--lm-weight needs --lm, or a model with a language model of its own")
    }
    if (priorWeight ?? 0) != 0 && options.priors == nil {
      throw ValidationError(
        "--prior-weight needs a model with priors; `ctc-asr tune --save` finds them")
    }
    options.beamSize = beam ?? options.beamSize
    options.languageWeight = lmWeight ?? options.languageWeight
    options.wordBonus = wordBonus ?? options.wordBonus
    options.priorWeight = priorWeight ?? options.priorWeight
    if options.lexicon?.pronunciations != nil {
      guard !prefersWords else {
        throw Failure(
          "--hotword does not go with a list of pronunciations; --lm prefers words there")
      }
      return .beam(options)
    }
    if prefersWords {
      let words = try preferredWords(in: alphabet)
      options.hotWords = try HotWords(words.map { ($0.word, $0.boost) }, alphabet: alphabet)
      options.lexicon = try options.lexicon?.including(words.map(\.word))
    }
    tellUnwritableWords(of: options.languageModel, alphabet: alphabet)
    if options.lexicon?.joinsWords != true {
      tellWordsOfSeveralLetters(of: options.languageModel, alphabet: alphabet)
    }
    let mustSearch = beam != nil || scoresWords || offersChoice
    guard mustSearch || options.lexicon != nil || options.languageModel != nil else {
      return .greedy
    }
    return .beam(options)
  }

  /// Tells of a language model that has hardly a word that can be recognized.
  private func tellUnwritableWords(of languageModel: (any WordScorer)?, alphabet: Alphabet) {
    func share(_ spelling: (String) -> String = { $0 }) -> Double? {
      (languageModel as? NGramModel)?.writableShare(in: alphabet, spelling: spelling)
    }
    guard let found = share(), found < 0.01 else { return }
    let cases = [("lower", share { $0.lowercased() }), ("upper", share { $0.uppercased() })]
    let advice =
      cases.first { $0.1 ?? 0 >= 0.1 }.map { "write it in \($0.0) case, as those are" }
      ?? "is it of another language, or over units that are none of the symbols?"
    notice(
      "\(lm ?? "the model's own language model"): hardly a word of it can be written with the "
        + "recognizer's symbols, so that it only harms; \(advice)")
  }

  /// Tells of a language model over words where each letter is a word.
  private func tellWordsOfSeveralLetters(of languageModel: (any WordScorer)?, alphabet: Alphabet) {
    guard !alphabet.separatesWords, alphabet.hasUnspacedLetters,
      let word = (languageModel as? NGramModel)?.wordOfSeveralLetters
    else { return }
    notice(
      "\(lm ?? "the model's own language model"): words such as \(word) count for nothing, as each of "
        + "the recognizer's symbols is a word; give a list of the words with --lexicon, or make the "
        + "model with `ctc-asr lm --symbols`")
  }
}
