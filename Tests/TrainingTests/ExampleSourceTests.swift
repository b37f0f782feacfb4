import AudioFrontEnd
import Foundation
import Interchange
import NumericCore
import Testing

@testable import Training

@Suite("Example source")
struct ExampleSourceTests {
  /// Utterances of two speakers, each of a length, a sound and with a label of its own.
  private let utterances = (0..<6).map { index in
    var generator = SeededGenerator(seed: UInt64(index))
    return Utterance(
      entry: ManifestEntry(
        audioPath: URL(filePath: "/\(index).wav"), text: "", speaker: index < 3 ? "x" : "y"),
      sound: StoredSound(
        AudioClip(
          samples: (0..<800 * (index + 1)).map { _ in 0.1 * generator.normal() },
          sampleRate: 8000)),
      target: [10 + index], fileSampleRate: 8000, soundFingerprint: UInt64(index))
  }

  private func source(
    join: Float = 0, babble: Float = 0, noiseAlone: Float = 0, boundary: Int? = 1
  ) throws -> ExampleSource {
    var augmentation = AugmentationConfiguration()
    augmentation.speeds = [1]
    augmentation.specAugment = SpecAugment()
    augmentation.specAugment.frequencyMaskCount = 0
    augmentation.specAugment.timeMaskCount = 0
    augmentation.join = join
    augmentation.babble = babble
    augmentation.noiseAlone = noiseAlone
    augmentation.noiseDecibels = [0, 0]
    var configuration = FilterBankConfiguration(sampleRate: 8000, melBinCount: 4)
    configuration.frames.snipsEdges = false
    return ExampleSource(
      utterances, extractor: try FeatureExtractor(configuration),
      normalization: FeatureNormalization(
        mean: [0, 0, 0, 0], inverseStandardDeviation: [1, 1, 1, 1]),
      augmentation: try Augmentation(augmentation, sampleRate: 8000), boundary: boundary, seed: 1)
  }

  @Test("an utterance is joined to one of the same speaker, their texts with a boundary between")
  func joins() throws {
    let source = try source(join: 1)
    var partners: Set<[Int]> = []
    for epoch in 0..<40 {
      for index in utterances.indices {
        let example = try source.example(index, epoch: epoch)
        try #require(example.target.count == 3)
        let other = example.target[2] - 10
        #expect(example.target == [10 + index, 1, 10 + other])
        #expect((index < 3) == (other < 3))
        let samples = try [index, other].reduce(0) { try $0 + utterances[$1].clip().samples.count }
        #expect(example.features.rows == samples / 80)
        partners.insert([index, other])
      }
    }
    #expect(partners.count == 18)
  }

  @Test("as large a share of utterances is joined as is asked for; an epoch repeats itself")
  func share() throws {
    let source = try source(join: 0.3, boundary: nil)
    var joined = 0
    for epoch in 0..<100 {
      for index in utterances.indices {
        let example = try source.example(index, epoch: epoch)
        joined += example.target.count - 1
        #expect(try example.features == source.example(index, epoch: epoch).features)
      }
    }
    // Binomial with standard deviation 11 about 180.
    #expect(abs(joined - 180) < 45, "\(joined)")
  }

  @Test("as large a share as is asked for has others behind it, who add no labels")
  func babble() throws {
    let (plain, noisy) = (try source(), try source(babble: 0.3))
    var count = 0
    for epoch in 0..<50 {
      for index in utterances.indices {
        let (quiet, example) = (
          try plain.example(index, epoch: epoch), try noisy.example(index, epoch: epoch)
        )
        #expect(example.target == [10 + index])
        #expect(example.features.rows == quiet.features.rows)
        #expect(try example.features == noisy.example(index, epoch: epoch).features)
        if example.features != quiet.features { count += 1 }
      }
    }
    // Binomial with standard deviation 8 about 90.
    #expect(abs(count - 90) < 32, "\(count)")
  }

  @Test("as large a share as is asked for gives place to noise, which has no labels")
  func noiseAlone() throws {
    let (plain, noisy) = (try source(), try source(noiseAlone: 0.3))
    var count = 0
    for epoch in 0..<50 {
      for index in utterances.indices {
        let (speech, example) = (
          try plain.example(index, epoch: epoch), try noisy.example(index, epoch: epoch)
        )
        let isNoise = example.target.isEmpty
        #expect(isNoise || example.target == speech.target)
        #expect(isNoise != (example.features == speech.features))
        #expect(example.features.rows == speech.features.rows)
        if isNoise { count += 1 }
      }
    }
    // Binomial with standard deviation 8 about 90.
    #expect(abs(count - 90) < 32, "\(count)")
  }

  @Test("a boundary stands between two texts, not beside one alone")
  func boundaries() throws {
    let source = try source(join: 1, noiseAlone: 0.5)
    var lengths: Set<Int> = []
    for epoch in 0..<10 {
      for index in utterances.indices {
        let target = try source.example(index, epoch: epoch).target
        #expect(target.first != 1 && target.last != 1)
        lengths.insert(target.count)
      }
    }
    #expect(lengths == [0, 1, 3])
  }

  @Test("nothing is joined unless that is asked for")
  func alone() throws {
    let source = try source(join: 0)
    #expect(
      try utterances.indices.allSatisfy { try source.example($0, epoch: 0).target == [10 + $0] })
  }
}
