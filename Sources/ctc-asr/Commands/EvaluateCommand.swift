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
    commandName: "evaluate", abstract: "Measure the word and character error rate of a model.",
    discussion: """
      Recordings that cannot be read are told of, each in a line, and left out; the exit code is then 1.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @OptionGroup var model: ModelOptions
  @OptionGroup var decoder: DecoderOptions

  @Option(help: "What is written: lines for people, or one JSON object.")
  var format = Format.text

  @Flag(
    help: """
      Also write each utterance that has an error, with its text and what was recognized; in JSON all \
      of them.
      """)
  var showErrors = false

  @Flag(help: "Also list the word errors of each speaker, the highest rate first.")
  var bySpeaker = false

  @Option(
    help: ArgumentHelp(
      "Also list so many words substituted, inserted and deleted, the most frequent first.",
      valueName: "count"))
  var confusions = 0

  @Option(
    help: ArgumentHelp(
      """
      Also measure this model, with the same options, or the results in a file that --format json \
      --show-errors wrote, and tell whether the difference is more than chance.
      """, valueName: "model"))
  var against: String?

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
    if bySpeaker, !entries.contains(where: { $0.speaker != nil }) {
      notice("\(manifest): no recording names its speaker")
    }
    let training =
      report == nil
      ? [] : try self.model.model.map { try EpochReport.log(in: URL(filePath: $0)) } ?? []
    // What is wrong with the other one is told before the work.
    let measureOther = try against.map { try measurement(of: $0, on: entries) }
    let evaluation = decode(entries, with: labeler)
    for fault in evaluation.faults { notice("Error: \(fault)") }
    guard evaluation.faults.isEmpty || !evaluation.judgements.isEmpty else {
      throw ExitCode.failure
    }
    let measurements = measurements(of: evaluation, by: labeler)
    // If it fails, the rates are told all the same.
    let written = Result {
      guard let report else { return }
      let page = try ReportPage(
        of: model, named: self.model.model ?? "the model that ships", training: training,
        judgements: evaluation.judgements, errors: measurements.summary, dataSet: manifest)
      try page.write(to: URL(filePath: report))
    }
    if let measureOther, let against {
      let compared = ComparedMeasurements(
        measurements, named: self.model.path,
        against: try measureOther(evaluation.judgements.map(\.entry)), named: against)
      tellOtherTexts(in: compared)
      try output(format == .text ? compared.text : json(compared))
    } else {
      try output(format == .text ? measurements.text : json(measurements))
    }
    try written.get()
    if !evaluation.faults.isEmpty { throw ExitCode.failure }
  }

  /// What measures the model called `name`, or the results in the file of that name, on those of the
  /// `entries` that can be read.
  private func measurement(
    of name: String, on entries: [ManifestEntry]
  ) throws -> ([ManifestEntry]) throws -> Measurements {
    let url = URL(filePath: name, directoryHint: .checkFileSystem)
    if !url.hasDirectoryPath, FileManager.default.fileExists(atPath: url.path) {
      let results = try EarlierResults(contentsOf: name)
      try results.check(entries)
      return { entries in
        let utterances = try results.utterances(of: entries)
        return Measurements(
          utterances, errors: ErrorRate(utterances), calibration: nil, details: details)
      }
    }
    var options = model
    options.model = name
    let model = try options.load(for: decoder)
    let labeler = try decoder.applicable(to: model, named: name).labeler(model)
    return { entries in
      let evaluation = decode(entries, with: labeler)
      if let fault = evaluation.faults.first { throw fault }
      return measurements(of: evaluation, by: labeler)
    }
  }

  private var details: Measurements.Details {
    Measurements.Details(showsErrors: showErrors, bySpeaker: bySpeaker, confusions: confusions)
  }

  /// What is measured of decoded recordings; tells what is worth telling of them.
  private func measurements(
    of evaluation: Evaluation, by labeler: SequenceLabeler
  ) -> Measurements {
    var resampling = ResamplingNotice(modelRate: labeler.model.sampleRate)
    for judgement in evaluation.judgements {
      resampling.tell(of: judgement.sampleRate, at: judgement.entry.audioPath.relativePath)
    }
    tellUnwritable(in: evaluation.judgements, by: labeler)
    return Measurements(
      evaluation.judgements.map(RecognizedUtterance.init), errors: evaluation.errors,
      calibration: Calibration(of: evaluation.judgements), details: details)
  }

  private func decode(_ entries: [ManifestEntry], with labeler: SequenceLabeler) -> Evaluation {
    let meter = ProgressMeter("decoding", total: Double(entries.count), unit: "utterances")
    defer { meter.finish() }
    return labeler.evaluate(entries) { meter.advance() }
  }

  private func json(_ measurements: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(measurements), as: UTF8.self) + "\n"
  }

  /// Tells of texts that are not the same for both that are compared.
  private func tellOtherTexts(in compared: ComparedMeasurements) {
    let pairs = zip(compared.own.utterances, compared.other.utterances)
    let changed = pairs.filter { $0.said != $1.said }
    if let (own, other) = changed.first {
      notice(
        "\(counted(changed.count, "text")) compared in other words by \(compared.otherName): "
          + "“\(own.said)” as “\(other.said)”")
    }
  }

  /// Tells of texts that have what the model does not write: what is left out, and what counts as an
  /// error.
  private func tellUnwritable(in judgements: [Judgement], by labeler: SequenceLabeler) {
    let changed = judgements.filter {
      // Pieces of words are compared as the words.
      $0.entry.text.unicodeScalars.first != Alphabet.wordMark
        && normalizedText($0.entry.text) != $0.reference
    }
    if let first = changed.first {
      notice(
        "\(counted(changed.count, "text")) compared without what the model does not write: "
          + "“\(normalizedText(first.entry.text))” as “\(first.reference)”")
    }
    let unwritable = judgements.compactMap { judgement in
      labeler.reasonNotToWrite(judgement.reference).map { "\(judgement.entry.location): \($0)" }
    }
    if let first = unwritable.first {
      notice(
        "\(counted(unwritable.count, "text")) that the model cannot write, which counts as errors; "
          + first)
    }
  }
}
