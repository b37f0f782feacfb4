public import CTC
public import Foundation
public import Interchange
public import NumericCore

/// Why files are not the emissions of an utterance.
public enum EmissionsError: DescribedError, Sendable, Equatable {
  /// The array could not be read.
  case array(NPYError)
  /// The token list could not be read.
  case file(FileError)
  /// The token list is no alphabet.
  case tokens(path: String, reason: AlphabetError)
  /// There are not as many columns as tokens.
  case mismatch(path: String, columns: Int, tokens: Int)
  /// An element that is no logarithm of a probability.
  case notLogProbability(path: String, frame: Int, symbol: String, value: Float)
  /// A frame in which no symbol is possible.
  case impossibleFrame(path: String, frame: Int)

  /// What is wrong, where, and what to do about it, in one line.
  public var description: String {
    switch self {
    case .array(let error): "\(error)"
    case .file(let error): "\(error)"
    case .tokens(let path, let reason): "\(path): \(reason)"
    case .mismatch(let path, let columns, let tokens):
      "\(path) has \(columns) columns for \(tokens) tokens; its shape must be [frames, tokens]"
    case .notLogProbability(let path, let frame, let symbol, let value):
      "\(path): \(value) in frame \(frame), symbol “\(symbol)”, is no log-probability; natural "
        + "logarithms are wanted, such as log_softmax gives"
    case .impossibleFrame(let path, let frame):
      "\(path): every symbol of frame \(frame) has probability 0; natural logarithms are "
        + "wanted, such as log_softmax gives"
    }
  }
}

extension Emissions {
  /// Reads log-probabilities that any program has saved.
  ///
  /// - Parameters:
  ///   - array: an npy file, float32 or float64, [frames, symbols], natural logarithms.
  ///   - alphabet: the symbols of the columns.
  ///   - secondsPerFrame: seconds from one row to the next.
  /// - Throws: ``EmissionsError``; a value may exceed zero by 1/1000, as rounding has it.
  public init(
    contentsOf array: URL, alphabet: Alphabet, secondsPerFrame: Double
  ) throws(EmissionsError) {
    let data: Data
    do {
      data = try contents(of: array)
    } catch {
      throw .array(.file(error))
    }
    try self.init(
      npy: data, named: array.path, alphabet: alphabet, secondsPerFrame: secondsPerFrame)
  }

  /// The same of the contents of a file, which error messages call `source`.
  public init(
    npy data: Data, named source: String = "the array", alphabet: Alphabet, secondsPerFrame: Double
  ) throws(EmissionsError) {
    let matrix: Matrix
    do {
      matrix = try Matrix(npy: data, named: source, axes: ("frames", "tokens"))
    } catch {
      throw .array(error)
    }
    try self.init(
      checking: matrix, named: source, alphabet: alphabet, secondsPerFrame: secondsPerFrame)
  }

  /// Log-probabilities of any program, checked as those of a file are.
  ///
  /// - Parameters:
  ///   - logProbabilities: natural logarithms, shape [frames T, symbols C].
  ///   - source: what error messages call them.
  ///   - alphabet: the symbols of the columns.
  ///   - secondsPerFrame: seconds from one row to the next.
  /// - Throws: ``EmissionsError``; a value may exceed zero by 1/1000, as rounding has it.
  public init(
    checking logProbabilities: Matrix, named source: String = "the array", alphabet: Alphabet,
    secondsPerFrame: Double
  ) throws(EmissionsError) {
    let columns = logProbabilities.columns
    guard columns == alphabet.count else {
      throw .mismatch(path: source, columns: columns, tokens: alphabet.count)
    }
    if let wrong = logProbabilities.elements.firstIndex(where: { !($0 <= 1e-3) }) {
      throw .notLogProbability(
        path: source, frame: wrong / columns, symbol: alphabet.symbols[wrong % columns],
        value: logProbabilities.elements[wrong])
    }
    for frame in 0..<logProbabilities.rows
    where logProbabilities.row(frame).allSatisfy({ $0 == -.infinity }) {
      throw .impossibleFrame(path: source, frame: frame)
    }
    self.init(
      logProbabilities: logProbabilities, alphabet: alphabet, secondsPerFrame: secondsPerFrame)
  }
}

extension Alphabet {
  /// Reads a token list, see `Alphabet.init(tokenLines:null:)`, or, if it is named `.json`, an
  /// object with each symbol's label.
  ///
  /// - Parameters:
  ///   - tokens: the file.
  ///   - null: the name of the null symbol; if nil, the first of `Alphabet.nullNames` that is there.
  /// - Throws: ``EmissionsError/file(_:)`` or ``EmissionsError/tokens(path:reason:)``.
  public init(contentsOf tokens: URL, null: String? = nil) throws(EmissionsError) {
    do {
      if tokens.pathExtension == "json" {
        let labels = try JSONDecoder().decode([String: Int].self, from: contents(of: tokens))
        try self.init(labels: labels, null: null)
      } else {
        try self.init(tokenLines: textLines(at: tokens), null: null)
      }
    } catch let error as FileError {
      throw .file(error)
    } catch let error as AlphabetError {
      throw .tokens(path: tokens.path, reason: error)
    } catch let error as DecodingError {
      throw .file(.unreadable(path: tokens.path, reason: "the token list \(jsonFault(error))"))
    } catch {
      throw .file(.unreadable(path: tokens.path, reason: "\(error)"))
    }
  }
}
