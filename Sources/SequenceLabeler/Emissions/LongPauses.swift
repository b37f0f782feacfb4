import NumericCore

/// Where in a stretch of sound nobody speaks for long, by how loud its frames are.
///
/// Networks learn from utterances.  A minute of silence in the place of most of one moves the mean that is
/// subtracted from the features, and the state of the cells, to where they never were: every other word after
/// it is wrong.
struct LongPauses {
  /// The frames that are not deep in a pause, all of them where none lasts a second; parts begin at
  /// multiples of the step.
  let speech: [Range<Int>]

  /// The share of the way from the soft frames to the loudest ones below which nobody speaks.
  private static let softShare: Float = 0.2
  /// The least way between them, in nats of energy, that tells speech from pauses.
  private static let leastRange: Float = 2
  /// Seconds of the shortest pause, and of its ends that stay.
  private static let shortest = 1.0, margin = 0.4

  /// The pauses in logarithms of energies, [frames, filters].
  ///
  /// - Parameters:
  ///   - features: the frames.
  ///   - secondsPerFrame: seconds from one to the next.
  ///   - step: how many frames make one of the network's.
  init(in features: Matrix, secondsPerFrame: Double, step: Int) {
    let sound = FrameLevels(of: features, secondsPerFrame: secondsPerFrame)
    let levels = sound.values
    let range = sound.loud - sound.soft
    let threshold =
      range < Self.leastRange ? -Float.infinity : sound.soft + Self.softShare * range
    let shortest = Int(Self.shortest / secondsPerFrame)
    let margin = Int(Self.margin / secondsPerFrame)
    var speech: [Range<Int>] = []
    var (start, frame) = (0, 0)
    while frame < levels.count {
      let end = levels[frame...].firstIndex { $0 >= threshold } ?? levels.count
      if end - frame >= shortest {
        speech.append(start..<(frame + margin) / step * step)
        start = (end - margin) / step * step
      }
      frame = max(end, frame + 1)
    }
    self.speech = speech + [start..<levels.count]
  }
}
