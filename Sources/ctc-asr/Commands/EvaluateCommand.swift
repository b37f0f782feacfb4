import ArgumentParser
import CTC
import Foundation
import Interchange
import Report
import SequenceLabeler
import Training

/// `ctc-asr evaluate`: error rates of a model on a data set.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure the word and character error rate of a model.")

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @OptionGroup var model: ModelOptions
  @OptionGroup var decoder: DecoderOptions

  @Option(help: "What is written: lines for people, or one JSON object.")
  var format = Format.text

  @Flag(help: "Also write each utterance that has an error, with its text and what was recognized.")
  var showErrors = false

  @Option(
    help: ArgumentHelp(
      "Also list so many words substituted, inserted and deleted, the most frequent first.",
      valueName: "count"))
  var confusions = 0

  @Option(
    help: ArgumentHelp(
      "Also write a page with curves, confusions and the worst recordings, seen and heard.",
      valueName: "file.html"))
  var report: String?

  @Argument(help: ArgumentHelp("The data set to measure on, or -.", valueName: "data"))
  var manifest: String

  func validate() throws {
    if confusions < 0 { throw ValidationError("--confusions must be at least 0") }
  }

  func run() throws {
    if let report { try check(outputs: [report], besides: [manifest]) }
    let model = try model.load(for: decoder)
    let labeler = try decoder.labeler(model)
    let entries = try Manifest(argument: manifest).entries
    let training =
      report == nil
      ? [] : try self.model.model.map { try EpochReport.log(in: URL(filePath: $0)) } ?? []
    let (errors, judgements) = try decode(entries, with: labeler)
    var resampling = ResamplingNotice(modelRate: model.sampleRate)
    for judgement in judgements {
      resampling.tell(of: judgement.sampleRate, at: judgement.entry.audioPath.path)
    }
    tellUnwritable(in: judgements, by: model)
    let wrong = showErrors ? judgements.compactMap(WrongUtterance.init) : nil
    let summary = errors.summary()
    // If it fails, the rates are told all the same.
    let written = Result {
      guard let report else { return }
      let page = try ReportPage(
        of: model, named: self.model.model ?? "the model that ships", training: training,
        judgements: judgements, errors: summary, dataSet: manifest)
      try page.write(to: URL(filePath: report))
    }
    let calibration = Calibration(of: judgements)
    let confused =
      confusions > 0
      ? Confusions(of: judgements.map { ($0.reference, $0.transcript.text) }, limit: confusions)
      : nil
    switch format {
    case .text:
      for utterance in wrong ?? [] { try output(utterance.lines) }
      try output(line("WER", summary.words, of: "words", interval: summary.wordErrorRateInterval))
      try output(line("CER", summary.characters, of: "characters", interval: nil))
      try output(
        String(
          format: "SER %.2f%% [%d of %d utterances]%@\n",
          100 * Double(summary.utterancesWithErrors) / Double(max(summary.utterances, 1)),
          summary.utterancesWithErrors, summary.utterances,
          summary.utteranceErrorRateBound.map { String(format: ", 95%% below %.2f%%", 100 * $0) }
            ?? ""))
      try output(
        String(
          format: "ECE %.2f%% [confidence of %d recognized words]\n",
          100 * calibration.expectedError, calibration.words))
      if let confused { try output(lines(confused)) }
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let measurements = Measurements(
        summary: summary, calibration: calibration, confusions: confused, errors: wrong)
      try output(String(decoding: encoder.encode(measurements), as: UTF8.self) + "\n")
    }
    try written.get()
  }

  private func decode(
    _ entries: [ManifestEntry], with labeler: SequenceLabeler
  ) throws -> (errors: ErrorRate, judgements: [Judgement]) {
    let meter = ProgressMeter("decoding", total: Double(entries.count), unit: "utterances")
    defer { meter.finish() }
    return try labeler.evaluate(entries) { meter.advance() }
  }

  /// Tells of texts that have what the model does not write: what is left out, and what counts as an
  /// error.
  private func tellUnwritable(in judgements: [Judgement], by model: Model) {
    let changed = judgements.filter { normalizedText($0.entry.text) != $0.reference }
    if let first = changed.first {
      notice(
        "\(counted(changed.count, "text")) compared without what the model does not write: "
          + "“\(normalizedText(first.entry.text))” as “\(first.reference)”")
    }
    var unwritable: [(location: String, reason: AlphabetError)] = []
    for judgement in judgements {
      do {
        _ = try model.alphabet.labels(of: judgement.reference)
      } catch {
        unwritable.append((judgement.entry.location, error))
      }
    }
    if let first = unwritable.first {
      notice(
        "\(counted(unwritable.count, "text")) that the model cannot write, which counts as errors; "
          + "\(first.location): \(first.reason)")
    }
  }

  private func lines(_ confusions: Confusions) -> String {
    let kinds = [
      ("substituted", confusions.substitutions), ("inserted", confusions.insertions),
      ("deleted", confusions.deletions),
    ]
    return kinds.flatMap { kind, counts in
      counts.map { count in
        let words = [count.said, count.heard].compactMap { $0 }.joined(separator: " -> ")
        return "\(count.count)\t\(kind)\t\(words)\n"
      }
    }.joined()
  }

  private func line(
    _ name: String, _ counts: ErrorSummary.Counts, of what: String,
    interval: ErrorSummary.Interval?
  ) -> String {
    String(
      format: "%@ %.2f%% [%d of %d %@: %d substituted, %d inserted, %d deleted]%@\n", name,
      100 * counts.rate, counts.errors, counts.reference, what, counts.substitutions,
      counts.insertions, counts.deletions,
      interval.map {
        String(format: ", 95%% between %.2f%% and %.2f%%", 100 * $0.lower, 100 * $0.upper)
      } ?? "")
  }
}

/// An utterance that has an error.
private struct WrongUtterance: Encodable {
  let location, said, heard: String

  init?(_ judgement: Judgement) {
    location = judgement.entry.location
    said = judgement.reference
    heard = judgement.transcript.text
    guard said != heard else { return nil }
  }

  var lines: String { "\(location)\n  said  \(said)\n  heard \(heard)\n" }
}

/// What is measured, in one flat JSON object.
private struct Measurements: Encodable {
  let summary: ErrorSummary
  let calibration: Calibration
  let confusions: Confusions?
  let errors: [WrongUtterance]?

  enum CodingKeys: String, CodingKey {
    case calibration, confusions, errors
  }

  func encode(to encoder: any Encoder) throws {
    try summary.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(calibration, forKey: .calibration)
    try container.encodeIfPresent(confusions, forKey: .confusions)
    try container.encodeIfPresent(errors, forKey: .errors)
  }
}
