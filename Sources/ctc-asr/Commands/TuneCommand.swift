import ArgumentParser
import AudioFrontEnd
import CTC
import Foundation
import Interchange
import LanguageModel
import NumericCore
import SequenceLabeler
import Training

/// `ctc-asr tune`: the weights of a language model that fit a development set.
struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Find the weight of a language model and the word bonus on a development set.",
    discussion: """
      Tries a grid of weights and bonuses, then finer steps around the best, and lists the word \
      error rate of each. The finer steps also try by how much to divide the symbols' priors out of \
      the frames, which are their mean probabilities in the set. With the best, scales the \
      confidence of words to how often they are right. The set must be neither the training set nor \
      the one that results are reported of. Recordings that cannot be read are told of and left out; \
      nothing is saved then.
      """)

  @OptionGroup var model: ModelOptions
  @OptionGroup var decoder: DecoderOptions

  @Flag(
    help: """
      Keep what was found: the weights, the scale of confidence and --beam, in the model's \
      config.json and, with --lm, the language model beside it; decode and evaluate then use them \
      unasked.
      """)
  var save = false

  @Argument(help: ArgumentHelp("The development set, or -.", valueName: "data"))
  var manifest: String

  func validate() throws {
    if decoder.greedy || decoder.noLM || decoder.phrases != nil {
      throw ValidationError("tune needs a language model")
    }
    if decoder.lmWeight != nil || decoder.wordBonus != nil || decoder.priorWeight != nil {
      throw ValidationError(
        "tune finds --lm-weight, --word-bonus and --prior-weight; leave them out")
    }
    let name = model.model ?? BundledModel.commands.rawValue
    if save, BundledModel(rawValue: name) != nil, !FileManager.default.fileExists(atPath: name) {
      throw ValidationError("--save needs --model, the directory to write to")
    }
  }

  func run() throws {
    let asked = decoder.options
    let stored = try self.model.loadAsStored(
      asked.vocabulary, languageModel: asked.needsOwnLanguageModel)
    let model = self.model.asAsked(stored)
    guard case .beam(var options) = try decoder.decoding(of: model, offersChoice: true),
      options.languageModel != nil
    else {
      throw ValidationError("name a language model with --lm: \(self.model.path) has none")
    }
    let entries = try Manifest(argument: manifest).entries
    let results = emissions(of: entries, model: model)
    let (emissions, faults) = (results.successes(), results.failures())
    for fault in faults { notice("Error: \(fault)") }
    guard !emissions.isEmpty else { throw ExitCode.failure }
    let labeler = try SequenceLabeler(model, decoding: .beam(options))
    let priors = SymbolPriors(
      meanOf: emissions.map(\.logProbabilities), symbols: model.alphabet.count)
    options.priors = priors
    let meter = ProgressMeter(
      "tuning",
      total: Double(FusionTuning.gridWeights.count * FusionTuning.gridBonuses.count),
      unit: "pairs of weights")
    let tuning = FusionTuning(
      emissions,
      references: zip(entries, results).filter { (try? $1.get()) != nil }
        .map { labeler.writable($0.0.text) },
      options: options
    ) { _ in meter.advance() }
    meter.finish()
    try report(tuning)
    guard faults.isEmpty else {
      if save {
        notice(
          "nothing is saved, as \(counted(faults.count, "recording")) could not be read; repair them or "
            + "leave them out")
      }
      throw ExitCode.failure
    }
    if save, tuning.helps, let directory = self.model.model {
      // The model's own is there already, and may be edited: a copy would be read in its place.
      let other = decoder.lm == nil ? nil : options.languageModel as? NGramModel
      let saved = try stored.weighingWords(
        by: other, weights: tuning.weights, priors: priors, beamSize: decoder.beam)
      try saved.writeDecoding(to: URL(filePath: directory))
      let unsaved = unsavedOptions(of: stored).joined(separator: " and ")
      notice(
        "saved in \(directory)"
          + (unsaved.isEmpty
            ? "" : ", all but \(unsaved), which decode and evaluate are to be told, too"))
    }
  }

  /// What was asked for and is not saved.
  private func unsavedOptions(of stored: Model) -> [String] {
    [
      ("--dereverberate", model.dereverberate && stored.configuration.dereverberation != true),
      ("--lexicon", decoder.lexicon != nil), ("--hotword", !decoder.hotWords.isEmpty),
      ("--hotword-file", decoder.hotwordFile != nil),
    ].filter(\.1).map(\.0)
  }

  /// What the network says of each recording, or why that cannot be read.
  private func emissions(
    of entries: [ManifestEntry], model: Model
  ) -> [Result<Emissions, DataFault>] {
    let labeler = SequenceLabeler.greedy(model)
    let meter = ProgressMeter("emissions", total: Double(entries.count), unit: "utterances")
    defer { meter.finish() }
    return withClips(of: entries) { index, clip in
      defer { meter.advance() }
      return clip.map { labeler.emissions(of: $0) }.mapError { DataFault(entries[index], $0) }
    }
  }

  private func report(_ tuning: FusionTuning) throws {
    var lines = ["weight\tbonus\tprior\tWER\tCER"]
    lines += tuning.trials.map { trial in
      line(trial) + (trial == tuning.best ? "\tbest" : "")
        + (trial.weights == .withoutLanguageModel ? "\tno language model" : "")
    }
    let (best, without) = (tuning.best, tuning.withoutModel)
    if tuning.helps {
      lines.append(
        String(
          format:
            "best: --lm-weight %g --word-bonus %g --prior-weight %g, WER %.2f%%; without: WER %.2f%%",
          best.weights.languageWeight, best.weights.wordBonus, best.weights.priorWeight,
          100 * best.words.rate, 100 * without.words.rate))
      if tuning.weights.confidence != nil {
        lines.append(
          String(
            format: "confidence of words: off by %.2f%%, scaled by %.2f%%",
            100 * tuning.calibration.unscaled.expectedError,
            100 * tuning.calibration.scaled.expectedError))
      }
    } else {
      lines.append(
        String(
          format: "the language model does not help: WER %.2f%% without it, no less with it",
          100 * without.words.rate))
    }
    try output(lines.map { $0 + "\n" }.joined())
  }

  private func line(_ trial: FusionTuning.Trial) -> String {
    String(
      format: "%g\t%g\t%g\t%.2f%%\t%.2f%%", trial.weights.languageWeight, trial.weights.wordBonus,
      trial.weights.priorWeight, 100 * trial.words.rate, 100 * trial.characters.rate)
  }
}
