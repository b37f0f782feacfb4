import ArgumentParser
import SequenceLabeler

/// `ctc-asr emissions`: a sound file to the network's log-probabilities.
struct EmissionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emissions",
    abstract: "Write the log-probability of every symbol in every frame of a sound file.",
    discussion: """
      Writes float32 [frames, symbols] in NumPy's npy format, natural logarithms; the symbols are \
      the lines of the model's tokens.txt.
      """)

  @OptionGroup var model: ModelOptions
  @OptionGroup var audio: AudioOptions

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Where they go; - is standard output.", valueName: "file"))
  var out: String

  @Argument(help: ArgumentHelp("A sound file, or -.", valueName: "file"))
  var file: String

  func run() throws {
    try check(outputs: [out], besides: [file])
    let model = try model.load(nil)
    var sound = try audio.reader(at: file)
    var resampling = ResamplingNotice(modelRate: model.sampleRate)
    resampling.tell(of: sound.sampleRate, at: file)
    let emissions = try model.emissions(reading: &sound)
    if sound.channelsCancel { tellCancelledChannels(at: file) }
    try write(emissions.logProbabilities, to: out)
  }
}
