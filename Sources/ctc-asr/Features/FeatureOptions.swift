import ArgumentParser
import AudioFrontEnd

/// What features are.
enum FeatureKind: String, ExpressibleByArgument, CaseIterable {
  case fbank, mfcc, spectrogram, whisper
}

/// How sound becomes features.
struct FeatureOptions: ParsableArguments {
  @Option(help: "What to compute.")
  var type = FeatureKind.fbank

  @OptionGroup(title: "Frames") var frames: FrameOptions

  @OptionGroup(title: "Filters and coefficients") var columns: ColumnOptions

  @OptionGroup(title: "Normalization") var normalization: NormalizationOptions

  @OptionGroup(title: "Slopes") var deltas: DeltaOptions

  @Option(help: ArgumentHelp("Resample to this rate first.", valueName: "hertz"))
  var sampleRate: Int?

  func validate() throws {
    if let sampleRate, !(1000...1_000_000).contains(sampleRate) {
      throw ValidationError("--sample-rate must be from 1000 to 1000000")
    }
    if type == .whisper {
      var given = FrameConfiguration()
      frames.apply(to: &given)
      let rate = WhisperConfiguration.sampleRate
      guard given == FrameConfiguration(), sampleRate ?? rate == rate else {
        throw ValidationError("--type whisper has frames and a sample rate of its own")
      }
    }
    for (option, types) in columns.given where !types.contains(type) {
      let meant = types.map(\.rawValue).joined(separator: " or ")
      throw ValidationError("\(option) is an option of --type \(meant)")
    }
  }

  /// What computes them of sound at a sample rate in hertz.
  func extractor(sampleRate: Int) throws(FeatureConfigurationError) -> FeatureExtractor {
    switch type {
    case .fbank:
      var bank = FilterBankConfiguration(sampleRate: sampleRate)
      frames.apply(to: &bank.frames)
      columns.apply(to: &bank)
      return try FeatureExtractor(bank)
    case .mfcc:
      var cepstra = CepstralConfiguration(sampleRate: sampleRate)
      frames.apply(to: &cepstra.filterBank.frames)
      columns.apply(to: &cepstra.filterBank)
      if let numCeps = columns.numCeps { cepstra.coefficientCount = numCeps }
      if let lifter = columns.cepstralLifter { cepstra.lifter = lifter }
      return try FeatureExtractor(cepstra)
    case .spectrogram:
      var spectrogram = SpectrogramConfiguration(sampleRate: sampleRate)
      frames.apply(to: &spectrogram.frames)
      if let useLog = columns.useLog { spectrogram.usesLogarithm = useLog }
      if let usePower = columns.usePower { spectrogram.usesPower = usePower }
      return try FeatureExtractor(spectrogram)
    case .whisper:
      return try FeatureExtractor(WhisperConfiguration(melBinCount: columns.numMelBins ?? 80))
    }
  }

  /// The sample rate in hertz that sound has to be brought to, if it matters.
  var wantedSampleRate: Int? { type == .whisper ? WhisperConfiguration.sampleRate : sampleRate }

  /// What brings all features of a file into range, in this order.
  var normalizations: [any FeatureNormalizing] { normalization.normalizations(of: type) }
}
