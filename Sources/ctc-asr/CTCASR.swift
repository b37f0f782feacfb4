import ArgumentParser
import Foundation
import SequenceLabeler

/// The program: its commands in the order in which they are listed.
@main
struct CTCASR: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ctc-asr",
    abstract: "Trains and runs small speech recognizers.",
    discussion: """
      Text goes to standard output, progress and notices to standard error. The exit code is 0 on \
      success, 1 on a failure, 64 on wrong usage, 130 or 143 after Ctrl-C or SIGTERM in a training.
      """,
    version: "\(packageVersion)",
    subcommands: [
      DecodeCommand.self, AlignCommand.self, TrainCommand.self, EvaluateCommand.self,
      TuneCommand.self,
      CheckCommand.self, SegmentsCommand.self, FeaturesCommand.self, EmissionsCommand.self,
      LanguageModelCommand.self, InfoCommand.self,
    ])

  static func main() {
    // A file that grows beyond the process' limit is then an error of writing, as a full disk is.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try parsedCommand()
      do {
        try command.run()
      } catch let error as ValidationError {
        // Wrong usage that only a file has shown; ArgumentParser would show the program's usage.
        notice("Error: \(error)\nUsage: \(usageString(for: type(of: command)))")
        throw ExitCode.validationFailure
      }
    } catch {
      exit(withError: withOptions(error))
    }
  }

  /// The command that the arguments name, or that which shows help.
  private static func parsedCommand() throws -> any ParsableCommand {
    let arguments = CommandLine.arguments.dropFirst()
    do {
      let command = try parseAsRoot()
      let isHelp = !configuration.subcommands.contains { $0 == type(of: command) }
      // There is an h in -dash.wav.
      if isHelp, let fault = dashedFileName(in: arguments) { throw fault }
      return command
    } catch {
      throw dashedFileName(in: arguments) ?? error
    }
  }
}
