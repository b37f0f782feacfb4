import ArgumentParser
import AudioFrontEnd

/// What is computed of a frame's spectrum; nil is the default of the kind of features.
struct ColumnOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Mel filters (default: 80; 23 for mfcc).", valueName: "count"))
  var numMelBins: Int?

  @Option(
    help: ArgumentHelp("The lower end of the lowest filter (default: 20).", valueName: "hertz"))
  var lowFreq: Float?

  @Option(
    help: ArgumentHelp(
      "The upper end of the highest filter; 0 or less counts from half the sample rate "
        + "(default: 0).",
      valueName: "hertz"))
  var highFreq: Float?

  @Flag(help: "HTK's order of columns: the energy, or coefficient 0, comes last.")
  var htkCompat = false

  @Option(help: ArgumentHelp("Cepstral coefficients (default: 13).", valueName: "count"))
  var numCeps: Int?

  @Option(
    help: ArgumentHelp(
      "Liftering of the coefficients; 0 is none (default: 22).", valueName: "number"))
  var cepstralLifter: Float?

  @Flag(
    inversion: .prefixedNo,
    help: "Logarithms rather than energies or powers themselves (default: logarithms).")
  var useLog: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Squared magnitudes rather than magnitudes (default: squared).")
  var usePower: Bool?

  /// The options on the command line, and the kinds of features that have them.
  var given: [(option: String, kinds: [FeatureKind])] {
    let mel: [FeatureKind] = [.fbank, .mfcc]
    let all: [(String, Bool, [FeatureKind])] = [
      ("--num-mel-bins", numMelBins != nil, mel + [.whisper]), ("--low-freq", lowFreq != nil, mel),
      ("--high-freq", highFreq != nil, mel), ("--htk-compat", htkCompat, mel),
      ("--num-ceps", numCeps != nil, [.mfcc]),
      ("--cepstral-lifter", cepstralLifter != nil, [.mfcc]),
      ("--use-log", useLog != nil, [.fbank, .spectrogram]),
      ("--use-power", usePower != nil, [.fbank, .spectrogram]),
    ]
    return all.filter(\.1).map { ($0.0, $0.2) }
  }

  /// Sets the options of mel filters.
  func apply(to configuration: inout FilterBankConfiguration) {
    if let numMelBins { configuration.melBinCount = numMelBins }
    if let lowFreq { configuration.lowFrequency = lowFreq }
    if let highFreq { configuration.highFrequency = highFreq }
    configuration.usesHTKOrder = htkCompat
    if let useLog { configuration.usesLogarithm = useLog }
    if let usePower { configuration.usesPower = usePower }
  }
}

/// Slopes over time behind the features.
struct DeltaOptions: ParsableArguments {
  @Option(help: ArgumentHelp("2 appends deltas and delta-deltas.", valueName: "order"))
  var deltaOrder = 0

  @Option(help: ArgumentHelp("Frames on either side of a slope.", valueName: "frames"))
  var deltaWindow = 2

  /// What appends them.
  var features: DeltaFeatures {
    DeltaFeatures(order: deltaOrder, window: deltaWindow)
  }

  func validate() throws {
    guard (0...10).contains(deltaOrder) else {
      throw ValidationError("--delta-order must be from 0 to 10")
    }
    guard (1...1000).contains(deltaWindow) else {
      throw ValidationError("--delta-window must be from 1 to 1000")
    }
  }
}
