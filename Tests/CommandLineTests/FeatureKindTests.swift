import AudioFrontEnd
import Foundation
import Interchange
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("Kinds of features")
  struct FeatureKindTests {
    @Test("each kind is what the library computes, with the options that it has")
    func kinds() async throws {
      try await withProgram { program in
        let samples = try AudioClip(data: program.contents(of: "ab.wav"))
        func features(_ options: String...) async throws -> Matrix {
          let result = try await program.run(["features", "ab.wav", "-o", "f.npy"] + options)
          try #require(result.status == 0, "\(result.errors)")
          return try Matrix(npy: program.contents(of: "f.npy"))
        }
        let rate = samples.sampleRate
        #expect(
          try await features()
            == FeatureExtractor(FilterBankConfiguration(sampleRate: rate)).features(of: samples)
        )

        var cepstra = CepstralConfiguration(sampleRate: rate, coefficientCount: 20)
        cepstra.lifter = 0
        cepstra.filterBank.usesHTKOrder = true
        cepstra.filterBank.usesEnergy = false
        cepstra.filterBank.windowFunction = .hamming
        cepstra.filterBank.snipsEdges = false
        let result = try await features(
          "--type", "mfcc", "--num-ceps", "20", "--cepstral-lifter", "0", "--htk-compat",
          "--no-use-energy", "--window-type", "hamming", "--no-snip-edges", "--delta-order", "1")
        let expected = try FeatureExtractor(cepstra).features(of: samples)
        #expect(result == DeltaFeatures(order: 1).appended(to: expected))

        var spectrogram = SpectrogramConfiguration(sampleRate: 16000)
        spectrogram.usesLogarithm = false
        #expect(
          try await features("--type", "spectrogram", "--no-use-log", "--sample-rate", "16000")
            == FeatureExtractor(spectrogram).features(of: samples.resampled(to: 16000)))

        let whisper = try FeatureExtractor(WhisperConfiguration(melBinCount: 128))
          .features(of: samples.resampled(to: 16000))
        #expect(
          try await features("--type", "whisper", "--num-mel-bins", "128")
            == WhisperNormalization().normalized(whisper))
      }
    }

    @Test("features are normalized before their slopes are taken")
    func normalization() async throws {
      try await withProgram { program in
        let clip = try AudioClip(data: program.contents(of: "ab.wav"))
        let features = try FeatureExtractor(FilterBankConfiguration(sampleRate: clip.sampleRate))
          .features(of: clip)
        func normalized(_ options: String...) async throws -> Matrix {
          let result = try await program.run(["features", "ab.wav", "-o", "f.npy"] + options)
          try #require(result.status == 0, "\(result.errors)")
          return try Matrix(npy: program.contents(of: "f.npy"))
        }
        #expect(
          try await normalized("--normalize", "utterance", "--norm-vars", "--delta-order", "1")
            == DeltaFeatures(order: 1).appended(
              to: UtteranceNormalization(normalizesVariance: true).normalized(features)))
        #expect(
          try await normalized("--normalize", "sliding", "--cmn-window", "20", "--center")
            == SlidingWindowNormalization(window: 20, isCentered: true).normalized(features))
      }
    }

    @Test(
      "an option of another kind of features is wrong usage",
      arguments: [
        (["--num-ceps", "3"], "--num-ceps is an option of --type mfcc"),
        (["--type", "mfcc", "--no-use-log"], "--use-log is an option of"),
        (["--type", "spectrogram", "--num-mel-bins", "40"], "--num-mel-bins is an option of"),
        (["--type", "whisper", "--dither", "1"], "--type whisper has frames"),
        (["--type", "whisper", "--sample-rate", "8000"], "a sample rate of its own"),
        (["--norm-vars"], "--norm-vars needs"), (["--center"], "need --normalize sliding"),
        (["--normalize", "sliding", "--cmn-window", "0"], "must be at least 1"),
        (["--type", "plp"], "plp"), (["--delta-order", "-1"], "--delta-order"),
      ])
    func foreignOptions(options: [String], complaint: String) async throws {
      try await withProgram { program in
        let result = try await program.run(["features", "a.wav", "-o", "a.npy"] + options)
        #expect(result.status == 64)
        #expect(result.errors.contains(complaint))
      }
    }
  }
}
