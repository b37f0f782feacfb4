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
      + "too long for their sound.")

  @Option(help: ArgumentHelp("The configuration to train with, YAML.", valueName: "file"))
  var config: String?

  @OptionGroup var threads: ThreadOptions

  @Argument(help: ArgumentHelp("The data set to check.", valueName: "manifest"))
  var manifest: String

  func run() throws {
    threads.apply()
    let configuration =
      if let config {
        try TrainingConfiguration(contentsOf: URL(filePath: config))
      } else {
        TrainingConfiguration()
      }
    let (found, broken) = try Manifest.read(URL(filePath: manifest))
    let alphabet = try alphabet(for: configuration, training: found)
    let set = try readDataSet(
      found, named: manifest, alphabet: alphabet, configuration: configuration)
    for fault in broken { output("\(fault)\n") }
    for fault in set.faults { output("\(fault)\n") }
    let faults = broken.count + set.faults.count
    notice(
      "\(set.utterances.count) recordings without a fault, "
        + "\(ProgressMeter.clock(set.duration)) min; \(alphabet.count) symbols: "
        + alphabet.tokenLines.joined(separator: " "))
    if faults > 0 { throw Failure("\(manifest): \(faults) faults") }
  }
}
