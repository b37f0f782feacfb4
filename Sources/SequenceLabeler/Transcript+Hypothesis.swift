import CTC

extension Transcript {
  /// Adds times in seconds to a decoder's result in frames.
  init(
    _ hypothesis: Hypothesis, alphabet: Alphabet, secondsPerFrame: Double, duration: Double
  ) {
    symbols = hypothesis.spans.map { span in
      Span(
        text: alphabet.symbols[span.label],
        start: min(Double(span.frames.lowerBound) * secondsPerFrame, duration),
        end: min(Double(span.frames.upperBound) * secondsPerFrame, duration),
        confidence: span.confidence)
    }
    words = zip(hypothesis.spans, symbols)
      .split { span, _ in span.label == alphabet.wordBoundary }
      .compactMap { letters in
        guard let first = letters.first?.1, let last = letters.last?.1 else { return nil }
        return Span(
          text: letters.map(\.1.text).joined(), start: first.start, end: last.end,
          confidence: letters.map(\.1.confidence).min() ?? 0)
      }
    text =
      alphabet.wordBoundary == nil
      ? alphabet.text(of: hypothesis.labels) : words.map(\.text).joined(separator: " ")
    logProbability = hypothesis.logProbability
    languageScore = hypothesis.languageScore
    self.duration = duration
  }
}
