import CTC
import NumericCore

/// What the channels of a recording have of each other, as the sides of a telephone call do.
///
/// Recognizers hear soft speech as well as loud speech.  Where nobody speaks on a channel, what leaks into it
/// from another one is written as if it were said there.
package struct Crosstalk: Sendable {
  private let sampleRate: Int
  /// Whether there is nothing but another channel in 10 ms of one, [channels][frames].
  private let leaks: [[Bool]]
  /// How loud each channel is in its pauses, root mean square.
  private let backgrounds: [Float]

  /// How much softer than another channel nobody speaks, speech being equally loud on both, and how
  /// much next to where that is so, in nats of power: 15 and 7 dB.
  private static let distance: Float = 3.45, edgeDistance: Float = 1.6
  /// The least way from the soft frames to the loud ones of a channel with speech, 9 dB; the upper half
  /// of it is speech.
  private static let leastRange: Float = 2
  /// Over how many frames before and after each the power is averaged, and how far edges go.
  private static let reach = 10

  /// The crosstalk between channels with these levels, at `sampleRate` hertz.
  package init(between channels: [SoundLevels], sampleRate: Int) {
    self.sampleRate = sampleRate
    let smooth = channels.map { Self.smoothed($0.values) }
    leaks = channels.indices.map { channel in
      var leaks = [Bool](repeating: false, count: smooth[channel].count)
      for other in channels.indices where other != channel {
        for frame in Self.leaks(of: smooth[other], into: smooth[channel]) { leaks[frame] = true }
      }
      return leaks
    }
    backgrounds = channels.map { exponential(Self.quantile(0.1, of: $0.values) / 2) }
  }

  /// The frames in which `own` is but what it has of `other`, both smoothed levels.
  ///
  /// A channel may be recorded with another gain: what counts is how loud its own speech is.
  private static func leaks(of other: [Float], into own: [Float]) -> [Int] {
    let (middle, ownMiddle) = (middle(of: other), middle(of: own))
    guard middle.isFinite else { return [] }
    let frames = 0..<min(own.count, other.count)
    let alone = quantile(0.95, of: frames.filter { other[$0] <= middle }.map { own[$0] })
    let otherAlone = quantile(0.95, of: frames.filter { own[$0] <= ownMiddle }.map { other[$0] })
    // What never speaks while the other one is soft has no speech of its own.
    let gain = alone > ownMiddle ? alone - otherAlone : 0
    let isCore = frames.map { other[$0] > middle && other[$0] + gain - own[$0] >= distance }
    return frames.filter { frame in
      other[frame] + gain - own[frame] >= edgeDistance
        && isCore[max(0, frame - reach)..<min(isCore.count, frame + reach + 1)].contains(true)
    }
  }

  /// Samples of `channel`, counted from 1, of which the first is number `first` of the sound, with noise
  /// as soft as the channel's pauses in the place of what is not said there.
  package func covering(_ samples: [Float], of channel: Int, from first: Int) -> [Float] {
    var samples = samples
    let (leaks, background) = (leaks[channel - 1], backgrounds[channel - 1])
    var noise = SeededGenerator(seed: UInt64(first), stream: UInt64(channel))
    let end = first + samples.count
    var frame = first * Int(SoundLevels.rate) / sampleRate
    while start(of: frame) < end {
      if frame < leaks.count, leaks[frame] {
        for sample in max(first, start(of: frame))..<min(end, start(of: frame + 1)) {
          samples[sample - first] = background * noise.normal()
        }
      }
      frame += 1
    }
    return samples
  }

  /// The sample with which a frame begins.
  private func start(of frame: Int) -> Int { frame * sampleRate / Int(SoundLevels.rate) }

  /// The logarithms of the mean power around each frame.
  private static func smoothed(_ levels: [Float]) -> [Float] {
    var sums = [0.0]
    for level in levels { sums.append(sums[sums.count - 1] + Double(exponential(level))) }
    return levels.indices.map { frame in
      let around = max(0, frame - reach)..<min(levels.count, frame + reach + 1)
      let mean = (sums[around.upperBound] - sums[around.lowerBound]) / Double(around.count)
      return Float(naturalLogarithm(max(mean, SoundLevels.leastPower)))
    }
  }

  /// The level above which a channel's frames are speech; infinity if all are about as loud.
  private static func middle(of levels: [Float]) -> Float {
    let (soft, loud) = (quantile(0.1, of: levels), quantile(0.95, of: levels))
    return loud - soft < leastRange ? .infinity : (soft + loud) / 2
  }

  private static func quantile(_ share: Double, of levels: [Float]) -> Float {
    let sorted = levels.sorted()
    return sorted.isEmpty ? 0 : sorted[Int(share * Double(sorted.count - 1))]
  }
}
