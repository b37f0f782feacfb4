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

  /// Reads the pronouncing dictionary of the model in a directory; nil if it has none, or a list of words,
  /// which is not compiled.
  ///
  /// - Throws: as ``init(contentsOf:alphabet:)``.
  package init?(dictionaryOfModelIn directory: URL, alphabet: Alphabet) throws(ModelError) {
    let file = ModelFiles(directory).lexicon
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let found = try Self.lexicon(file) { lines throws(LexiconError) in
      try Lexicon(dictionary: lines, alphabet: alphabet)
    }
    guard let found else { return nil }
    self = found
  }

  private static func lexicon<Found>(
    _ file: URL, _ lexicon: ([String]) throws(LexiconError) -> Found
  ) throws(ModelError) -> Found {
    let lines: [String]
    do {
      lines = try textLines(at: file)
    } catch {
      throw .file(error)
    }
    do {
      return try lexicon(lines)
    } catch {
      throw .unreadable(path: file.path, reason: "\(error)")
    }
  }

  private static func read(
    _ file: URL, _ lexicon: ([String]) throws(LexiconError) -> Lexicon
  ) throws(ModelError) -> Lexicon {
    let result = try self.lexicon(file, lexicon)
    guard !result.words.isEmpty else {
      throw .unreadable(
        path: file.path,
        reason: "the lexicon has no \(result.holdsPhrases ? "phrase" : "word"); write one a line")
    }
    return result
  }
}
