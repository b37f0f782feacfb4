public import CTC

extension NGramModel {
  /// The share of the words that `alphabet` can write once `spelling` has changed them, of 500 evenly
  /// spread ones if there are more; 1 for a model without words.
  ///
  /// Marks such as `<s>` are no words; those of a model over symbols are symbols.
  public func writableShare(
    in alphabet: Alphabet, spelling: (String) -> String = { $0 }
  ) -> Double {
    let sample = spreadWords
    guard !sample.isEmpty else { return 1 }
    let writable = sample.count { (try? alphabet.labels(of: spelling($0))) != nil }
    return Double(writable) / Double(sample.count)
  }

  /// One of the words that is several by ``CTC/words(of:)``, as those of scripts without spaces are, if a
  /// tenth of them or more is.
  public var wordOfSeveralLetters: String? {
    let sample = spreadWords
    let found = sample.filter { CTC.words(of: $0).count > 1 }
    return 10 * found.count >= sample.count ? found.first : nil
  }

  /// 500 evenly spread words, or all of fewer.
  private var spreadWords: [String] {
    let count = min(wordCount, 500)
    return (0..<count).map { word(at: $0 * wordCount / count) }
      .filter { !($0.hasPrefix("<") && $0.hasSuffix(">")) }
  }
}
