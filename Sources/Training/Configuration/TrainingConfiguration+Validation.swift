import AudioFrontEnd
import CTC
import Foundation
import Interchange
import RecurrentNetwork
import Yams

extension TrainingConfiguration {
  /// Checks that every value is one that training can work with, as those of a file are.
  ///
  /// - Throws: ``ConfigurationError/wrongValue(source:key:reason:)``.
  public func check() throws(ConfigurationError) {
    do {
      try validate()
    } catch {
      let (key, reason) = Self.fault(error)
      throw .wrongValue(source: "the configuration", key: key, reason: reason)
    }
  }

  /// What computes the features, of a configuration that can be trained with.
  func extractor() throws(ConfigurationError) -> FeatureExtractor {
    try check()
    do {
      return try FeatureExtractor(features)
    } catch {
      throw .wrongValue(source: "the configuration", key: "features", reason: "\(error)")
    }
  }

  /// Checks that every value is one that training can work with.
  func validate() throws {
    try features.validate()
    try NetworkConfiguration(inputs: features.melBinCount, outputs: 2, shape: network).validate()
    guard precision.resolved.isAvailable else {
      throw NetworkError.precisionNotAvailable(precision.resolved)
    }
    let checks: [(Bool, String, String)] = [
      (
        !features.usesEnergy, "features.usesEnergy",
        "true; it must be false, networks read mel bins"
      ),
      ((1...1_000_000).contains(epochs), "epochs", "\(epochs); from 1 to 1000000"),
      (batchFrames > 0, "batchFrames", "\(batchFrames); it must be at least 1"),
      (batchUtterances > 0, "batchUtterances", "\(batchUtterances); it must be at least 1"),
      (evaluateEvery > 0, "evaluateEvery", "\(evaluateEvery); it must be at least 1"),
      (
        (0..<1).contains(loss.labelSmoothing), "loss.labelSmoothing",
        "\(loss.labelSmoothing); from 0 to below 1"
      ),
      (
        (0...10).contains(loss.nullPenalty), "loss.nullPenalty",
        "\(loss.nullPenalty); from 0 to 10 nats"
      ),
      (patience >= 0, "patience", "\(patience); it must be at least 0"),
      (keepCount > 0, "keepCount", "\(keepCount); it must be at least 1"),
      (
        keep == .average || keepCount == Self().keepCount, "keepCount",
        "\(keepCount); it must be \(Self().keepCount) with keep: \(keep.rawValue), which does "
          + "without it"
      ),
      (
        (0...10).contains(augmentation.silence), "augmentation.silence",
        "\(augmentation.silence); from 0 to 10 seconds"
      ),
      (
        (0...0.5).contains(augmentation.noiseAlone), "augmentation.noiseAlone",
        "\(augmentation.noiseAlone); from 0 to 0.5"
      ),
      ((0..<1).contains(averageDecay), "averageDecay", "\(averageDecay); from 0 to below 1"),
      ((0..<1).contains(initialShare), "initialShare", "\(initialShare); from 0 to below 1"),
      (
        !augmentation.speeds.isEmpty
          && augmentation.speeds.allSatisfy { (0.5...2).contains($0) },
        "augmentation.speeds", "\(augmentation.speeds); one or more factors from 0.5 to 2"
      ),
      (
        augmentation.noiseDecibels.isRange,
        "augmentation.noiseDecibels", "\(augmentation.noiseDecibels); two numbers that rise"
      ),
      (
        augmentation.volumeDecibels.isRange
          && augmentation.volumeDecibels.allSatisfy { abs($0) <= 60 },
        "augmentation.volumeDecibels",
        "\(augmentation.volumeDecibels); two numbers that rise, from -60 to 60"
      ),
      (
        augmentation.cutDecibels.isRange && augmentation.cutDecibels[0] >= 0,
        "augmentation.cutDecibels",
        "\(augmentation.cutDecibels); two numbers that rise, from 0"
      ),
    ]
    let shares = [
      ("babble", augmentation.babble), ("clipping", augmentation.clipping),
      ("cut", augmentation.cut),
      ("join", augmentation.join), ("noise", augmentation.noise),
      ("reverberation", augmentation.reverberation), ("telephoneBand", augmentation.telephoneBand),
    ].map { (name, share) in
      ((0...1).contains(share), "augmentation.\(name)", "\(share); from 0 to 1")
    }
    for (holds, key, reason) in checks + shares + optimizer.checks + schedule.checks where !holds {
      throw ValueFault(key: key, reason: reason)
    }
    try checkFolder("augmentation.noiseFolder", augmentation.noiseFolder)
    try checkFolder("augmentation.impulseResponseFolder", augmentation.impulseResponseFolder)
  }

