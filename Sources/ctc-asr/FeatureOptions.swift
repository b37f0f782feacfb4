import ArgumentParser
import AudioFrontEnd

/// What features are.
enum FeatureKind: String, ExpressibleByArgument, CaseIterable {
  case fbank, mfcc, spectrogram
}

/// How sound becomes features.
struct FeatureOptions: ParsableArguments {
  @Option(help: "What to compute.")
  var type = FeatureKind.fbank

  @OptionGroup(title: "Frames") var frames: FrameOptions

  @OptionGroup(title: "Filters and coefficients") var columns: ColumnOptions

  @OptionGroup(title: "Slopes") var deltas: DeltaOptions

  @Option(help: ArgumentHelp("Resample to this rate first.", valueName: "hertz"))
  var sampleRate: Int?

  func validate() throws {
    if let sampleRate, !(1000...1_000_000).contains(sampleRate) {
      throw ValidationError("--sample-rate must be from 1000 to 1000000")
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
    }
  }
}
