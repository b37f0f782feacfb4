import Foundation

/// What one epoch of training brought: a line of the log.
public struct EpochReport: Sendable, Codable {
  /// The epoch, counted from 1, and the number of epochs planned.
  public var epoch, epochs: Int
  /// Steps taken so far.
  public var steps: Int
  /// The mean loss of an utterance of the training set, in nats.
  public var loss: Double
  /// The mean length of the gradient before clipping.
  public var gradientNorm: Double
  /// The learning rate of the last step.
  public var learningRate: Float
  /// The share of output frames in which the null symbol was the likeliest.
  public var nullShare: Double
  /// Word and character error rate on the development set, where it was decoded.
  public var wordErrorRate, characterErrorRate: Double?
  /// Whether this is the best model so far.
  public var isBest: Bool
  /// Feature frames of varied utterances learned from a second, and seconds since the start of this run.
  public var framesPerSecond, seconds: Double
  /// The share of time of each phase.
  public var phases: String
  /// What is wrong, in words.
  public var symptoms: [String]

  /// The line that people read.
  public var line: String {
    func percent(_ rate: Double) -> String { String(format: "%.2f%%", 100 * rate) }
    let development =
      wordErrorRate.map { rate in
        " dev WER \(percent(rate)) CER \(percent(characterErrorRate ?? 0))\(isBest ? " *" : "")"
      } ?? ""
    return String(
      format: "epoch %d/%d loss %.3f%@ |g| %.2f null %.0f%% rate %.1e %d frames/s %@ (%@)", epoch,
      epochs, loss,
      development, gradientNorm, 100 * nullShare, learningRate, Int(framesPerSecond),
      clockTime(seconds), phases)
  }
}
