import CTC

extension Transcript {
  /// Adds times in seconds to a decoder's result in frames.
  ///
  /// The label after the alphabet's last is a star, which is a word of its own.  Without posteriors,
  /// confidence is the frames' probability.
  init(_ hypothesis: Hypothesis, posteriors: LabelPosteriors? = nil, of emissions: Emissions) {
    let alphabet = emissions.alphabet
    let confidences = posteriors?.labels ?? hypothesis.spans.map(\.confidence)
    let symbols = zip(hypothesis.spans, confidences).map { span, confidence in
      Span(
        text: span.label == alphabet.count ? "*" : alphabet.symbols[span.label],
        start: emissions.time(ofFrame: span.frames.lowerBound),
        end: emissions.time(ofFrame: span.frames.upperBound),
        confidence: confidence)
    }
    self.symbols = symbols
    let labels = hypothesis.spans.map(\.label)
    // Where no path has all labels there are no spans.
    let spoken = labels.count == hypothesis.labels.count ? hypothesis.words : nil
    let ranges = spoken?.map(\.labels) ?? alphabet.wordRanges(in: labels)
    let groups = ranges.map { Array(symbols[$0]) }
    let star = alphabet.count
    words = groups.enumerated().map { index, letters in
      let said = labels[ranges[index]]
      let written = said.contains(star) ? "*" : alphabet.text(of: Array(said))
      return Span(
        text: spoken?[index].text ?? written,
        start: letters.first?.start ?? 0, end: letters.last?.end ?? 0,
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
      spoken.map { joined($0.map(\.text)) }
      ?? (!alphabet.separatesWords
        ? alphabet.text(of: hypothesis.labels.filter { $0 != star })
        : zip(ranges.indices, words.map(\.text)).map { word, text in
          // Words that touch are of a script without spaces, or one is a star, or begins with a piece
          // that says so.
          let start = ranges[word].lowerBound
          let touches =
            word > 0 && ranges[word - 1].upperBound == start
            && (labels[start] == star || !alphabet.beginsWord(labels[start]))
          let isStar = touches && labels[start - 1...start].contains(star)
          return (word == 0 || touches && !isStar ? "" : " ") + text
        }.joined())
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
