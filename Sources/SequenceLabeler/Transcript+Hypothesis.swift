import CTC

extension Transcript {
  /// Adds times in seconds to a decoder's result in frames.
  ///
  /// The label after the alphabet's last is a star, which is a word of its own.
  init(
    _ hypothesis: Hypothesis, alphabet: Alphabet, secondsPerFrame: Double, duration: Double
  ) {
    symbols = hypothesis.spans.map { span in
      Span(
        text: span.label == alphabet.count ? "*" : alphabet.symbols[span.label],
        start: min(Double(span.frames.lowerBound) * secondsPerFrame, duration),
        end: min(Double(span.frames.upperBound) * secondsPerFrame, duration),
        confidence: span.confidence)
    }
    var groups: [[Span]] = [[]]
    for (span, symbol) in zip(hypothesis.spans, symbols) {
      if span.label == alphabet.count {
        groups += [[symbol], []]
      } else if span.label == alphabet.wordBoundary {
        groups.append([])
      } else {
        groups[groups.count - 1].append(symbol)
      }
    }
    words = groups.compactMap { letters in
      guard let first = letters.first, let last = letters.last else { return nil }
      return Span(
        text: letters.map(\.text).joined(), start: first.start, end: last.end,
        confidence: letters.map(\.confidence).min() ?? 0)
    }
    text =
      alphabet.wordBoundary == nil
      ? alphabet.text(of: hypothesis.labels.filter { $0 < alphabet.count })
      : words.map(\.text).joined(separator: " ")
    logProbability = hypothesis.logProbability
    languageScore = hypothesis.languageScore
    self.duration = duration
  }
}
