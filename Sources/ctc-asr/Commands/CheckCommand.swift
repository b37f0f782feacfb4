import ArgumentParser
import CTC
import Foundation
import Interchange
import NumericCore
import RecurrentNetwork
import SequenceLabeler
import Training

/// `ctc-asr check`: every fault of a data set before training.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find every fault of a data set: missing or unreadable sound, unknown symbols, texts "
      + "too long for their sound.",
    discussion: """
      Each fault is a line on standard output, characters that the alphabet lacks are one if there are \
      many, and the exit code is 1 if there is any. Without an \
      alphabet in the configuration, the texts' own symbols are the alphabet. With --model, the \
      recordings whose texts it finds least follow: what is written, what it hears, and the loss of \
      the one above that of the other; for those that it was trained on, the mean over the training \
      counts. Lines on what is odd, such as parts of a recording that overlap, or one sound with two \
      texts, are no faults.
      """)

  @OptionGroup var configuration: ConfigurationOptions
  @OptionGroup var threads: ThreadOptions

  @Option(
    help: ArgumentHelp(
      "Also check this development set, and that it has none of these recordings.",
      valueName: "data"))
  var dev: String?

  @Option(
    help: ArgumentHelp(
      "Also listen with this model, trained on these or other data.", valueName: "dir"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "How many recordings to list with --model (default: 20).", valueName: "count"))
  var worst: Int?

  @Argument(help: ArgumentHelp("The data set to check, or -.", valueName: "data"))
  var manifest: String

  func validate() throws {
    guard let worst else { return }
    if worst < 0 { throw ValidationError("--worst must be at least 0") }
    if model == nil { throw ValidationError("--worst goes with --model") }
  }

  func run() throws {
    threads.apply()
    let labeler = try model.map { SequenceLabeler(try Model(named: $0)) }
    let data = try Manifest.read(argument: manifest)
    let other = try dev.map { ($0, try Manifest.read(argument: $0)) }
    // What `train` would do.
    let start = try labeler?.model ?? configuration.initialModel()
    let configuration = try configuration.load(
      for: data.manifest, like: start, adapting: labeler == nil)
    let alphabet =
      labeler?.model.alphabet ?? configuration.alphabet(for: data.manifest)
    if labeler == nil, let start { tellLostSymbols(of: start.alphabet, in: alphabet) }
    // Only a model listens to the recordings once more.
    let set = try readDataSet(
      data.manifest, named: manifest, alphabet: alphabet, configuration: configuration,
      soundMemory: labeler == nil ? 0 : nil)
    try list(set, of: data)
    if let labeler, let model {
      let meter = ProgressMeter(
        "listening", total: Double(set.utterances.count), unit: "recordings")
      let suspects = try labeler.suspects(
        among: set.utterances, count: worst ?? 20, directory: URL(filePath: model)
      ) { meter.advance() }
      meter.finish()
      for suspect in suspects { try output("\(suspect.description)\n") }
    }
    tellMissingSpace(in: alphabet)
    if labeler == nil { tellUnspokenSymbols(in: alphabet, of: configuration) }
    if labeler == nil { tellRareSymbols(in: alphabet, of: set) }
    tellOddTexts(in: set)
    tellCopies(in: set)
    tellMisstatedDurations(in: set)
    var faults = data.faults.count + set.faults.count
    if let (name, data) = other {
      let development = try readDataSet(
        data.manifest, named: name, alphabet: alphabet, configuration: configuration,
        soundMemory: 0)
      try list(development, of: data)
      tellSharedSounds(of: development, with: set)
      notice(summary(of: development, named: name, data.faults))
      faults += data.faults.count + development.faults.count
    }
    if start == nil, alphabet.count > 1 {
      self.configuration.tellModelToStartFrom(of: configuration, for: set)
    }
    notice(
      summary(of: set, named: manifest, data.faults) + "; \(counted(alphabet.count, "symbol")): "
        + alphabet.tokenLines.map(\.withVisibleCharacters).joined(separator: " "))
    if faults > 0 { throw ExitCode.failure }
    try refuseEmptyAlphabet(alphabet, named: inputName(manifest))
  }

  private typealias Listing = (manifest: Manifest, faults: [ManifestError])

  /// Writes a line for each fault of a data set, and for what is odd in it.
  private func list(_ set: DataSet, of data: Listing) throws {
    for fault in data.faults { try output("\(fault)\n") }
    for line in set.faultLines { try output(line + "\n") }
    let odd = set.oddSampleRates
    for utterance in odd.utterances {
      try output(
        "\(utterance.entry.location): \(utterance.entry.audioPath.relativePath) has "
          + "\(utterance.fileSampleRate) Hz, almost all others have \(odd.usual) Hz\n")
    }
    for doubt in set.doubts { try output("\(doubt)\n") }
    for line in invisibleCharacters(in: data.manifest) { try output(line + "\n") }
    for line in lookAlikes(in: data.manifest.entries) { try output(line + "\n") }
  }

  private func summary(of set: DataSet, named name: String, _ broken: [ManifestError]) -> String {
    "\(inputName(name)): \(counted(broken.count + set.faults.count, "fault")); "
      + "\(counted(set.utterances.count, "recording")) without one, \(clockTime(set.duration)) min"
  }

  /// A line for each character of the texts that nobody sees, with the first text that has it.
  private func invisibleCharacters(in manifest: Manifest) -> [String] {
    var known: Set<Unicode.Scalar> = []
    return manifest.entries.flatMap { entry in
      entry.text.unicodeScalars.filter {
        $0.isInvisible && known.insert($0).inserted
      }.map {
        "\(entry.location): the text has an invisible character, \($0.codePoint), which becomes a "
          + "symbol; remove it unless the script needs it"
      }
    }
  }
}
