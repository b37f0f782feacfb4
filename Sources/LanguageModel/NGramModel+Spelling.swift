public import CTC

extension NGramModel {
  /// The share of the words that `alphabet` can write once `spelling` has changed them, of 500 evenly
  /// spread ones if there are more; 1 for a model without words.
  ///
  /// Marks such as `<s>` are no words; those of a model over symbols are symbols.
  public func writableShare(
    in alphabet: Alphabet, spelling: (String) -> String = { $0 }
  ) -> Double {
    let count = min(wordCount, 500)
    let sample = (0..<count).map { word(at: $0 * wordCount / count) }
      .filter { !($0.hasPrefix("<") && $0.hasSuffix(">")) }
    guard !sample.isEmpty else { return 1 }
    let writable = sample.count { (try? alphabet.labels(of: spelling($0))) != nil }
    return Double(writable) / Double(sample.count)
  }
}