  /// Checks that there are sounds in a folder, if one is given.
  private func checkFolder(_ key: String, _ path: String) throws {
    guard !path.isEmpty else { return }
    do throws(SoundFolderError) {
      _ = try SoundFolder.paths(in: URL(filePath: path))
    } catch {
      throw ValueFault(key: key, reason: error.description)
    }
  }

  /// The key whose value is wrong, and why, of an error of decoding or of ``validate()``.
  static func fault(_ error: any Error) -> (key: String, reason: String) {
    func key(_ path: [any CodingKey]) -> String {
      // A place in a list is no key.
      path.filter { $0.intValue == nil }.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case let fault as ValueFault:
      return (fault.key, fault.reason)
    case FeatureConfigurationError.unusable(let option, let value, let requirement):
      return ("features.\(option)", "\(value); it must be \(requirement)")
    case is FeatureConfigurationError: return ("features", "\(error)")
    case NetworkError.sizeOutOfRange(let name, let value, let allowed):
      return ("network.\(name)", "\(value); it must be \(allowed)")
    case NetworkError.precisionNotAvailable: return ("precision", "\(error)")
    case DecodingError.typeMismatch(let type, let context):
      return (key(context.codingPath), "\(name(of: type)) is wanted")
    case DecodingError.dataCorrupted(let context)
    where context.debugDescription.hasPrefix("Cannot initialize"):
      // "Cannot initialize CellKind from invalid String value x"
      let words = context.debugDescription.split(separator: " ")
      let (type, value) = (words.count > 2 ? String(words[2]) : "", words.last ?? "this")
      let known = choices[type].map { ", which are \($0.joined(separator: ", "))" } ?? ""
      return (key(context.codingPath), "\(value) is none of its values\(known)")
    case DecodingError.dataCorrupted(let context), DecodingError.valueNotFound(_, let context),
      DecodingError.keyNotFound(_, let context):
      return (key(context.codingPath), context.debugDescription)
    default:
      return ("", "\(error)")
    }
  }

  /// A type in words.
  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is Int.Type: "a whole number"
    case is UInt64.Type: "a whole number from 0"
    case is Float.Type, is Double.Type: "a number"
    case is Bool.Type: "true or false"
    case is String.Type: "a text"
    case is Node.Scalar.Type: "one value"
    case is Node.Sequence.Type, is [Any].Type: "a list"
    default: "a section with keys"
    }
  }

  /// What the keys that choose take, by the names of their types.
  private static let choices: [String: [String]] = {
    func values<Choice: CaseIterable & RawRepresentable<String>>(
      _: Choice.Type
    ) -> (String, [String]) {
      ("\(Choice.self)", Choice.allCases.map(\.rawValue))
    }
    return Dictionary(
      uniqueKeysWithValues: [
        values(WindowFunction.self), values(NormalizationKind.self), values(CellKind.self),
        values(FrontKind.self), values(DirectionMerge.self), values(OutputNormalization.self),
        values(DropoutKind.self), values(Activation.self), values(RecurrentInitialization.self),
        values(TrainingPrecision.self), values(OptimizerKind.self),
        values(LearningRateSchedule.Kind.self), values(KeptModel.self),
        values(FirstEpochOrder.self), values(SafeTensors.ElementType.self),
      ])
  }()
}

/// A value that training cannot work with.
private struct ValueFault: Error {
  let key: String
  let reason: String
}

extension [Float] {
  /// Whether it is two numbers that rise.
  fileprivate var isRange: Bool {
    count == 2 && allSatisfy(\.isFinite) && self[0] <= self[1]
  }
}
