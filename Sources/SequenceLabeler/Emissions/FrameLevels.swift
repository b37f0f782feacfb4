import NumericCore

/// How loud the frames of a stretch of sound are, and how loud the soft and the loud ones among them.
struct FrameLevels {
  /// The mean logarithm of the filters' energies in each frame, in nats.
  let values: [Float]
  /// The level that a tenth of the frames do not reach.
  let soft: Float
  /// The level that 0.3 s exceed, or a tenth of the frames if that is less: a click does not make it.
  let loud: Float

  private static let loudestSeconds = 0.3, share = 10

  /// The levels of logarithms of energies, [frames, filters].
  init(of features: Matrix, secondsPerFrame: Double) {
    values = (0..<features.rows).map {
      features.row($0).reduce(0, +) / Float(features.columns)
    }
    let sorted = values.sorted()
    let loudest = min(Int(Self.loudestSeconds / secondsPerFrame), sorted.count / Self.share)
    soft = sorted.isEmpty ? 0 : sorted[sorted.count / Self.share]
    loud = sorted.dropLast(loudest).last ?? 0
  }
}
