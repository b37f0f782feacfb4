import ArgumentParser
import AudioFrontEnd
import CTC
import Foundation
import Interchange
import RecurrentNetwork
import Report
import SequenceLabeler
import Training

/// What a training learns from and is measured on.
struct TrainingSets {
  let alphabet: Alphabet
  var training, development: DataSet
  var developmentName: String
}

/// One training, and what is told of it on standard error.
struct TrainingRun {
  let configuration: TrainingConfiguration
  let sets: TrainingSets
  let directory: URL
  let resume: Bool
  let checkpointEvery: Duration
  /// Where TensorBoard's event files go, if they are wanted.
  let events: URL?
  /// What the model to start from was measured to be in a training before this, if it was.
  var initial: (words: Double, characters: Double)?

  /// Trains to the end; ends the program after a signal, when the checkpoint is written.
  ///
  /// - Returns: how it ended, and the exit code of a signal that came too late to end it.
  mutating func run() throws -> (result: TrainingResult, signal: Int32?) {
    let trainer = try Trainer(
      configuration, alphabet: sets.alphabet, training: sets.training,
      development: sets.development, directory: directory, resuming: resume)
    let shape = configuration.network
    notice(
      "\(counted(sets.training.utterances.count, "utterance")) "
        + "(\(clockTime(sets.training.duration)) min) to learn from, "
        + "\(sets.development.utterances.count) to develop on, \(sets.alphabet.count) symbols, "
        + "\(shape.layers) × \(shape.units) \(shape.cell.rawValue), "
        + "\(trainer.parameterCount) parameters, \(configuration.precision.resolved), "
        + counted(configuration.epochs, "epoch")
        + (resume
          ? "; resuming after epoch \(trainer.finishedEpochs), step \(trainer.finishedSteps)" : ""))
    tellMissingSpace(in: sets.alphabet)
    tellUnspokenSymbols(in: sets.alphabet, of: configuration)
    tellOddTexts(in: sets.training)
    tellDoubts(of: sets.training)
    tellLookAlikes(in: sets.training)
    tellCopies(in: sets.training)
    tellMisstatedDurations(in: sets.training)
    tellSharedSounds(of: sets.development, with: sets.training)
    if let vocabulary = trainer.inheritedVocabulary { notice("\(vocabulary)") }
    if !resume, initial == nil, let measured = try trainer.initialErrorRates() {
      initial = measured
      notice(
        String(
          format: "the model to start from, on the development set: WER %.2f%% CER %.2f%%",
          100 * measured.words, 100 * measured.characters))
    }
    let interruption = Interruption(
      stopping: "stopping after this step; once more stops at once",
      stopped: "stopped; the same command with --resume goes on after the last checkpoint")
    let first = resume ? trainer.finishedSteps + 1 : nil
    let events = try self.events.map { try EventFile(in: $0, resumingAt: first) }
    var told: Set<String> = []
    var meter = EpochMeter()
    defer { meter.finish() }
    let result = try trainer.run(
      checkpointEvery: checkpointEvery, isStopRequested: { interruption.isRequested },
      reportStep: { step in
        meter.show(step)
        try events?.append(step)
      },
      report: { epoch in
        notice(epoch.line)
        try events?.append(epoch)
        for symptom in epoch.symptoms {
          // Numbers change from epoch to epoch; the first words do not.
          let kind = symptom.filter { !$0.isNumber }.prefix(24)
          if told.insert(String(kind)).inserted {
            // The options that do what it advises.
            notice(
              "note: \(symptom)" + (symptom.contains("initialModel") ? " (--init, --out)" : ""))
          }
        }
      })
    if let code = interruption.exitCode, !result.isFinished {
      notice(
        "stopped after step \(result.steps), epoch \(result.epochs) of \(configuration.epochs) "
          + "finished; the same command with --resume goes on")
      throw ExitCode(code)
    }
    if result.epochs < configuration.epochs {
      notice(
        "stopped after epoch \(result.epochs): no gain in "
          + "\(counted(configuration.patience, "evaluation")) (patience)")
    }
    let model = try Model(contentsOf: directory, vocabulary: nil)
    try tellSuspects(of: result, heardBy: SequenceLabeler(model))
    do {
      try writeReport(about: model)
    } catch let error as AudioFileError {
      notice("no report.html: \(error)")
    }
    if let words = result.wordErrorRate, let characters = result.characterErrorRate {
      notice(
        String(
          format: "%@ on the development set: WER %.2f%% CER %.2f%%; the model is in %@",
          configuration.keep == .average
            ? "average of epochs" : "\(configuration.keep.rawValue) epoch", 100 * words,
          100 * characters, directory.relativePath))
      if let initial, (words, characters) > initial {
        notice(
          "note: the model to start from was better on the development set; keep that one, or give "
            + "more recordings of what it does not know")
      }
    }
    return (result, interruption.exitCode)
  }

  /// Writes the page that shows the training and the model's errors on the development set.
  private func writeReport(about model: Model) throws {
    let evaluation = SequenceLabeler.greedy(model)
      .evaluate(sets.development.utterances.map(\.entry))
    if let first = evaluation.faults.first {
      notice(
        "\(counted(evaluation.faults.count, "recording")) left out of report.html; \(first)")
    }
    let path = directory.relativePath
    let page = try ReportPage(
      of: model, named: path.hasPrefix("/") ? directory.lastPathComponent : path,
      training: EpochReport.log(in: directory),
      judgements: evaluation.judgements, errors: evaluation.errors.summary(),
      dataSet: sets.developmentName)
    try page.write(to: directory.appending(path: "report.html"))
  }

  /// Names the utterances that were far harder to learn than others, at most a tenth of all.
  private func tellSuspects(
    of result: TrainingResult, heardBy labeler: SequenceLabeler
  ) throws {
    let count = min(20, sets.training.utterances.count / 10)
    let places = Set(result.suspectUtterances.prefix(count).map(\.entry.key))
    guard !places.isEmpty else { return }
    let suspects = try labeler.suspects(
      among: sets.training.utterances.filter { places.contains($0.entry.key) },
      count: count, directory: directory)
    notice(
      "hardest to learn, so that their texts may be wrong (all are in "
        + "\(directory.appending(path: "losses.tsv").relativePath)):")
    for suspect in suspects { notice("  \(suspect.description)") }
  }
}

/// Shows how far the epoch under way is.
private struct EpochMeter {
  private var meter: ProgressMeter?
  private var epoch = 0
  private var framesLeft = 0

  /// Goes on to where the epoch is after `step`.
  mutating func show(_ step: StepReport) {
    if step.epoch == epoch {
      meter?.advance(
        by: Double(framesLeft - step.framesLeft),
        note: String(format: "loss %.3f", step.epochLoss))
    } else {
      finish()
      meter = ProgressMeter(
        "epoch \(step.epoch)/\(step.epochs)", total: Double(step.framesLeft), unit: "frames")
      epoch = step.epoch
    }
    framesLeft = step.framesLeft
  }

  func finish() { meter?.finish() }
}
