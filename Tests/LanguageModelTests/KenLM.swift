import Foundation
import LanguageModel
import TestSupport

/// What kenlm's lmplz and query say, made by Fixtures/generate/language_model.py.
struct KenLM: Decodable {
  /// A sentence and its log10 probabilities; those of words end with that of `</s>`.
  struct Sentence: Decodable {
    let text: String
    let log10: Double
    let words: [Double]
  }

  struct Perplexity: Decodable {
    let includingUnknown, excludingUnknown: Double
    let unknownWords, words: Int
  }

  struct Scores: Decodable {
    let sentences: [Sentence]
    let perplexity: Perplexity
  }

  /// The lines of the smallest text.
  let few: [String]
  let models: [String: Scores]

  static func load() throws -> KenLM { try fixture("LanguageModel/kenlm.json") }

  static let folder = packageRoot.appending(path: "Fixtures/LanguageModel")

  static func model(_ name: String) throws -> NGramModel {
    let packed = folder.appending(path: "\(name).arpa.gz")
    let isPacked = FileManager.default.fileExists(atPath: packed.path)
    return try NGramModel(contentsOf: isPacked ? packed : folder.appending(path: "\(name).arpa"))
  }

  /// The lines of the text from which all other models are made.
  static func text() throws -> [Substring] {
    let data = try Data(contentsOf: folder.appending(path: "text.txt"))
    return String(decoding: data, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).dropLast()
  }
}

/// log10 of a probability from its natural logarithm.
func log10(fromNats value: Float) -> Double { Double(value) / log(10) }
