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
  /// No symbol of a token list is one of these names.
  case missingNull(names: [String])
  /// The numbers of a token list are not those from 0 on: no symbol, or more than one, has this one.
  case missingLabel(Int, count: Int)
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
    case .missingNull(let names):
      "no symbol of the token list is \(names.joined(separator: " or ")); say how the null symbol is "
        + "named, or add it where its column is"
    case .missingLabel(let label, let count):
      "the \(count) symbols of the token list are not numbered from 0 to \(count - 1): none is "
        + "\(label), or two are; give each its column's number"
    case .unknownCharacter(let character, let position):
      "character “\(character)” (\(character.codePoints)) at position \(position + 1) is not in "
        + "the alphabet; "
        + (character.allSatisfy(\.isNumber)
          ? "write numbers as they are spoken" : "change the text or add the symbol")
    }
  }
}
