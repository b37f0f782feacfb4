import Foundation
import RecurrentNetwork

/// Something that is wrong with a training, in words that say what to do.
public enum Symptom: Sendable, Equatable, CustomStringConvertible {
  /// The network says the null symbol almost everywhere; `unstableSince` is the first epoch that showed a
  /// learning rate that is too high, if any.
  case onlyNulls(share: Double, epoch: Int, unstableSince: Int? = nil)
  /// At the end, the best character error rate on the development set is that of guesses.
  case nothingLearned(errorRate: Double, unstableSince: Int? = nil)
  /// Gradients that were infinite or no numbers.
  case gradientNotFinite(steps: Int, of: Int)
  /// The gradient is many times as long as it was.
  case gradientGrowing(norm: Double, lowest: Double)
  /// The loss is higher than it was.
  case lossRising(loss: Double, lowest: Double)
  /// Utterances that are too short for their text once they are varied, the first of them by name,
  /// and the settings that made them so.
  case impossible(count: Int, first: [String], lower: [String])
  /// Units that never say anything.
  case deadUnits(count: Int, of: Int)
  /// There are hardly more frames than symbols, because of these settings.
  case fewFrames(perSymbol: Double, lower: [String])

  /// One line: what is wrong, and what to do about it.
  public var description: String {
    switch self {
    case .onlyNulls(let share, let epoch, let unstable):
      String(
        format: "only nulls: %.1f%% of the frames say nothing after epoch %d; ", 100 * share, epoch)
        + (unstable.map(Self.lowerRate)
          ?? "raise epochs or optimizer.learningRate, or listen whether the texts belong to the sound")
    case .nothingLearned(let rate, let unstable):
      String(
        format:
          "nothing is learned: %.0f%% of the characters of the development set are wrong in the "
          + "end; ", 100 * rate)
        + (unstable.map(Self.lowerRate)
          ?? "listen whether the texts belong to the sound (a list shifted by a line, say, or names "
          + "sorted otherwise); if they do, give more recordings, raise epochs, or train on from this "
          + "model into another directory (initialModel)")
    case .gradientNotFinite(let steps, let all):
      "\(steps) of \(all) steps left out, their gradient was not finite; "
        + "lower optimizer.learningRate"
    case .gradientGrowing(let norm, let lowest):
      String(
        format: "the gradient grows: %.3g, it was %.3g; lower optimizer.learningRate or "
          + "optimizer.clipNorm", norm, lowest)
    case .lossRising(let loss, let lowest):
      String(
        format: "the loss rises: %.3g, it was %.3g; lower optimizer.learningRate", loss, lowest)
    case .impossible(let count, let first, let settings):
      "\(count) of the texts did not fit the sound once that was varied, which taught nothing "
        + "(\(first.joined(separator: ", "))\(count > first.count ? ", …" : "")); lower "
        + settings.joined(separator: " or ")
    case .deadUnits(let count, let all):
      "\(count) of \(all) units are silent in every frame; lower optimizer.learningRate, or "
        + "network.units"
    case .fewFrames(let perSymbol, let settings):
      String(format: "only %.1f frames for a symbol", perSymbol)
        + "; lower \(settings.joined(separator: " or "))"
    }
  }

  private static func lowerRate(since epoch: Int) -> String {
    "lower optimizer.learningRate, which was too high in epoch \(epoch)"
  }

  /// The character error rate above which a model guesses: one that writes likely letters whatever is said
  /// gets a quarter of them right.
  static let hopelessErrorRate = 0.7

  /// How many utterances an epoch needs for its means to tell more than what chance has varied in them.
  private static let enoughUtterances = 20

  /// Whether it comes from a learning rate that is too high.
  var isUnstable: Bool {
    switch self {
    case .gradientNotFinite, .gradientGrowing, .lossRising, .deadUnits: true
    case .onlyNulls, .nothingLearned, .impossible, .fewFrames: false
    }
  }

  /// What an epoch shows.
  ///
  /// - Parameters:
  ///   - sums: the steps of the epoch.
  ///   - progress: the training up to the epoch's end.
  ///   - configuration: that of the training.
  ///   - framesPerSymbol: output frames for each symbol of the training texts.
  ///   - units: those of the last batch.
  ///   - name: the name of an utterance.
  /// - Returns: what is wrong, if anything.
  static func found(
    in sums: EpochSums, progress: TrainingProgress, configuration: TrainingConfiguration,
    framesPerSymbol: Double, units: (all: Int, dead: Int), name: (Int) -> String
  ) -> [Symptom] {
    var found: [Symptom] = []
    let steps = sums.steps + sums.skippedSteps
    if sums.skippedSteps > 0 {
      found.append(.gradientNotFinite(steps: sums.skippedSteps, of: steps))
    }
    if sums.counted >= enoughUtterances, let loss = progress.lowestLoss {
      if let lowest = progress.lowestGradientNorm, sums.meanGradientNorm > 10 * lowest,
        sums.meanLoss > 1.2 * loss + 0.5
      {
        found.append(.gradientGrowing(norm: sums.meanGradientNorm, lowest: lowest))
      } else if sums.meanLoss > 1.5 * loss + 1 {
        found.append(.lossRising(loss: sums.meanLoss, lowest: loss))
      }
    }
    if sums.impossible > 0 {
      found.append(
        .impossible(
          count: sums.impossible, first: sums.impossibleIndices.map(name),
          lower: configuration.network.reductions + configuration.augmentation.shortenings))
    }
    if units.dead * 4 > units.all {
      found.append(.deadUnits(count: units.dead, of: units.all))
    }
    if framesPerSymbol < 1.5 {
      found.append(
        .fewFrames(perSymbol: framesPerSymbol, lower: configuration.network.reductions))
    }
    if sums.saysOnlyNulls(framesPerSymbol: framesPerSymbol), progress.steps >= 200 {
      let epoch = progress.epoch + 1
      found.append(
        .onlyNulls(
          share: sums.nullShare, epoch: epoch,
          unstableSince: progress.firstUnstableEpoch
            ?? (found.contains(where: \.isUnstable) ? epoch : nil)))
    }
    return found
  }
}

extension NetworkShape {
  /// The settings by which it has so few frames.
  fileprivate var reductions: [String] {
    let front =
      switch self.front {
      case .stacking: stackedFrames > 1 ? ["network.stackedFrames"] : []
      case .convolution: frontStrides.contains { $0 > 1 } ? ["network.frontStrides"] : []
      }
    let found = front + (pyramid.contains { $0 > 1 } ? ["network.pyramid"] : [])
    return found.isEmpty ? ["features.frameShiftMilliseconds"] : found
  }

  /// What to do about a text that needs `needed` frames of the `available` before the network.
  func advice(onText target: [Int], needing needed: Int, of available: Int) -> String {
    guard !target.isEmpty, available > 0 else { return "leave it out" }
    let doubt = "see whether the text is another recording's, or the sound cut off"
    // Nobody says more than a symbol in two frames.
    return 2 * needed > available
      ? doubt : doubt + "; else lower \(reductions.joined(separator: " or "))"
  }
}

extension AugmentationConfiguration {
  /// The settings by which sound may become too short for its text.
  fileprivate var shortenings: [String] {
    let settings = [
      ("the highest of augmentation.speeds", speeds.contains { $0 > 1 }),
      ("augmentation.cut", cut > 0), ("augmentation.join", join > 0),
    ]
    return settings.filter(\.1).map(\.0)
  }
}
