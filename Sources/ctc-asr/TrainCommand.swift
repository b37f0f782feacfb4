import ArgumentParser
import CTC
import Foundation
import Interchange
import NumericCore
import Report
import SequenceLabeler
import Training

/// `ctc-asr train`: a manifest to a model.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a recognizer from recordings and their texts.",
    discussion: """
      A data set is a file with a JSON object a line, {"audio_filepath": "a.wav", "text": "…"}, \
      paths relative to it, or a folder of x.wav and x.txt. The model goes to the directory given with \
      --out: the best one on the development set; beside it last.checkpoint, from which --resume \
      goes on, log.jsonl, and at the end report.html. Ctrl-C stops after the epoch, a second one at once.
      """)

  @Option(help: ArgumentHelp("The data set to learn from.", valueName: "manifest"))
  var train: String

  @Option(
    help: ArgumentHelp("The data set that decides which epoch is best.", valueName: "manifest"))
  var dev: String

  @Option(help: ArgumentHelp("Where the model goes.", valueName: "dir"))
  var out: String

  @Flag(help: "Go on with the training that was interrupted in --out.")
  var resume = false

  @OptionGroup var configuration: ConfigurationOptions
  @OptionGroup var threads: ThreadOptions

  func run() throws {
    threads.apply()
    let configuration = try configuration.load()
    let training = try Manifest(argument: train)
    let development = try Manifest(argument: dev)
    let alphabet = alphabet(for: configuration, training: training)
    guard alphabet.count > 1 else { throw Failure("\(train): the texts have no symbol to learn") }
    let directory = URL(filePath: out)
    if !resume { try makeFolder(directory) }
    removePartialFiles(in: directory)
    let trainingSet = try usable(
      readDataSet(training, named: train, alphabet: alphabet, configuration: configuration),
      of: train)
    let developmentSet = try usable(
      readDataSet(development, named: dev, alphabet: alphabet, configuration: configuration),
      of: dev)
    let trainer = try Trainer(
      configuration, alphabet: alphabet, training: trainingSet, development: developmentSet,
      directory: directory, resuming: resume)
    notice(
      "\(counted(trainingSet.utterances.count, "utterance")) "
        + "(\(ProgressMeter.clock(trainingSet.duration)) min) to learn from, "
        + "\(developmentSet.utterances.count) to develop on, \(alphabet.count) symbols, "
        + "\(trainer.parameterCount) parameters, \(configuration.precision.resolved)"
        + (resume ? "; resuming after epoch \(trainer.finishedEpochs)" : ""))
    let best = try run(trainer)
    try writeReport(on: developmentSet, in: directory)
    if let words = best.wordErrorRate, let characters = best.characterErrorRate {
      notice(
        String(
          format: "best on the development set: WER %.2f%% CER %.2f%%; %@ is in %@", 100 * words,
          100 * characters, configuration.keep == .best ? "the model" : "the last epoch's model",
          out))
    }
  }

  /// Trains to the end, or after Ctrl-C to the end of the epoch.
  private func run(
    _ trainer: Trainer
  ) throws -> (wordErrorRate: Double?, characterErrorRate: Double?) {
    let interruption = Interruption()
    return try trainer.run { epoch in
      notice(epoch.line)
      if interruption.isRequested, epoch.epoch < epoch.epochs {
        notice(
          "stopped after epoch \(epoch.epoch) of \(epoch.epochs); "
            + "the same command with --resume goes on")
        throw ExitCode(Interruption.exitCode)
      }
    }
  }

  /// Writes the page that shows the training and what its model makes of the development set.
  private func writeReport(on development: DataSet, in directory: URL) throws {
    let model = try Model(contentsOf: directory)
    let (errors, judgements) = try SequenceLabeler(model, decoding: .greedy)
      .evaluate(development.utterances.map(\.entry))
    let page = try ReportPage(
      of: model, named: out, training: EpochReport.log(in: directory), judgements: judgements,
      errors: errors.summary(), dataSet: dev)
    try page.write(to: directory.appending(path: "report.html"))
  }

  /// Tells about the recordings left out; fails if none is left.
  private func usable(_ set: DataSet, of name: String) throws -> DataSet {
    for fault in set.faults.prefix(20) { notice("left out: \(fault)") }
    if set.faults.count > 20 { notice("left out: \(set.faults.count - 20) more") }
    if !set.faults.isEmpty {
      notice(
        "\(name): \(set.faults.count) of "
          + counted(set.faults.count + set.utterances.count, "recording")
          + " left out; `ctc-asr check` lists all faults")
    }
    guard !set.utterances.isEmpty else { throw Failure("\(name): no recording can be used") }
    return set
  }
}
