import ArgumentParser
import Foundation
import SequenceLabeler

/// `ctc-asr align`: where the words of a known text are said.
struct AlignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "align", abstract: "Find where the words and symbols of a text are said.",
    discussion: """
      Writes a line for each word and then for each symbol: start and end in seconds, confidence, \
      kind and text, separated by tabs. JSON has the loss, -ln p(text), besides; - is standard input.
      """)

  @OptionGroup var model: ModelOptions
  @OptionGroup var input: EmissionsInput
  @OptionGroup var audio: AudioOptions

  @Option(help: ArgumentHelp("What is said.", valueName: "text"))
  var text: String

  @Option(help: "What is written.")
  var format = TranscriptFormat.text

  @Argument(help: ArgumentHelp("A sound file, or -.", valueName: "file"))
  var file: String?

  func validate() throws {
    try input.validate(files: file.map { [$0] } ?? [], model: model, wantsTimes: true)
  }

  func run() throws {
    if let emissions = try input.load(), let path = input.emissions {
      try write(path: path) { () throws(AlignmentError) in try emissions.align(text) }
    } else if let file {
      let model = try model.load()
      var sound = try audio.reader(at: file)
      var resampling = ResamplingNotice(modelRate: model.sampleRate)
      resampling.tell(of: sound.sampleRate, at: file)
      let emissions = try model.emissions(reading: &sound)
      try write(path: file) { () throws(AlignmentError) in try emissions.align(text) }
    }
  }

  private func write(
    path: String, _ align: () throws(AlignmentError) -> Alignment
  ) throws {
    let alignment: Alignment
    do throws(AlignmentError) {
      alignment = try align()
    } catch {
      throw Failure("\(path): \(error)")
    }
    try output(format.lines(for: alignment, path: path))
  }
}
