import AudioFrontEnd
import Foundation
import RecurrentNetwork

extension TrainingConfiguration {
  /// Defaults for a data set of this size.
  ///
  /// The less there is, the smaller the network, the more often the data are gone through and the
  /// more they are varied:
  ///
  ///     speech          units × layers   epochs                   batch
  ///     below 30 min    128 × 2          70 / hours^0.3, ≤ 200    a twelfth of an epoch,
  ///     below 5 h       256 × 3          70 / hours^0.3           6 to 60 s
  ///     more            320 × 3          70 / hours^0.3, ≥ 15
  ///
  /// The features are of 8 or 16 kHz, whatever most recordings have, with 40 or 80 bins; frames are
  /// stacked by three where texts leave room for that.
  public init(fitting survey: DataSurvey) {
    self.init()
    let hours = max(survey.seconds, 1) / 3600
    let isSmall = hours < 0.5
    features.sampleRate =
      survey.sampleRate >= 16000 ? 16000 : min(max(survey.sampleRate, 1000), 8000)
    features.melBinCount = features.sampleRate > 8000 ? 80 : 40
    network.layers = isSmall ? 2 : 3
    network.units = isSmall ? 128 : hours < 5 ? 256 : 320
    network.dropout = isSmall ? 0.5 : 0.2
    if isSmall { optimizer.weightDecay = 0.3 }
    // Fast speech has 20 characters a second, and 33 frames at three to one must suffice at any speed.
    network.stackedFrames = !isSmall && survey.charactersPerSecond < 18 ? 3 : 2
    epochs = Int(min(max(70 / pow(hours, 0.3), 15), 200))
    batchFrames = Int(min(max(survey.seconds * 100 / 12, 600), 6000))
    evaluateEvery = max(1, epochs / 20)
    keep = .last
    augmentation.speeds =
      isSmall
      ? [0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2] : [0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15]
    augmentation.volumeDecibels = isSmall ? [-10, 10] : [0, 0]
    augmentation.silence = !isSmall && hours < 5 ? 0.2 : 0
    augmentation.specAugment.maximumFrequencyWidth = features.melBinCount / (isSmall ? 8 : 5)
    augmentation.specAugment.maximumTimeWidth = 20
    augmentation.specAugment.maximumTimeFraction = 0.1
  }
}
