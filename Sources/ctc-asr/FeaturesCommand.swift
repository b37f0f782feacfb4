import ArgumentParser
import AudioFrontEnd
import Foundation
import Interchange

/// `ctc-asr features`: a sound file to a matrix of features.
struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features", abstract: "Compute log-mel filterbanks of a sound file.",
    discussion: """
      Writes float32 [frames, bins] in NumPy's npy format, with Kaldi's definitions: 25 ms windows \
      every 10 ms, pre-emphasis 0.97, Povey window, samples at the scale of 16-bit integers.
      """)

  @Option(help: ArgumentHelp("Mel filters.", valueName: "count"))
  var numMelBins = 80

  @Option(
    help: ArgumentHelp("Milliseconds from one frame to the next.", valueName: "milliseconds"))
  var frameShift: Float = 10

  @Option(help: ArgumentHelp("Milliseconds of sound in a frame.", valueName: "milliseconds"))
  var frameLength: Float = 25

  @Option(help: ArgumentHelp("The lower end of the lowest filter.", valueName: "hertz"))
  var lowFreq: Float = 20

  @Option(
    help: ArgumentHelp(
      "The upper end of the highest filter; 0 or less counts from half the sample rate.",
      valueName: "hertz"))
  var highFreq: Float = 0

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
    var clip = try audio.clip(at: file)
    if let sampleRate { clip = clip.resampled(to: sampleRate) }
    var configuration = FilterBankConfiguration(
      sampleRate: clip.sampleRate, melBinCount: numMelBins)
    configuration.frameShiftMilliseconds = frameShift
    configuration.frameLengthMilliseconds = frameLength
    configuration.lowFrequency = lowFreq
    configuration.highFrequency = highFreq
    try write(FilterBankExtractor(configuration).features(of: clip), to: out)
  }

  func validate() throws {
    if let sampleRate, !(1000...1_000_000).contains(sampleRate) {
      throw ValidationError("--sample-rate must be from 1000 to 1000000")
    }
  }
}

/// Writes a matrix as npy to a file, or to standard output for `-`.
func write(_ matrix: Matrix, to path: String) throws {
  if path == "-" {
    try output(matrix.npyData)
  } else {
    try matrix.writeNPY(to: URL(filePath: path))
  }
}
