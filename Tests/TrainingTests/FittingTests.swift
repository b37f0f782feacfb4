import AudioFrontEnd
import Foundation
import Interchange
import NumericCore
import RecurrentNetwork
import TestSupport
import Testing

@testable import Training

@Suite("Defaults for a data set")
struct FittingTests {
  private func fitted(hours: Double, rate: Int = 16000) -> TrainingConfiguration {
    TrainingConfiguration(
      fitting: DataSurvey(
        recordings: 100, seconds: hours * 3600, sampleRate: rate, charactersPerSecond: 10))
  }

  @Test("more data get more units, fewer epochs, larger batches; all of it is valid")
  func growth() throws {
    let sizes = [0.001, 0.02, 0.3, 1, 10, 100].map { fitted(hours: $0) }
    for (small, large) in zip(sizes, sizes.dropFirst()) {
      #expect(small.network.units <= large.network.units)
      #expect(small.epochs >= large.epochs)
      #expect(small.batchFrames <= large.batchFrames)
    }
    for configuration in sizes {
      let read = try TrainingConfiguration(yaml: configuration.yaml)
      #expect(read == configuration)
    }
  }

  @Test("the least sample rate of recordings has room for the mel bins, too")
  func leastSampleRate() throws {
    let configuration = fitted(hours: 0.1, rate: 1000)
    #expect(configuration.features.sampleRate == 2000)
    #expect(try TrainingConfiguration(yaml: configuration.yaml) == configuration)
  }

  @Test("what fits the data but not the settings is given up; settings that do not fit are not")
  func settings() throws {
    let base = fitted(hours: 0.1)
    let found = try TrainingConfiguration(
      yaml: "", settings: ["network.front=stacking", "network.stackedFrames=3"], over: base)
    #expect(found.network.front == .stacking && found.network.stackedFrames == 3)
    #expect(found.network.frontStrides == NetworkShape().frontStrides)
    #expect(throws: ConfigurationError.self) {
      try TrainingConfiguration(
        yaml: "", settings: ["network.front=stacking", "network.frontStrides=[4]"], over: base)
    }
  }

  @Test("convolutions bring small data to 20 ms a frame, more to 30 ms where texts leave room")
  func frameRate() {
    #expect(fitted(hours: 0.1).network.frontStrides == [2, 1])
    #expect(fitted(hours: 1).network.frontStrides == [3, 1])
    let fast = DataSurvey(
      recordings: 100, seconds: 3600, sampleRate: 16000, charactersPerSecond: 19)
    #expect(TrainingConfiguration(fitting: fast).network.frontStrides == [2, 1])
    #expect([0.1, 1, 10].allSatisfy { fitted(hours: $0).network.front == .convolution })
  }

  @Test("short words are joined and not masked in time; much speech is masked and not joined")
  func variation() {
    for (hours, isSmall) in [(0.1, true), (1, true), (10, false)] {
      let augmentation = fitted(hours: hours).augmentation
      #expect((augmentation.join > 0) == isSmall)
      #expect((augmentation.specAugment.timeMaskCount == 0) == isSmall)
    }
  }

  @Test("sound is varied in level, band and noise, however much there is", arguments: [0.1, 1, 10])
  func everydayFaults(hours: Double) {
    let augmentation = fitted(hours: hours).augmentation
    for share in [
      augmentation.clipping, augmentation.telephoneBand, augmentation.noise,
      augmentation.noiseAlone,
    ] {
      #expect(share > 0)
    }
    for share in [augmentation.reverberation, augmentation.babble] {
      #expect((share > 0) == (hours < 0.5))
    }
    #expect(augmentation.volumeDecibels.first ?? 0 < 0)
  }

  @Test("features are of 8 or 16 kHz, or of less where there is no more")
  func sampleRate() {
    #expect(
      [44100, 16000, 11025, 8000, 4000].map { fitted(hours: 1, rate: $0).features.sampleRate }
        == [16000, 16000, 8000, 8000, 4000])
    #expect(fitted(hours: 1, rate: 8000).features.melBinCount == 40)
  }

  @Test("a survey measures rate, length and density")
  func survey() throws {
    try withTemporaryFolder { folder in
      let manifest = try ToneWords.manifest(["a", "ab", "bba"], in: folder)
      let survey = DataSurvey(manifest)
      #expect(survey.recordings == 3 && survey.sampleRate == 8000)
      #expect(abs(survey.seconds - (3 * 0.05 + 6 * 0.28)) < 1e-3)
      #expect(abs(survey.charactersPerSecond - 6 / survey.seconds) < 1e-3)
    }
  }
}
