import ArgumentParser

/// The program: its commands in the order in which they are listed.
@main
struct CTCASR: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ctc-asr",
    abstract: "Trains and runs small speech recognizers.",
    discussion: """
      Text goes to standard output, progress and notices to standard error. The exit code is 0 on \
      success, 1 on a failure, 64 on wrong usage, 130 after Ctrl-C in a training.
      """,
    version: "0.1.0",
    subcommands: [
      DecodeCommand.self, AlignCommand.self, TrainCommand.self, EvaluateCommand.self,
      TuneCommand.self,
      CheckCommand.self, SegmentsCommand.self, FeaturesCommand.self, EmissionsCommand.self,
      LanguageModelCommand.self, InfoCommand.self,
    ])
}
