import ArgumentParser
import CTC
import Foundation
import Interchange
import NumericCore
import RecurrentNetwork
import SequenceLabeler
import Training

/// `ctc-asr train`: recordings and their texts to a model.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a recognizer from recordings and their texts.",
    discussion: """
      `ctc-asr train recordings` is enough: a tenth is held out to develop on (by speaker, where ten \
      or more are named), size and length of the training follow the amount of data, and the model \
      goes to recordings-model.

      A data set is a folder of x.wav and x.txt, or of such folders; a file with a JSON object a line, \
      {"audio_filepath": "a.wav", "text": "…"}, paths relative to it; a table (.csv, .tsv) with the \
      columns path and sentence; Kaldi's wav.scp and text; LJSpeech's metadata.csv and wavs; \
      LibriSpeech's folders; or folders named after words, as Speech Commands has them. Of a long recording, x.txt may have Audacity's labels, or there may be \
      x.TextGrid, x.srt or x.vtt in its place. What has a fault is named and left out.

      A line an epoch has the mean loss of an utterance in nats; the error rates, where they were \
      measured (* the best so far); the length of the gradient; the share of frames that say nothing, \
      all at first and fewer once symbols are learned; the learning rate; frames learned from a second; \
      and what the time went on.

      Beside the model stand log.jsonl, report.html, losses.tsv with the utterances that were hardest to learn, \
      and last.checkpoint, from which --resume goes on to the same weights, bit for bit. Ctrl-C \
      stops after the step, a second one at once.
      """)

  @Argument(help: ArgumentHelp("The data set to learn from.", valueName: "data"))
  var data: String?

  @Option(help: ArgumentHelp("The data set to learn from.", valueName: "data"))
  var train: String?

  @Option(
    help: ArgumentHelp(
      "The data set that decides which epoch is best; by default a tenth of the other.",
      valueName: "data"))
  var dev: String?

  @Option(
    help: ArgumentHelp("Where the model goes; by default beside the data.", valueName: "dir"))
  var out: String?

  @Flag(
    help: """
      Go on with the training that was interrupted in --out, with the configuration there unless there \
      is --config.
      """)
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Train so many times, each with another seed, in folders of --out.", valueName: "count"))
  var seeds: Int?

  @Flag(
    help: """
      Only write the configuration that fits the data, each key with what it means; edited, it is one \
      for --config.
      """)
  var showConfig = false

  @Flag(
    help: """
      Only try learning rates, each in the first epochs of the training: a table of losses and a \
      suggestion.
      """)
  var findLearningRate = false

  @Option(
    help: ArgumentHelp(
      "Write a checkpoint within epochs every so many seconds; 0 after each step.",
      valueName: "seconds"))
  var checkpointEvery = 30.0

  @Option(
    help: ArgumentHelp(
      """
      Keep so many gigabytes of sound in memory and read the rest from its files in every epoch; by \
      default a third of the machine's.
      """, valueName: "GB"))
  var soundMemory: Double?

  @Option(
    help: ArgumentHelp(
      "Also write loss, learning rate, gradient and error rates where TensorBoard reads them.",
      valueName: "dir"))
  var tensorboard: String?

  @OptionGroup var configuration: ConfigurationOptions
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    guard (data == nil) != (train == nil) else {
      throw ValidationError("name one data set, as in: ctc-asr train recordings")
    }
    if data == "-" || train == "-", out == nil {
      throw ValidationError("a data set on standard input needs --out")
    }
    if let seeds, seeds < 1 { throw ValidationError("--seeds must be at least 1") }
    if findLearningRate && (seeds != nil || resume || tensorboard != nil) {
      throw ValidationError(
        "--find-learning-rate does not go with --seeds, --resume or --tensorboard")
    }
    if let soundMemory, !(0...1e6).contains(soundMemory) {
      throw ValidationError("--sound-memory must be from 0 to 1000000")
    }
    guard (0...86400).contains(checkpointEvery) else {
      throw ValidationError("--checkpoint-every must be from 0 to 86400")
    }
  }

  /// The argument that names what is learned from.
  private var name: String { data ?? train ?? "" }

  /// Where the model goes.
  private var directory: URL {
    if let out { return URL(filePath: out) }
    let given = URL(filePath: name, directoryHint: .checkFileSystem)
    // What ends in . or .. says no name.
    let isName = given.relativePath.split(separator: "/").last.map { $0 != "." && $0 != ".." }
    let data = isName == true ? given : given.standardizedFileURL
    let stem = data.hasDirectoryPath ? data : data.deletingPathExtension()
    return URL(filePath: stem.relativePath + "-model")
  }

  func run() throws {
    threads.apply()
    // A file does not depend on the data; what is wrong in it is told of before they are read.
    let fixed =
      configuration.config == nil ? nil : try configuration(for: Manifest(entries: []))
    let all = try Manifest(argument: name, leavesOutFaults: true)
    let other = try dev.map { try Manifest(argument: $0, leavesOutFaults: true) }
    let configuration = try fixed ?? configuration(for: all)
    if showConfig { return try output(configuration.explainedYAML) }
    // What is held out may have a symbol that the rest has not, and counts as wrong then.
    let alphabet = configuration.alphabet(for: all)
    try refuseEmptyAlphabet(alphabet, named: name)
    try refuseFolderOfRecordings()
    let plans = plans(configuration)
    if !findLearningRate {
      for plan in plans { try Trainer.check(plan.directory, resuming: plan.resume) }
      if !resume { try makeFolder(directory) }
    }
    func read(_ manifest: Manifest, named name: String) throws -> DataSet {
      let set = try readDataSet(
        manifest, named: name, alphabet: alphabet, configuration: configuration,
        soundMemory: soundMemory.map { Int($0 * 1e9) })
      return try usable(set, of: name)
    }
    let set = try read(all, named: name)
    var sets = TrainingSets(
      alphabet: alphabet, training: set, development: set, developmentName: dev ?? name)
    if let dev, let other {
      sets.development = try read(other, named: dev)
    } else {
      let parts = set.holdingOut()
      if !parts.development.utterances.isEmpty {
        (sets.training, sets.development) = parts
        sets.developmentName = "\(name), held out"
      }
    }
    if findLearningRate { return try tryLearningRates(configuration, sets, named: name) }
    if !resume { self.configuration.tellModelToStartFrom(of: configuration, for: set) }
    try train(plans, sets)
  }

  /// Throws if the model would come to lie among the recordings and their texts.
  private func refuseFolderOfRecordings() throws {
    func isDirectory(_ path: String) -> Bool {
      URL(filePath: path).resolvingSymlinksInPath().path
        == directory.resolvingSymlinksInPath().path
    }
    if [name, dev].compactMap({ $0 }).contains(where: isDirectory) {
      throw Failure(
        "--out \(directory.relativePath): the recordings are there; name another folder")
    }
  }

  /// What the file and the settings say, over what the training that goes on was begun with, or what
  /// fits the data or the model to start from.
  private func configuration(for data: Manifest) throws -> TrainingConfiguration {
    var found: TrainingConfiguration
    if let begun = try begun() {
      found = begun
    } else {
      let model = try configuration.initialModel()
      found = try configuration.load(for: data, like: model)
      if let model { tellLostSymbols(of: model.alphabet, in: found.alphabet(for: data)) }
    }
    if let name = configuration.`init` { found.initialModel = name }
    return found
  }

  /// The configuration of the training that goes on, and the settings over it; nil if there is none, a
  /// file has another, or there are several.
  private func begun() throws -> TrainingConfiguration? {
    guard resume, seeds == nil, configuration.config == nil else { return nil }
    return try Trainer.configuration(in: directory, settings: configuration.settings)
  }

  /// A training, and where its model goes.
  private typealias Plan = (configuration: TrainingConfiguration, directory: URL, resume: Bool)

  /// One training, or one a seed, each in a folder of its own.
  private func plans(_ configuration: TrainingConfiguration) -> [Plan] {
    guard let seeds else { return [(configuration, directory, resume)] }
    let plans = (0..<seeds).map { index -> Plan in
      var seeded = configuration
      seeded.seed &+= UInt64(index)
      let folder = directory.appending(path: "seed-\(seeded.seed)")
      return (seeded, folder, Trainer.hasCheckpoint(in: folder))
    }
    // Beside one that goes on, others may begin; where none can, that is an error.
    let isBegun = plans.contains(where: \.resume)
    return plans.map { ($0.configuration, $0.directory, resume && ($0.resume || !isBegun)) }
  }

  /// Trains, and with several seeds tells how much they matter.
  private func train(_ plans: [Plan], _ sets: TrainingSets) throws {
    var results: [TrainingResult] = []
    var initial: (words: Double, characters: Double)?
    for (index, plan) in plans.enumerated() {
      if seeds != nil { notice("seed \(plan.configuration.seed), \(index + 1) of \(plans.count)") }
      let events = tensorboard.map { URL(filePath: $0) }
      var run = TrainingRun(
        configuration: plan.configuration, sets: sets, directory: plan.directory,
        resume: plan.resume, checkpointEvery: .seconds(checkpointEvery),
        events: seeds == nil
          ? events : events?.appending(path: plan.directory.lastPathComponent), initial: initial)
      let (result, signal) = try run.run()
      initial = run.initial
      results.append(result)
      if let signal, index + 1 < plans.count { throw ExitCode(signal) }
    }
    guard seeds != nil else { return }
    func spread(_ rates: [Double]) -> String {
      let mean = rates.reduce(0, +) / Double(rates.count)
      let squares = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (squares / Double(max(rates.count - 1, 1))).squareRoot()
      return String(format: "%.2f%% ± %.2f", 100 * mean, 100 * deviation)
    }
    notice(
      "\(counted(plans.count, "seed")) on the development set, mean and standard deviation: "
        + "WER \(spread(results.compactMap(\.wordErrorRate))) "
        + "CER \(spread(results.compactMap(\.characterErrorRate)))")
  }

  /// Tells about the recordings left out; fails if none is left.
  private func usable(_ set: DataSet, of name: String) throws -> DataSet {
    let count = set.faults.count + set.utterances.count
    tellLeftOut(
      set.faultLines, of: name, "\(set.faults.count) of \(counted(count, "recording")) left out")
    guard !set.utterances.isEmpty else { throw Failure("\(name): no recording can be used") }
    return set
  }
}
