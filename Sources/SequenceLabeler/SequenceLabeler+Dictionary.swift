package import CTC

extension SequenceLabeler.Decoding {
  /// The words that are looked for, if they are pronounced, and not written with the symbols.
  package var dictionary: Lexicon? { beamSearchOptions?.lexicon?.dictionary }
}

extension SequenceLabeler {
  /// How the words of a text are pronounced, if they are.
  var dictionary: Lexicon? { decoding.dictionary ?? model.lexicon?.dictionary }

  /// A text as transcripts have it: in the model's symbols, see `Alphabet.writable(_:)`, or the words of a
  /// dictionary.
  package func writable(_ text: String) -> String {
    decoding.dictionary?.writable(text) ?? model.alphabet.writable(text)
  }

  /// Why no transcript can be a text, which is ``writable(_:)``; nil if one can.
  package func reasonNotToWrite(_ text: String) -> (any Error)? {
    if let dictionary = decoding.dictionary {
      return text.split(separator: " ").map(String.init)
        .first { dictionary.pronunciations(of: $0).isEmpty }
        .map { AlignmentError.unpronounced(word: $0) }
    }
    do {
      _ = try model.alphabet.labels(of: text)
      return nil
    } catch {
      return error
    }
  }
}
