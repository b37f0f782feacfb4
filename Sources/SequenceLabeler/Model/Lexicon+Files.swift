public import CTC
public import Foundation
import Interchange

extension Lexicon {
  /// Reads a list of words, one a line.
  ///
  /// - Throws: ``ModelError/file(_:)`` when the file cannot be read, ``ModelError/unreadable(path:reason:)``
  ///   when it has no word, or one that the alphabet cannot write.
  public init(contentsOf file: URL, alphabet: Alphabet) throws(ModelError) {
    self = try Self.read(file) { lines throws(LexiconError) in
      try Lexicon(lines: lines, alphabet: alphabet)
    }
  }

  /// Reads a list of phrases, one a line, of which an utterance is one.
  ///
  /// - Throws: as ``init(contentsOf:alphabet:)``.
  public init(phrasesIn file: URL, alphabet: Alphabet) throws(ModelError) {
    self = try Self.read(file) { lines throws(LexiconError) in
      try Lexicon(phrases: lines, alphabet: alphabet)
    }
  }

  private static func read(
    _ file: URL, _ lexicon: ([String]) throws(LexiconError) -> Lexicon
  ) throws(ModelError) -> Lexicon {
    let lines: [String]
    do {
      lines = try textLines(at: file)
    } catch {
      throw .file(error)
    }
    let result: Lexicon
    do {
      result = try lexicon(lines)
    } catch {
      throw .unreadable(path: file.path, reason: "\(error)")
    }
    guard !result.words.isEmpty else {
      throw .unreadable(
        path: file.path,
        reason: "the lexicon has no \(result.holdsPhrases ? "phrase" : "word"); write one a line")
    }
    return result
  }
}
