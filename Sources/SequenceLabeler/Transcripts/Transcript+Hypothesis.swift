import CTC

extension Transcript {
  /// Adds times in seconds to a decoder's result in frames.
  ///
  /// The label after the alphabet's last is a star, which is a word of its own.  Without posteriors,
  /// confidence is the frames' probability.
  init(_ hypothesis: Hypothesis, posteriors: LabelPosteriors? = nil, of emissions: Emissions) {
    let alphabet = emissions.alphabet
    let confidences = posteriors?.labels ?? hypothesis.spans.map(\.confidence)
    symbols = zip(hypothesis.spans, confidences).map { span, confidence in
      Span(
        text: span.label == alphabet.count ? "*" : alphabet.symbols[span.label],
        start: emissions.time(ofFrame: span.frames.lowerBound),
        end: emissions.time(ofFrame: span.frames.upperBound),
        confidence: confidence)
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
    groups.removeAll { $0.isEmpty }
    words = groups.enumerated().map { index, letters in
      Span(
        text: letters.map(\.text).joined(), start: letters.first?.start ?? 0,
        end: letters.last?.end ?? 0,
        confidence: posteriors?.words[index] ?? letters.map(\.confidence).min() ?? 0)
    }
    if let levels = emissions.levels {
      let extents = WordExtents(levels).extents(
        of: groups.compactMap { letters in
          guard let first = letters.first, let last = letters.last else { return nil }
          return WordExtents.Symbols(first: first.extent, last: last.extent)
        })
      for (index, extent) in extents.enumerated() {
        words[index].move(to: extent, within: emissions.duration)
      }
    }
    text =
      alphabet.wordBoundary == nil
      ? alphabet.text(of: hypothesis.labels.filter { $0 < alphabet.count })
      : words.map(\.text).joined(separator: " ")
    logProbability = hypothesis.logProbability
    languageScore = hypothesis.languageScore
    duration = emissions.duration
  }
}

extension Emissions {
  /// When a frame begins.
  func time(ofFrame frame: Int) -> Double {
    min((Double(frame) * secondsPerFrame).inWholeMicroseconds, duration)
  }
}

extension Double {
  /// Of seconds: 0.45 in place of 0.44999999999999996.
  var inWholeMicroseconds: Double { (self * 1e6).rounded() / 1e6 }
}

extension Transcript.Span {
  /// Where it begins and ends.
  fileprivate var extent: Range<Double> { start..<max(start, end) }

  /// Changes where it begins and ends.
  mutating func move(to extent: Range<Double>, within duration: Double) {
    start = min(extent.lowerBound, duration)
    end = min(extent.upperBound, duration)
  }
}
