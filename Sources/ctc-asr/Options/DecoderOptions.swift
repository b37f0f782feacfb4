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
    parsing: .unconditional,
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
    parsing: .unconditional,
    help: ArgumentHelp(
      "The factor of the language model's log-probabilities (default: the model's, or 1).",
      valueName: "factor"))
  var lmWeight: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      What each word adds to the score, or with a model over symbols each symbol, in nats \
      (default: the model's, or 0).
      """,
      valueName: "bonus"))
  var wordBonus: Float?

  @Option(
    parsing: .unconditional,
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
    let lists = [
      ("--lexicon", lexicon != nil), ("--phrases", phrases != nil), ("--any-words", anyWords),
    ].filter(\.1).map(\.0)
    if lists.count > 1 { throw ValidationError("\(lists[0]) does not go with \(lists[1])") }
    if noLM && lm != nil { throw ValidationError("--no-lm does not go with --lm") }
    if greedy && hotwordFile != nil {
      throw ValidationError("--greedy does not go with --hotword-file")
    }
    do {
      try options.validate()
    } catch {
      throw ValidationError(error.description(naming: \.flag))
    }
  }

  /// What is asked but for the words in a file.
  var options: DecodingOptions {
    var options = DecodingOptions()
    options.isGreedy = greedy
    options.beamSize = beam
    if let lexicon { options.words = .listFile(URL(filePath: lexicon)) }
    if let phrases { options.words = .phraseFile(URL(filePath: phrases)) }
    if anyWords { options.words = .any }
    if let lm { options.languageModel = .file(URL(filePath: lm)) }
    if noLM { options.languageModel = .none }
    options.languageWeight = lmWeight
    options.wordBonus = wordBonus
    options.priorWeight = priorWeight
    options.hotWords = hotWords.map { ($0.word, $0.boost) }
    return options
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
    try SequenceLabeler(model, decoding: decoding(of: model, offersChoice: offersChoice))
  }

  /// How a model's output is read; a beam search if there must be a choice.
  func decoding(of model: Model, offersChoice: Bool) throws -> SequenceLabeler.Decoding {
    try decoding(
      alphabet: model.alphabet, usual: model.searchOptions, offersChoice: offersChoice)
  }

  /// How output over `alphabet` is read, if not in its usual way; a beam search if there must be a
  /// choice.
  ///
  /// It tells of what is odd about what was asked.
  func decoding(
    alphabet: Alphabet, usual: BeamSearchOptions = BeamSearchOptions(), offersChoice: Bool
  ) throws -> SequenceLabeler.Decoding {
    let words = try preferredWords()
    var options = options
    options.hotWords = words.map { ($0.word.word, $0.word.boost) }
    options.offersChoice = offersChoice
    let decoding: SequenceLabeler.Decoding
    do {
      decoding = try options.decoding(alphabet: alphabet, usual: usual)
    } catch let error as DecodingOptionsError {
      throw error.failure
    } catch let error as HotWordsError {
      throw failure(error, of: words)
    }
    tellGreatBoosts(of: words, alphabet: alphabet)
    guard let search = decoding.beamSearchOptions, search.lexicon?.pronunciations == nil else {
      return decoding
    }
    if let lexicon, !alphabet.separatesWords, search.lexicon?.joinsWords == false {
      notice(
        "\(lexicon): no symbol is a space between words, so that one word of the list is "
          + "recognized in a whole recording")
    }
    tellUnwritableWords(of: search.languageModel, alphabet: alphabet)
    if search.lexicon?.joinsWords != true {
      tellWordsOfSeveralLetters(of: search.languageModel, alphabet: alphabet)
    }
    return decoding
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

extension DecodingOptionsError {
  /// The same of the flags; what only a file or a model shows is no wrong usage with hot words.
  fileprivate var failure: any Error {
    let description = description(naming: \.flag)
    return self == .pronouncedWords ? Failure(description) : ValidationError(description)
  }
}

extension DecodingOptionsError.Option {
  /// The option on the command line.
  fileprivate var flag: String {
    switch self {
    case .greedy: "--greedy"
    case .beamSize: "--beam"
    case .words: "--lexicon"
    case .phrases: "--phrases"
    case .languageModel: "--lm"
    case .noLanguageModel: "--no-lm"
    case .languageWeight: "--lm-weight"
    case .wordBonus: "--word-bonus"
    case .priorWeight: "--prior-weight"
    case .hotWords: "--hotword"
    case .offersChoice: "--nbest"
    }
  }
}
