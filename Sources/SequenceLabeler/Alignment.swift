public import CTC
import NumericCore

/// Where a known text was said.
public struct Alignment: Sendable, Equatable {
  /// The text with the times and confidences of its words and symbols, along the most probable path.
  public var transcript: Transcript
  /// −ln p(text) in nats, over all paths that say the text.
  public var loss: Float
}

/// Why a text cannot be aligned to an utterance.
public enum AlignmentError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The alphabet cannot write the text.
  case unwritableText(reason: AlphabetError)
  /// The utterance has fewer frames than the text needs, see `minimumFrames(for:)`.
  case tooFewFrames(frames: Int, needed: Int)
  /// Every path that says the text has probability zero.
  case impossible

  /// What is wrong and what to do about it, in one line.
  public var description: String {
    switch self {
    case .unwritableText(let reason): "the text: \(reason)"
    case .tooFewFrames(let frames, let needed):
      "the text needs \(needed) frames, the sound has \(frames); is it the text of this sound?"
    case .impossible: "no path through the frames says the text: one of its symbols is impossible"
    }
  }
}

extension Emissions {
  /// Where the words and symbols of `text` are said.
  public func align(_ text: String) throws(AlignmentError) -> Alignment {
    let labels: [Int]
    do {
      labels = try alphabet.labels(of: text)
    } catch {
      throw .unwritableText(reason: error)
    }
    let needed = minimumFrames(for: labels)
    guard logProbabilities.rows >= needed else {
      throw .tooFewFrames(frames: logProbabilities.rows, needed: needed)
    }
    guard let path = ForcedAlignment(of: labels, to: logProbabilities, null: alphabet.null) else {
      throw .impossible
    }
    let loss = ctcNegativeLogLikelihood(
      logits: logProbabilities, target: labels, null: alphabet.null)
    return Alignment(
      transcript: transcript(
        Hypothesis(labels: labels, spans: path.spans, logProbability: path.logProbability)),
      loss: loss)
  }
}
