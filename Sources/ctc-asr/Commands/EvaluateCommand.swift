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
    let (measurements, judgements) = try measure(entries, with: labeler)
    // If it fails, the rates are told all the same.
    let written = Result {
      guard let report else { return }
      let page = try ReportPage(
        of: model, named: self.model.model ?? "the model that ships", training: training,
        judgements: judgements, errors: measurements.summary, dataSet: manifest)
      try page.write(to: URL(filePath: report))
    }
    if let measureOther, let against {
      let compared = ComparedMeasurements(
        measurements, named: self.model.path, against: try measureOther(), named: against)
      tellOtherTexts(in: compared)
      try output(format == .text ? compared.text : json(compared))
    } else {
      try output(format == .text ? measurements.text : json(measurements))
    }
    try written.get()
  }

  /// What measures the model called `name`, or the results in the file of that name, once it is asked.
  private func measurement(
    of name: String, on entries: [ManifestEntry]
  ) throws -> () throws -> Measurements {
    let url = URL(filePath: name, directoryHint: .checkFileSystem)
    if !url.hasDirectoryPath, FileManager.default.fileExists(atPath: url.path) {
      let utterances = try EarlierResults(contentsOf: name).utterances(of: entries)
      let measurements = Measurements(
        utterances, errors: ErrorRate(utterances), calibration: nil, details: details)
      return { measurements }
    }
    var options = model
    options.model = name
    let model = try options.load(for: decoder)
    let labeler = try decoder.applicable(to: model, named: name).labeler(model)
    return { try measure(entries, with: labeler).measurements }
  }

  private var details: Measurements.Details {
    Measurements.Details(showsErrors: showErrors, bySpeaker: bySpeaker, confusions: confusions)
  }

  /// Decodes recordings, and tells what is worth telling of them.
  private func measure(
    _ entries: [ManifestEntry], with labeler: SequenceLabeler
  ) throws -> (measurements: Measurements, judgements: [Judgement]) {
    let (errors, judgements) = try decode(entries, with: labeler)
    var resampling = ResamplingNotice(modelRate: labeler.model.sampleRate)
    for judgement in judgements {
      resampling.tell(of: judgement.sampleRate, at: judgement.entry.audioPath.relativePath)
    }
    tellUnwritable(in: judgements, by: labeler)
    let measurements = Measurements(
      judgements.map(RecognizedUtterance.init), errors: errors,
      calibration: Calibration(of: judgements), details: details)
    return (measurements, judgements)
  }

  private func decode(
    _ entries: [ManifestEntry], with labeler: SequenceLabeler
  ) throws -> (errors: ErrorRate, judgements: [Judgement]) {
    let meter = ProgressMeter("decoding", total: Double(entries.count), unit: "utterances")
    defer { meter.finish() }
    return try labeler.evaluate(entries) { meter.advance() }
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
    let changed = judgements.filter { normalizedText($0.entry.text) != $0.reference }
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
