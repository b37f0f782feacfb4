public import ArgumentParser
public import AudioFrontEnd
import Foundation
import Interchange
import NumericCore

/// `ctc-asr features`: a sound file to a matrix of features.
struct FeaturesCommand: ParsableCommand {
  /// What features are.
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case fbank, mfcc, spectrogram, whisper
  }

  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract:
      "Compute log-mel filterbanks, MFCC, a spectrogram or Whisper's input of a sound file.",
    discussion: """
      Writes float32 [frames, columns] in NumPy's npy format. Options have Kaldi's names, \
      definitions and, but for 80 mel filters and no dither, Kaldi's defaults; samples are at the \
      scale of 16-bit integers. With --type whisper they are Whisper's log-mel features, which \
      have frames of their own at 16000 hertz. A file is read piece by piece, however long it is.
      """)

  @Option(help: "What to compute.")
  var type = Kind.fbank

  @OptionGroup(title: "Frames") var frames: FrameOptions

  @OptionGroup(title: "Filters and coefficients") var columns: ColumnOptions

  @OptionGroup(title: "Normalization") var normalization: NormalizationOptions

  @OptionGroup(title: "Slopes") var deltas: DeltaOptions

  @Option(help: ArgumentHelp("Resample to this rate first.", valueName: "hertz"))
  var sampleRate: Int?

  @OptionGroup var audio: AudioOptions

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Where the features go; - is standard output.", valueName: "file"))
  var out: String

  @Argument(help: ArgumentHelp("A sound file, or -.", valueName: "file"))
  var file: String

  func run() throws {
    var reader = try reader()
    let rate = type == .whisper ? WhisperConfiguration.sampleRate : sampleRate ?? reader.sampleRate
    let extractor = try extractor(sampleRate: rate)
    var resampling = Resampler(from: reader.sampleRate, to: rate).stream()
    var stream = extractor.stream()
    var elements: [Float] = []
    while let block = try reader.nextBlock() {
      elements += stream.append(resampling.append(block)).elements
    }
    elements += stream.append(resampling.finish()).elements
    elements += stream.finish().elements
    let count = extractor.columnCount
    var features = Matrix(rows: elements.count / count, columns: count, elements: elements)
    for step in normalization.normalizations(of: type) { step.normalize(&features) }
    try write(deltas.features?.appended(to: features) ?? features, to: out)
  }

  private func reader() throws -> AudioFileReader {
    guard file == "-" else {
      return try AudioFileReader(contentsOf: URL(filePath: file), channel: audio.channel)
    }
    let data: Data?
    do {
      data = try FileHandle.standardInput.readToEnd()
    } catch {
      throw AudioFileError.unreadable("standard input", reason: systemReason(for: error))
    }
    return try AudioFileReader(data: data ?? Data(), channel: audio.channel)
  }

  private func extractor(sampleRate: Int) throws -> FeatureExtractor {
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

  func validate() throws {
    if let sampleRate, !(1000...1_000_000).contains(sampleRate) {
      throw ValidationError("--sample-rate must be from 1000 to 1000000")
    }
    if type == .whisper {
      var given = FrameConfiguration()
      frames.apply(to: &given)
      guard given == FrameConfiguration(), sampleRate ?? 16000 == 16000 else {
        throw ValidationError("--type whisper has frames and a sample rate of its own")
      }
    }
    for (option, types) in columns.given where !types.contains(type) {
      let meant = types.map(\.rawValue).joined(separator: " or ")
      throw ValidationError("\(option) is an option of --type \(meant)")
    }
  }
}

/// How the sound is cut into frames.
struct FrameOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Milliseconds from one frame to the next.", valueName: "milliseconds"))
  var frameShift: Float = 10

  @Option(help: ArgumentHelp("Milliseconds of sound in a frame.", valueName: "milliseconds"))
  var frameLength: Float = 25

  @Option(help: ArgumentHelp("Pre-emphasis, 0 to 1.", valueName: "factor"))
  var preemphasisCoefficient: Float = 0.97

  @Option(help: "The taper of a frame.")
  var windowType = WindowFunction.povey

  @Flag(inversion: .prefixedNo, help: "Take off each frame's mean.")
  var removeDcOffset = true

  @Flag(inversion: .prefixedNo, help: "Pad frames with zeros to a power of two.")
  var roundToPowerOfTwo = true

  @Flag(inversion: .prefixedNo, help: "Drop frames that reach beyond the sound.")
  var snipEdges = true

  @Option(help: ArgumentHelp("Standard deviation of added noise.", valueName: "number"))
  var dither: Float = 0

  @Flag(
    inversion: .prefixedNo,
    help: """
      The frame's log energy: before the filters, or in place of coefficient 0 or of frequency 0 \
      (default: only for mfcc and spectrogram).
      """)
  var useEnergy: Bool?

  @Flag(inversion: .prefixedNo, help: "The energy before pre-emphasis and taper.")
  var rawEnergy = true

  @Option(help: ArgumentHelp("The smallest energy of a frame.", valueName: "number"))
  var energyFloor: Float = 0

  /// Sets the options that all kinds of features share.
  func apply(to options: inout FrameConfiguration) {
    options.frameShiftMilliseconds = frameShift
    options.frameLengthMilliseconds = frameLength
    options.preemphasis = preemphasisCoefficient
    options.windowFunction = windowType
    options.removesDCOffset = removeDcOffset
    options.roundsToPowerOfTwo = roundToPowerOfTwo
    options.snipsEdges = snipEdges
    options.dither = dither
    if let useEnergy { options.usesEnergy = useEnergy }
    options.usesRawEnergy = rawEnergy
    options.frameEnergyFloor = energyFloor
  }
}

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
  var given: [(option: String, kinds: [FeaturesCommand.Kind])] {
    let mel: [FeaturesCommand.Kind] = [.fbank, .mfcc]
    let all: [(String, Bool, [FeaturesCommand.Kind])] = [
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

  /// What appends them, if they are wanted.
  var features: DeltaFeatures? {
    deltaOrder == 0 ? nil : DeltaFeatures(order: deltaOrder, window: deltaWindow)
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

extension WindowFunction: ExpressibleByArgument {}

/// Writes a matrix as npy to a file, or to standard output for `-`.
func write(_ matrix: Matrix, to path: String) throws {
  if path == "-" {
    try output(matrix.npyData)
  } else {
    try matrix.writeNPY(to: URL(filePath: path))
  }
}
