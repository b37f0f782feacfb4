public import CTC
import LanguageModel

extension DecodingOptions {
  /// How output over `alphabet` is read.
  ///
  /// - Parameters:
  ///   - alphabet: the symbols of the frames.
  ///   - usual: how a search is made where nothing else is said, such as ``Model/searchOptions``.
  /// - Returns: a beam search if one is asked for, or if there are a list of words or a language model.
  /// - Throws: ``DecodingOptionsError``; for words that the alphabet cannot write `LexiconError` or
  ///   `HotWordsError`; for files ``ModelError`` or `NGramModelError`.
  public func decoding(
    alphabet: Alphabet, usual: BeamSearchOptions = BeamSearchOptions()
  ) throws -> SequenceLabeler.Decoding {
    try validate()
    if isGreedy { return .greedy }
    var options = usual
    if let lexicon = try lexicon(over: alphabet) {
      options.lexicon = lexicon
      // It was found with the usual words.
      if !lexicon.holdsPhrases { options.confidence = nil }
    }
    switch languageModel {
    case .own: break
    case .none: options.languageModel = nil
    case .file(let file): options.languageModel = try NGramModel(contentsOf: file)
    }
    if !needsOwnLanguageModel {
      options.weights = FusionWeights(languageWeight: 1, wordBonus: 0)
    }
    if languageWeight != nil && options.languageModel == nil {
      throw DecodingOptionsError.noLanguageModel
    }
    if (priorWeight ?? 0) != 0 && options.priors == nil { throw DecodingOptionsError.noPriors }
    options.beamSize = beamSize ?? options.beamSize
    options.languageWeight = languageWeight ?? options.languageWeight
    options.wordBonus = wordBonus ?? options.wordBonus
    options.priorWeight = priorWeight ?? options.priorWeight
    if !hotWords.isEmpty {
      guard options.lexicon?.pronunciations == nil else {
        throw DecodingOptionsError.pronouncedWords
      }
      options.hotWords = try HotWords(hotWords, alphabet: alphabet)
      options.lexicon = try options.lexicon?.including(hotWords.map(\.word))
    }
    return options.lexicon == nil && options.languageModel == nil && asksForSearch.isEmpty
      ? .greedy : .beam(options)
  }

  /// Checks what needs neither symbols nor files.
  ///
  /// - Throws: ``DecodingOptionsError`` for numbers that cannot be and for options that exclude each other.
  public func validate() throws(DecodingOptionsError) {
    func check(
      _ isRight: Bool, _ option: DecodingOptionsError.Option, _ value: String,
      _ requirement: String
    ) throws(DecodingOptionsError) {
      if !isRight { throw .outOfRange(option, value: value, requirement: requirement) }
    }
    if let beamSize {
      try check((1...100_000).contains(beamSize), .beamSize, "\(beamSize)", "from 1 to 100000")
    }
    for (option, weight) in [
      (.languageWeight, languageWeight), (.priorWeight, priorWeight),
    ] as [(DecodingOptionsError.Option, Float?)] {
      if let weight { try check(weight >= 0 && weight.isFinite, option, "\(weight)", "at least 0") }
    }
    if let wordBonus { try check(wordBonus.isFinite, .wordBonus, "\(wordBonus)", "a number") }
    if isGreedy, let other = asksForSearch.first { throw .together(.greedy, other) }
    if let phrases = asksForSearch.first(where: { $0 == .phrases }),
      let other = asksForSearch.first(where: {
        [.languageModel, .languageWeight, .wordBonus].contains($0)
      })
    {
      throw .together(phrases, other)
    }
    if case .none = languageModel, languageWeight != nil {
      throw .together(.noLanguageModel, .languageWeight)
    }
  }

  /// What is asked for that the best symbol of each frame has not.
  private var asksForSearch: [DecodingOptionsError.Option] {
    var asked: [DecodingOptionsError.Option] = []
    if beamSize != nil { asked.append(.beamSize) }
    switch words {
    case .list, .listFile: asked.append(.words)
    case .phrases, .phraseFile: asked.append(.phrases)
    case .listed, .any: break
    }
    if case .file = languageModel { asked.append(.languageModel) }
    if languageWeight != nil { asked.append(.languageWeight) }
    if (wordBonus ?? 0) != 0 { asked.append(.wordBonus) }
    if (priorWeight ?? 0) != 0 { asked.append(.priorWeight) }
    if !hotWords.isEmpty { asked.append(.hotWords) }
    if offersChoice { asked.append(.offersChoice) }
    return asked
  }

  /// The words or phrases that are asked for; nil for the model's.
  private func lexicon(over alphabet: Alphabet) throws -> Lexicon? {
    let lexicon: Lexicon
    switch words {
    case .listed, .any: return nil
    case .list(let lines): lexicon = try Lexicon(lines: lines, alphabet: alphabet)
    case .listFile(let file): lexicon = try Lexicon(contentsOf: file, alphabet: alphabet)
    case .phrases(let lines): lexicon = try Lexicon(phrases: lines, alphabet: alphabet)
    case .phraseFile(let file): lexicon = try Lexicon(phrasesIn: file, alphabet: alphabet)
    }
    guard !lexicon.words.isEmpty else {
      throw DecodingOptionsError.empty(lexicon.holdsPhrases ? .phrases : .words)
    }
    return lexicon
  }
}
