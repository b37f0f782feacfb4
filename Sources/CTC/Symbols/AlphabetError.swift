public import NumericCore

/// What can be wrong with an alphabet or with a text written in it.
public enum AlphabetError: DescribedError, Sendable, Equatable {
  /// An alphabet needs the null symbol and at least one other.
  case tooFewSymbols(count: Int)
  /// The null symbol's index is that of no symbol.
  case nullOutOfRange(null: Int, count: Int)
  /// A symbol without a character.
  case emptySymbol(index: Int)
  /// A symbol that stands twice; `|` and the space are the same symbol.
  case duplicateSymbol(symbol: String, first: Int, second: Int)
  /// No line of a token list is `<blank>`.
  case missingNull
  /// A character of a text that no symbol writes; `position` counts characters from 0.
  case unknownCharacter(character: String, position: Int)
}

extension AlphabetError {
  /// What is wrong, where, and what to do about it, in one line.
  public var description: String {
    switch self {
    case .tooFewSymbols(let count):
      "an alphabet of \(count) symbols; it needs the null symbol and at least one other"
    case .nullOutOfRange(let null, let count):
      "null symbol \(null) is not one of the \(count) symbols 0 to \(count - 1)"
    case .emptySymbol(let index):
      "symbol \(index) is empty; write a space as |"
    case .duplicateSymbol(let symbol, let first, let second):
      "symbol “\(symbol)” stands twice, as \(first) and \(second); remove one"
    case .missingNull:
      "no line of the token list is \(Alphabet.nullName); name the null symbol so"
    case .unknownCharacter(let character, let position):
      "character “\(character)” (\(character.codePoints)) at position \(position + 1) is not in "
        + "the alphabet; "
        + (character.allSatisfy(\.isNumber)
          ? "write numbers as they are spoken" : "change the text or add the symbol")
    }
  }
}
