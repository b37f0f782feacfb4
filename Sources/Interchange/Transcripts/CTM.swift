/// NIST's time-marked conversation format, which sclite reads: a line a word with recording, channel,
/// start, length and confidence.
///
/// - Parameters:
///   - words: what was said, in order.
///   - recording: its name; white space in it becomes `_`.
///   - channel: the recording's channel that was read, from 1 on.
/// - Returns: lines that each end with a newline.
/// - Precondition: times and confidences are finite.
public func ctmLines(_ words: [TimedText], recording: String, channel: Int = 1) -> String {
  let name = recording.split(whereSeparator: \.isWhitespace).joined(separator: "_")
  return words.map { word in
    let duration = max(0, word.end - word.start)
    return "\(name) \(channel) \(word.start.fixed(2)) \(duration.fixed(2)) \(word.text) "
      + "\(Double(word.confidence).fixed(3))\n"
  }.joined()
}
