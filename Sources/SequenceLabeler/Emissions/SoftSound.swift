import AudioFrontEnd
import NumericCore

/// Lifts sound that is softer than what a model has learned from.
///
/// A microphone far away, or set too low, makes every filter's energy smaller by one factor, which is
/// a constant in logarithms.  Sound whose loud frames are below the mean frame of the training in
/// most filters gets the constant that brings the median filter there; other sound stays as it is,
/// bit for bit.  A telephone, which leaves filters empty, makes no sound soft.
///
/// The floor under a filter's energy comes after that, or it would cover what is lifted.
struct SoftSound: Sendable {
  /// Gives the model's features without their floor.
  let extractor: FeatureExtractor
  private let floor: Float
  private let mean: [Float]
  private let secondsPerFrame: Double

  /// The least way from the soft frames to the loud ones, in nats: the hiss of a silent room has less.
  private static let leastRange: Float = 1
  /// What is softer by more than 60 dB is nothing.
  private static let greatestLift: Float = 6 * 2.302_585

  /// What is to be done for a model; nil for one whose features are not logarithms of filters'
  /// energies alone, or that does not take a channel's mean off its features: it may have learned
  /// that soft sound means something.
  init?(_ configuration: ModelConfiguration) throws(FeatureConfigurationError) {
    var features = configuration.features
    guard features.usesLogarithm, !features.usesEnergy,
      configuration.normalization.priorFrames != nil
    else { return nil }
    mean = configuration.normalization.mean
    secondsPerFrame = Double(features.frameShiftMilliseconds) / 1000
    floor = features.leastLogEnergy
    features.energyFloor = .leastNormalMagnitude
    extractor = try FeatureExtractor(features)
  }

  /// The features of a stretch of sound as the network wants them, [frames, filters].
  func features(of samples: [Float]) -> Matrix { lifted(extractor.features(of: samples)) }

  /// The features that ``extractor`` gave of a stretch of sound, [frames, filters], as the network
  /// wants them.
  func lifted(_ features: Matrix) -> Matrix {
    let lift = lift(for: features)
    return Matrix(
      rows: features.rows, columns: features.columns,
      elements: features.elements.map { max(floor, $0 + lift) })
  }

  private func lift(for features: Matrix) -> Float {
    let levels = FrameLevels(of: features, secondsPerFrame: secondsPerFrame)
    guard levels.loud - levels.soft >= Self.leastRange else { return 0 }
    let loud = levels.values.indices.filter { levels.values[$0] >= levels.loud }
    let missing = mean.indices.map { filter in
      mean[filter] - loud.reduce(0) { $0 + features[$1, filter] } / Float(loud.count)
    }
    return min(max(0, missing.sorted()[missing.count / 2]), Self.greatestLift)
  }
}
