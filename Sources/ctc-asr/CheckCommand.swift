import ArgumentParser
import CTC
import Foundation
import Interchange
import Training

/// `ctc-asr check`: every fault of a data set before training.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find every fault of a data set: missing or unreadable sound, unknown symbols, texts "
      + "too long for their sound.",
    discussion: """
      Each fault is a line on standard output, and the exit code is 1 if there is any. Without an \
      alphabet in the configuration, the texts' own symbols are the alphabet.
      """)

  @OptionGroup var configuration: ConfigurationOptions
  @OptionGroup var threads: ThreadOptions

  @Argument(help: ArgumentHelp("The data set to check, or -.", valueName: "manifest"))
  var manifest: String

  func run() throws {
    threads.apply()
    let configuration = try configuration.load()
    let (found, broken) = try Manifest.read(argument: manifest)
    let alphabet = alphabet(for: configuration, training: found)
    let set = try readDataSet(
      found, named: manifest, alphabet: alphabet, configuration: configuration)
    for fault in broken { try output("\(fault)\n") }
    for fault in set.faults { try output("\(fault)\n") }
    let faults = broken.count + set.faults.count
    notice(
      "\(manifest): \(counted(faults, "fault")); "
        + "\(counted(set.utterances.count, "recording")) without one, "
        + "\(ProgressMeter.clock(set.duration)) min; \(counted(alphabet.count, "symbol")): "
        + alphabet.tokenLines.joined(separator: " "))
    if faults > 0 { throw ExitCode.failure }
  }
}
