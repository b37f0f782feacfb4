public import AudioFrontEnd
import CTC
public import Foundation
import Interchange
public import SequenceLabeler
public import Training

/// A page in HTML that shows how a training went and what its model does with recordings.
///
/// Pictures and sound are in the page itself; it loads nothing and runs no script.
public struct ReportPage {
  private let title: String
  private var sections: [String] = []

  /// A page without a section.
  public init(title: String) {
    self.title = title
  }

  /// A page about a model: its training, if there is a log, and its work on a data set.
  ///
  /// - Throws: `AudioFileError` when a recording cannot be read again.
  public init(
    of model: Model, named name: String, training: [EpochReport], judgements: [Judgement],
    errors: ErrorSummary, dataSet: String
  ) throws(AudioFileError) {
    self.init(title: "\(name) on \(dataSet)")
    addTraining(training)
    if !judgements.isEmpty { addErrors(errors, of: judgements) }
    try addWorst(judgements, model: model)
  }

  /// The page.
  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
    media-src data:; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width">
    <title>\(escaped(title))</title>
    <style>
    \(styleSheet)
    </style>
    </head>
    <body>
    <h1>\(escaped(title))</h1>
    \(sections.joined(separator: "\n"))
    </body>
    </html>

    """
  }

  /// Writes the page, whole or not at all.
  ///
  /// - Throws: the file system's error, which names the file.
  public func write(to url: URL) throws {
    try writeAtomically(Data(html.utf8), to: url)
  }

  /// Adds curves of loss, error rates, gradient and learning rate over the epochs of a training.
  public mutating func addTraining(_ epochs: [EpochReport]) {
    guard let last = epochs.last else { return }
    func points(_ value: (EpochReport) -> Double?) -> [(x: Double, y: Double)] {
      epochs.compactMap { epoch in
        value(epoch).flatMap { $0.isFinite ? (x: Double(epoch.epoch), y: $0) : nil }
      }
    }
    let charts = [
      LineChart(
        title: "Loss of an utterance, nats", unit: "", lines: [("training", points(\.loss))]),
      LineChart(
        title: "Error rate, development", unit: "%",
        lines: [
          ("words", points { $0.wordErrorRate.map { 100 * $0 } }),
          ("characters", points { $0.characterErrorRate.map { 100 * $0 } }),
        ]),
      LineChart(
        title: "Learning rate", unit: "", lines: [("rate", points { Double($0.learningRate) })]),
      LineChart(
        title: "Length of the gradient", unit: "", lines: [("norm", points(\.gradientNorm))]),
    ]
    add(
      "Training",
      """
      <p>\(last.epoch) of \(last.epochs) epochs, \(last.steps) steps.</p>
      <div class="charts">
      \(charts.map(\.svg).joined(separator: "\n"))
      </div>
      """)
  }

  /// Adds the error rates of a data set, and which symbols are taken for which.
  public mutating func addErrors(_ summary: ErrorSummary, of judgements: [Judgement]) {
    var confusions = ConfusionMatrix()
    for judgement in judgements {
      confusions.add(reference: judgement.reference, hypothesis: judgement.transcript.text)
    }
    let spread =
      summary.wordErrorRateInterval.map {
        "; 95 % of such sets have a word error rate between \(decimal(100 * $0.lower, 2)) and "
          + "\(decimal(100 * $0.upper, 2)) %"
      } ?? summary.utteranceErrorRateBound.map {
        "; with 95 % confidence, fewer than \(decimal(100 * $0, 2)) % of all would have one"
      } ?? ""
    let rows = [("words", summary.words), ("characters", summary.characters)].map { name, counts in
      "<tr><th>\(name)</th><td>\(decimal(100 * counts.rate, 2)) %</td><td>\(counts.reference)</td>"
        + "<td>\(counts.substitutions)</td><td>\(counts.insertions)</td>"
        + "<td>\(counts.deletions)</td></tr>"
    }
    let worst = confusions.worst(12).map { pair, count in
      "<tr><td>\(ConfusionMatrix.label(pair.said))</td><td>\(ConfusionMatrix.label(pair.heard))</td>"
        + "<td>\(count)</td></tr>"
    }
    add(
      "Errors",
      """
      <p>\(summary.utterancesWithErrors) of \(summary.utterances) utterances have a wrong word\(spread).</p>
      <table><tr><th></th><th>rate</th><th>of</th><th>substituted</th><th>inserted</th>\
      <th>deleted</th></tr>
      \(rows.joined(separator: "\n"))
      </table>
      """)
    guard !worst.isEmpty else { return }
    sections.append(
      """
      <h3>Symbols said (rows) and heard (columns)\(confusions.isWhole ? "" : ", those confused most"); \
      ∅ is nothing</h3>
      <div class="confusions">
      \(confusions.svg)
      <table><tr><th>said</th><th>heard</th><th>times</th></tr>
      \(worst.joined(separator: "\n"))
      </table>
      </div>
      """)
  }

  /// Adds the recordings with the most wrong characters, with sound, spectrogram, emissions and
  /// alignment.
  ///
  /// - Parameters:
  ///   - judgements: the recordings.
  ///   - model: what judged them.
  ///   - count: how many are shown; those without an error never are.
  ///   - longest: recordings of more seconds than this are not shown.
  /// - Throws: `AudioFileError` when a recording cannot be read again.
  public mutating func addWorst(
    _ judgements: [Judgement], model: Model, count: Int = 12, longest: Double = 30
  ) throws(AudioFileError) {
    let wrong = judgements.map { judgement in
      EditDistance(
        from: Array(normalizedText(judgement.reference)),
        to: Array(normalizedText(judgement.transcript.text))
      ).count
    }
    let shown = judgements.indices
      .filter { wrong[$0] > 0 && judgements[$0].transcript.duration <= longest }
      .sorted { (-wrong[$0], $0) < (-wrong[$1], $1) }
      .prefix(count)
    guard !shown.isEmpty else { return }
    var views: [String] = []
    for index in shown { views.append(try Self.view(of: judgements[index], model: model)) }
    add("Recordings with the most wrong characters", views.joined(separator: "\n"))
  }

  private static func view(
    of judgement: Judgement, model: Model
  ) throws(AudioFileError) -> String {
    let clip = try AudioClip(judgement.entry).resampled(to: model.sampleRate)
    let emissions = SequenceLabeler(model).emissions(of: clip)
    let alignment = try? emissions.align(judgement.reference)
    let features = model.configuration.features
    let picture = UtterancePicture(
      features: model.features(of: clip),
      secondsPerFeature: Double(features.frameShift) / Double(features.sampleRate),
      emissions: emissions, said: alignment?.transcript, heard: judgement.transcript)
    let loss = alignment.map { ", loss \(decimal(Double($0.loss), 1)) nats" } ?? ""
    return """
      <section>
      <p class="path">\(escaped(judgement.entry.location))\(loss)</p>
      <p><b>said</b> <bdi>\(escaped(judgement.reference))</bdi><br>\
      <b>heard</b> <bdi>\(escaped(judgement.transcript.text))</bdi></p>
      <audio controls src="\(dataAddress(waveFile(clip), type: "audio/wav"))"></audio>
      <div class="scroll">
      \(picture.svg)
      </div>
      </section>
      """
  }

  private mutating func add(_ heading: String, _ body: String) {
    sections.append("<h2>\(escaped(heading))</h2>\n\(body)")
  }
}
