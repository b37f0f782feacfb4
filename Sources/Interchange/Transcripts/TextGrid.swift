/// A Praat TextGrid with interval tiers, in Praat's long text format.
///
/// - Parameters:
///   - tiers: names and contents in order; what has no length is left out, and the rest is filled
///     with empty intervals.
///   - duration: the length of the recording in seconds.
/// - Returns: the contents of a `.TextGrid` file.
/// - Precondition: times are finite.
public func textGrid(
  _ tiers: [(name: String, intervals: [TimedText])], duration: Double
) -> String {
  let end = max(duration, tiers.flatMap(\.intervals).map(\.end).max() ?? 0)
  var text = """
    File type = "ooTextFile"
    Object class = "TextGrid"

    xmin = 0
    xmax = \(end.fixed(4))
    tiers? <exists>
    size = \(tiers.count)
    item []:

    """
  for (number, tier) in tiers.enumerated() {
    let intervals = tiled(tier.intervals, end: end)
    text += """
          item [\(number + 1)]:
              class = "IntervalTier"
              name = \(quoted(tier.name))
              xmin = 0
              xmax = \(end.fixed(4))
              intervals: size = \(intervals.count)

      """
    for (number, interval) in intervals.enumerated() {
      text += """
                intervals [\(number + 1)]:
                    xmin = \(interval.start.fixed(4))
                    xmax = \(interval.end.fixed(4))
                    text = \(quoted(interval.text))

        """
    }
  }
  return text
}

/// The intervals with empty ones between them, from 0 to `end` without gaps.
private func tiled(_ intervals: [TimedText], end: Double) -> [TimedText] {
  var result: [TimedText] = []
  var time = 0.0
  func fill(to start: Double) {
    // Praat takes no interval that its digits cannot show.
    guard start - time > 1e-4 else { return }
    result.append(TimedText(text: "", start: time, end: start, confidence: 0))
    time = start
  }
  for interval in intervals where interval.end - max(interval.start, time) > 1e-4 {
    fill(to: interval.start)
    var next = interval
    next.start = time
    result.append(next)
    time = interval.end
  }
  fill(to: end)
  return result
}

private func quoted(_ text: String) -> String {
  "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    + "\""
}
