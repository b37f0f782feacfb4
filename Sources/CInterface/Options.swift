import CRecognizer
import CTC
import Foundation
import LanguageModel
import SequenceLabeler

/// An option that cannot be, and what it may be.
struct OptionError: Error, CustomStringConvertible {
  let description: String
}

extension ctc_asr_options {
  /// The words that the model recognizes; nil where nothing that knows words is asked.
  var vocabulary: Vocabulary? {
    greedy != 0 || phrases != nil ? nil : any_words != 0 ? .any : .listed
  }

  /// How many texts a recording's transcript lists.
  func transcriptCount() throws -> Int {
    guard (0...1000).contains(n_best) else {
      throw OptionError(description: "n_best is \(n_best); it must be from 0 to 1000")
    }
    return max(1, Int(n_best))
  }

  /// How output over `alphabet` is read, in its usual way but for what is asked.
  func decoding(
    alphabet: Alphabet, usual: BeamSearchOptions
  ) throws -> SequenceLabeler.Decoding {
    if greedy != 0 { return .greedy }
    var options = usual
    guard (0...100_000).contains(beam_size) else {
      throw OptionError(description: "beam_size is \(beam_size); it must be from 0 to 100000")
    }
    if beam_size > 0 { options.beamSize = Int(beam_size) }
    if words != nil {
      options.lexicon = try Lexicon(lines: texts(words, word_count), alphabet: alphabet)
      options.confidence = nil
    }
    if phrases != nil {
      options.lexicon = try Lexicon(phrases: texts(phrases, phrase_count), alphabet: alphabet)
    }
    try weighWords(&options)
    let hotWords = hotWords
    if !hotWords.isEmpty {
      guard options.lexicon?.pronunciations == nil else {
        throw OptionError(
          description:
            "hot_words do not go with words that are pronounced; a language_model prefers "
            + "words there")
      }
      options.hotWords = try HotWords(hotWords, alphabet: alphabet)
      options.lexicon = try options.lexicon?.including(hotWords.map(\.word))
    }
    let mustSearch = beam_size > 0 || n_best > 1 || !hotWords.isEmpty
    return mustSearch || options.lexicon != nil || options.languageModel != nil
      ? .beam(options) : .greedy
  }

  private func weighWords(_ options: inout BeamSearchOptions) throws {
    guard language_weight >= 0, language_weight.isFinite, word_bonus.isFinite else {
      throw OptionError(
        description: "language_weight is \(language_weight), word_bonus \(word_bonus); the weight "
          + "must be at least 0, and both must be numbers")
    }
    if let file = language_model {
      options.languageModel = try NGramModel(contentsOf: URL(filePath: String(cString: file)))
      options.weights = FusionWeights(languageWeight: 1, wordBonus: word_bonus)
    }
    if language_weight > 0 { options.languageWeight = language_weight }
  }

  private var hotWords: [(word: String, boost: Float)] {
    UnsafeBufferPointer(start: hot_words, count: hot_words == nil ? 0 : hot_word_count).map {
      (String(cString: $0.text), $0.boost)
    }
  }
}

/// `count` texts, empty where a pointer is NULL.
func texts(_ pointers: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int) -> [String] {
  UnsafeBufferPointer(start: pointers, count: pointers == nil ? 0 : count).map {
    $0.map { String(cString: $0) } ?? ""
  }
}
