public import CTC
public import Foundation
import Interchange

extension Lexicon {
  /// Reads a list of words, one a line.
  ///
  /// - Throws: ``ModelError/file(_:)`` when the file cannot be read, ``ModelError/unreadable(path:reason:)``
  ///   when it has no word, or one that the alphabet cannot write.
  public init(contentsOf file: URL, alphabet: Alphabet) throws(ModelError) {
    let lines: [String]
    do {
      lines = try textLines(at: file)
    } catch {
      throw .file(error)
    }
    do {
      try self.init(lines: lines, alphabet: alphabet)
    } catch {
      throw .unreadable(path: file.path, reason: "\(error)")
    }
    guard !words.isEmpty else {
      throw .unreadable(path: file.path, reason: "the lexicon has no word; write one a line")
    }
  }
}
