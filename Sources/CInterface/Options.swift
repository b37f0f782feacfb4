import CRecognizer
import Foundation
import SequenceLabeler

/// An option that cannot be, and what it may be.
struct OptionError: Error, CustomStringConvertible {
  let description: String
}

extension ctc_asr_options {
  /// How output is read.
  ///
  /// - Throws: ``OptionError`` for options that exclude each other.
  func decoding() throws(OptionError) -> DecodingOptions {
    let lists = [
      ("words", words != nil), ("phrases", phrases != nil), ("any_words", any_words != 0),
    ].filter(\.1).map(\.0)
    if lists.count > 1 { throw .together(lists[0], lists[1]) }
    if no_language_model != 0, language_model != nil {
      throw .together("no_language_model", "language_model")
    }
    if no_word_bonus != 0, word_bonus != 0 { throw .together("no_word_bonus", "word_bonus") }
    if no_prior_weight != 0, prior_weight != 0 {
      throw .together("no_prior_weight", "prior_weight")
    }
    var options = DecodingOptions()
    options.isGreedy = greedy != 0
    options.beamSize = beam_size == 0 ? nil : Int(beam_size)
    if any_words != 0 { options.words = .any }
    if words != nil { options.words = .list(texts(words, word_count)) }
    if phrases != nil { options.words = .phrases(texts(phrases, phrase_count)) }
    if no_language_model != 0 { options.languageModel = .none }
    if let file = language_model {
      options.languageModel = .file(URL(filePath: String(cString: file)))
    }
    options.languageWeight = language_weight == 0 ? nil : language_weight
    options.wordBonus = word_bonus == 0 && no_word_bonus == 0 ? nil : word_bonus
    options.priorWeight = prior_weight == 0 && no_prior_weight == 0 ? nil : prior_weight
    options.hotWords = UnsafeBufferPointer(
      start: hot_words, count: hot_words == nil ? 0 : hot_word_count
    ).map { (text($0.text), $0.boost) }
    options.offersChoice = n_best > 1
    return options
  }

  /// How many texts a recording's transcript lists.
  func transcriptCount() throws(OptionError) -> Int {
    guard (0...1000).contains(n_best) else {
      throw OptionError(description: "n_best is \(n_best); it must be from 0 to 1000")
    }
    return max(1, Int(n_best))
  }

  /// What `read` gives, whose errors have the options' names in C.
  func naming<Result>(_ read: () throws -> Result) throws -> Result {
    do {
      return try read()
    } catch let error as DecodingOptionsError {
      throw OptionError(description: error.description(naming: \.nameInC))
    }
  }
}

extension OptionError {
  /// Two options of which one alone can hold.
  fileprivate static func together(_ one: String, _ other: String) -> OptionError {
    OptionError(description: "\(one) does not go with \(other)")
  }
}

extension DecodingOptionsError.Option {
  /// The field of `ctc_asr_options`.
  fileprivate var nameInC: String {
    switch self {
    case .greedy: "greedy"
    case .beamSize: "beam_size"
    case .words: "words"
    case .phrases: "phrases"
    case .languageModel: "language_model"
    case .noLanguageModel: "no_language_model"
    case .languageWeight: "language_weight"
    case .wordBonus: "word_bonus"
    case .priorWeight: "prior_weight"
    case .hotWords: "hot_words"
    case .offersChoice: "n_best"
    }
  }
}

/// `count` texts, empty where a pointer is NULL.
func texts(_ pointers: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int) -> [String] {
  UnsafeBufferPointer(start: pointers, count: pointers == nil ? 0 : count).map(text)
}

/// A text, empty where the pointer is NULL.
private func text(_ pointer: UnsafePointer<CChar>?) -> String {
  pointer.map { String(cString: $0) } ?? ""
}
