import Foundation
import NumericCore

/// Decides for one frame after the other whether there is speech in it.
///
/// With `S[t, b]` the power of band `b`, averaged over the frames around `t`, a frame is speech if
///
///     10 lg mean_b (max S[t ± reach, b] / min S[t - noiseMemory ... t + lookAhead, b])  > threshold
///     level of max Σ S[t ± reach]  >  level of max Σ S[t - loudnessMemory ... t + lookAhead] - range
///
/// and that level is above silence.
struct VoiceActivityDecisions: Sendable {
  /// The parts of a configuration in frames, and the thresholds as ratios of powers.
  struct Parameters: Sendable {
    var bandCount: Int
    var smoothing: Int
    var reach: Int
    var noiseMemory: Int
    var loudnessMemory: Int
    var lookAhead: Int
    var threshold: Float
    var loudnessRatio: Float
    var silence: Float
  }

  private let parameters: Parameters
  /// Powers of the bands from frame `offset` on.
  private var powers: [[Float]] = []
  private var offset = 0
  /// Averages of the frames from `smoothedOffset` on that have not all been looked at.
  private var smoothed: [[Float]] = []
  private var smoothedOffset = 0
  private var noise: [SlidingMaximum]
  private var speech: [SlidingMaximum]
  private var loudness = SlidingMaximum()
  private var loudnessNearby = SlidingMaximum()
  private var decisionCount = 0

  init(_ parameters: Parameters) {
    self.parameters = parameters
    noise = [SlidingMaximum](repeating: SlidingMaximum(), count: parameters.bandCount)
    speech = noise
  }

  /// Takes the powers of the next frames, shape `[frames, bandCount]`.
  ///
  /// - Returns: the decisions that they allow, in order.
  mutating func append(_ features: Matrix) -> [Bool] {
    var decisions: [Bool] = []
    for row in 0..<features.rows {
      powers.append(Array(features.row(row)))
      let end = offset + powers.count
      if end > parameters.smoothing {
        smooth(end - 1 - parameters.smoothing)
        if smoothedEnd > parameters.lookAhead { decisions.append(decide()) }
      }
    }
    return decisions
  }

  /// Ends the signal.
  ///
  /// - Returns: the decisions about the last frames.
  mutating func finish() -> [Bool] {
    let end = offset + powers.count
    for frame in smoothedEnd..<max(end, smoothedEnd) { smooth(frame) }
    let decisions = (decisionCount..<end).map { _ in decide() }
    self = VoiceActivityDecisions(parameters)
    return decisions
  }

  private var smoothedEnd: Int { smoothedOffset + smoothed.count }

  /// Averages the powers around a frame.
  private mutating func smooth(_ frame: Int) {
    let first = max(0, frame - parameters.smoothing)
    powers.removeFirst(first - offset)
    offset = first
    let window = powers.prefix(frame + parameters.smoothing + 1 - first)
    var average = [Float](repeating: 0, count: parameters.bandCount)
    for powers in window {
      for band in average.indices { average[band] += powers[band] / Float(window.count) }
    }
    smoothed.append(average)
    for band in average.indices { noise[band].append(-average[band]) }
    loudness.append(average.reduce(0, +))
  }

  /// Decides about the next frame.
  private mutating func decide() -> Bool {
    let frame = decisionCount
    decisionCount += 1
    let nearby = min(frame + parameters.reach + 1, smoothedEnd)
    for average in smoothed[..<(nearby - smoothedOffset)] {
      for band in average.indices { speech[band].append(average[band]) }
      loudnessNearby.append(average.reduce(0, +))
    }
    smoothed.removeFirst(nearby - smoothedOffset)
    smoothedOffset = nearby

    var ratios: Float = 0
    for band in speech.indices {
      let floor = -noise[band].maximum(from: max(0, frame - parameters.noiseMemory))
      ratios += speech[band].maximum(from: max(0, frame - parameters.reach)) / floor
    }
    let level = loudnessNearby.maximum(from: max(0, frame - parameters.reach))
    let loudest = loudness.maximum(from: max(0, frame - parameters.loudnessMemory))
    return ratios > parameters.threshold * Float(parameters.bandCount)
      && level > parameters.loudnessRatio * loudest && level > parameters.silence
  }
}
