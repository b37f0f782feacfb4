import Foundation

/// Finds speech in a signal: where somebody speaks, and where there are only pauses and noise.
///
///     let detector = try VoiceActivityDetector(sampleRate: clip.sampleRate)
///     for segment in detector.segments(of: clip) { use(clip.samples[segment]) }
///
/// A frame is speech if its spectrum stands out, in some band, from the softest around it, and if it
/// is not much softer than the loudest.  A stream decides half a second late by default; it gives
/// the same segments.
///
/// The defaults were tuned on half of the speakers of AN4, LibriSpeech's dev-clean and the Free
/// Spoken Digit Dataset, with pauses and noise put between their utterances. On the other half, in
/// white noise and in noise of a falling spectrum, 0.91 to 0.95 of the frames taken for speech were
/// speech from 5 dB on, and 0.94 to 0.98 of those of speech were found; at 0 dB 0.81 and more.
/// Voices in the background are speech to it, unless they are 20 dB softer.
///
/// - Source: the divergence of long-term spectra of Ramírez et al., Speech Communication 2004, in
///   mel bands, over the noise of minimum statistics, Martin, IEEE Transactions on Speech and Audio
///   Processing 2001.
public struct VoiceActivityDetector: Sendable {
  /// Samples a second, in hertz, that signals must have.
  public let sampleRate: Int
  /// The options.
  public let configuration: VoiceActivityConfiguration
  private let parts: VoiceActivityStream.Parts

  /// A detector for signals of a sample rate in hertz.
  ///
  /// - Throws: ``FeatureConfigurationError`` when `configuration` is invalid, or has more bands than
  ///   the sample rate has room for.
  public init(
    _ configuration: VoiceActivityConfiguration = VoiceActivityConfiguration(), sampleRate: Int
  ) throws(FeatureConfigurationError) {
    try configuration.validate()
    let bands = configuration.filterBank(sampleRate: sampleRate)
    let extractor: FeatureExtractor
    do {
      extractor = try FeatureExtractor(bands)
    } catch {
      throw error.ofBands(sampleRate: sampleRate)
    }
    self.sampleRate = sampleRate
    self.configuration = configuration
    func frames(_ seconds: Float) -> Int {
      Int((1000 * seconds / configuration.frameShiftMilliseconds).rounded(.up))
    }
    let minimumPause = max(1, frames(configuration.minimumPause))
    parts = VoiceActivityStream.Parts(
      features: extractor.stream(),
      decisions: VoiceActivityDecisions(
        .init(
          bandCount: configuration.bandCount,
          smoothing: frames(configuration.smoothing), reach: frames(configuration.reach),
          noiseMemory: frames(configuration.noiseMemory),
          loudnessMemory: frames(configuration.loudnessMemory),
          lookAhead: frames(configuration.lookAhead),
          threshold: power(decibels: configuration.threshold),
          loudnessRatio: power(decibels: -configuration.loudnessRange),
          silence: power(decibels: configuration.silenceLevel) * bands.frames.fullScale)),
      assembly: SegmentAssembly(
        minimumSpeech: max(1, frames(configuration.minimumSpeech)),
        minimumPause: minimumPause),
      frameShift: bands.frameShift, frameLength: bands.frameLength,
      // Frames of whole samples may be shorter than they are meant to be, and so may pauses.
      padding: min(
        Int(configuration.padding * Float(sampleRate)), minimumPause * bands.frameShift / 2))
  }

  /// The stretches of speech, as ranges of samples, in order and apart from each other.
  ///
  /// - Precondition: the clip's sample rate is the detector's.
  public func segments(of clip: AudioClip) -> [Range<Int>] {
    segments(of: clip) {}
  }

  /// The clip without what is before the first speech and after the last; without a sample if there
  /// is no speech at all.
  ///
  /// - Precondition: the clip's sample rate is the detector's.
  public func trimmed(_ clip: AudioClip) -> AudioClip {
    let segments = segments(of: clip)
    guard let first = segments.first, let last = segments.last else {
      return AudioClip(samples: [], sampleRate: sampleRate)
    }
    return clip.cut(to: first.lowerBound..<last.upperBound)
  }

  /// A stream that takes a signal piece by piece.
  public func stream() -> VoiceActivityStream { VoiceActivityStream(parts) }
}

extension AudioClip {
  /// The part of the clip in a range of its samples.
  ///
  /// - Precondition: the range lies inside the clip.
  public func cut(to range: Range<Int>) -> AudioClip {
    AudioClip(samples: Array(samples[range]), sampleRate: sampleRate)
  }
}

extension VoiceActivityConfiguration {
  /// The bands in which speech is compared with noise; their powers, not logarithms.
  fileprivate func filterBank(sampleRate: Int) -> FilterBankConfiguration {
    var bands = FilterBankConfiguration(sampleRate: sampleRate, melBinCount: bandCount)
    bands.frames.frameShiftMilliseconds = frameShiftMilliseconds
    bands.frames.frameLengthMilliseconds = frameLengthMilliseconds
    bands.frames.preemphasis = 0
    bands.lowFrequency = 100
    bands.highFrequency = min(8000, Float(sampleRate) / 2)
    bands.usesLogarithm = false
    return bands
  }
}

extension FeatureConfigurationError {
  /// What is wrong with a filterbank, in terms of the detector whose bands it gives.
  fileprivate func ofBands(sampleRate: Int) -> FeatureConfigurationError {
    switch self {
    case .unusable("melBinCount", let value, let requirement):
      .unusable(option: "bandCount", value: value, requirement: requirement)
    case .emptyFilter(_, let count, _):
      .unusable(
        option: "bandCount", value: "\(count)",
        requirement: "lower, or frameLengthMilliseconds higher, at \(sampleRate) hertz")
    default: self
    }
  }
}

extension FrameConfiguration {
  /// The sum of a frame's power spectrum up to the Nyquist frequency for noise of ±1.
  fileprivate var fullScale: Float {
    let window = windowFunction.weights(count: frameLength, scale: sampleScale)
    return window.reduce(0) { $0 + $1 * $1 } * Float(transformLength / 2)
  }
}

private func power(decibels: Float) -> Float { pow(10, decibels / 10) }
