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
  /// The features are of 8 or 16 kHz, whatever most recordings have, with 40 or 80 bins, less each
  /// utterance's mean; convolutions bring them to 20 ms a frame, or to 30 ms where there is more
  /// than half an hour and texts leave room for that.  Below five hours, utterances are joined and
  /// nothing is masked in time, which would hide whole sounds of short words.  Whatever their number,
  /// they are varied in level, band and noise, and some give place to noise alone: recordings made for
  /// a training are seldom made where it is of use.  Below half an hour they are put into rooms and
  /// beside others talking, too, which costs larger sets a little accuracy as recorded.
  public init(fitting survey: DataSurvey) {
    self.init()
    let hours = max(survey.seconds, 1) / 3600
    let (isSmall, isLarge) = (hours < 0.5, hours >= 5)
    features.sampleRate =
      survey.sampleRate >= 16000 ? 16000 : min(max(survey.sampleRate, 2000), 8000)
    features.melBinCount = features.sampleRate > 8000 ? 80 : 40
    normalization = .utterance
    network.layers = isSmall ? 2 : 3
    network.units = isSmall ? 128 : isLarge ? 320 : 256
    network.dropout = isSmall ? 0.4 : isLarge ? 0.2 : 0.25
    network.front = .convolution
    // Fast speech has 20 characters a second, and 33 frames at three to one must suffice at any speed.
    network.frontStrides = [!isSmall && survey.charactersPerSecond < 18 ? 3 : 2, 1]
    optimizer.weightDecay = isSmall ? 0.1 : 0.02
    epochs = Int(min(max(70 / pow(hours, 0.3), 15), 200))
    batchFrames = Int(min(max(survey.seconds * 100 / 12, 600), 6000))
    evaluateEvery = max(1, epochs / 20)
    keep = .last
    augmentation.speeds =
      isSmall ? [0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15] : [0.9, 0.95, 1, 1.05, 1.1]
    augmentation.clipping = 0.1
    augmentation.telephoneBand = 0.15
    augmentation.reverberation = isSmall ? 0.2 : 0
    augmentation.babble = isSmall ? 0.1 : 0
    augmentation.noise = 0.3
    augmentation.noiseDecibels = [5, 30]
    augmentation.noiseAlone = 0.1
    augmentation.volumeDecibels = [-20, 6]
    augmentation.join = isLarge ? 0 : 0.5
    augmentation.specAugment.frequencyMaskCount = isLarge || isSmall ? 2 : 1
    augmentation.specAugment.maximumFrequencyWidth = features.melBinCount / (isLarge ? 5 : 8)
    augmentation.specAugment.timeMaskCount = isLarge ? 2 : 0
    augmentation.specAugment.maximumTimeWidth = 20
    augmentation.specAugment.maximumTimeFraction = 0.1
  }
}
