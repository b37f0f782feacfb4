import CTC
import Foundation
public import Interchange

/// The excess loss of each utterance over all epochs so far, see ``excessLoss(logits:target:null:)``.
///
/// A text that does not belong to its sound is learned late, if ever, and by heart; the mean over a
/// training tells it from others long after its last loss does not.
///
/// - Source: Swayamdipta et al., EMNLP 2020 (the mean over epochs); Arpit et al., ICML 2017 (networks
///   learn what is common before they learn by heart); Pleiss et al., NeurIPS 2020 (the margin
///   between what is written and what else the network would say).
struct UtteranceLosses: Equatable {
  /// The sum of the excess losses of each utterance, in nats for each symbol.
  private(set) var sums: [Float]
  /// How many losses that are.
  private(set) var counts: [Float]

  init(sums: [Float], counts: [Float]) {
    (self.sums, self.counts) = (sums, counts)
  }

  init(utteranceCount: Int) {
    self.init(
      sums: [Float](repeating: 0, count: utteranceCount),
      counts: [Float](repeating: 0, count: utteranceCount))
  }

  /// Adds the excess loss in nats of the utterance at `index`, whose text has `symbols` symbols.
  mutating func add(_ loss: Float, at index: Int, symbols: Int) {
    guard loss.isFinite else { return }
    sums[index] += loss / Float(max(symbols, 1))
    counts[index] += 1
  }

  /// The mean excess loss of the utterance at `index`; nil if it never had a finite one.
  func mean(_ index: Int) -> Double? {
    counts[index] > 0 ? Double(sums[index]) / Double(counts[index]) : nil
  }
}

/// An utterance and how little its sound says its text.
public struct RankedUtterance: Sendable, Equatable {
  /// The recording and its text.
  public let entry: ManifestEntry
  /// The loss of the text above that of what was heard, in nats for each symbol of the text; the mean
  /// over the training.
  public let excessLoss: Double
}

/// The file in a model's directory that has the mean excess loss of each utterance over the training,
/// the highest first: `loss<TAB>sound<TAB>text`, the text as it is scored.
struct UtteranceLossFile {
  let url: URL

  init(in directory: URL) {
    url = directory.appending(path: "losses.tsv")
  }

  func write(_ utterances: [RankedUtterance]) throws(FileError) {
    let lines = utterances.map {
      String(format: "%.4f", $0.excessLoss) + "\t\(Self.key($0.entry))\n"
    }
    try writeAtomically(Data(lines.joined().utf8), to: url)
  }

  /// What stands for an utterance, wherever it is listed: one whose text was corrected is another one.
  static func key(_ entry: ManifestEntry) -> String {
    "\(entry.sound)\t\(normalizedText(entry.text))"
  }

  /// The loss of each utterance by its ``key(_:)``; empty if there is no such file.
  func read() throws(FileError) -> [String: Double] {
    guard FileManager.default.fileExists(atPath: url.path) else { return [:] }
    var losses: [String: Double] = [:]
    for line in try textLines(at: url) {
      let fields = line.split(separator: "\t", maxSplits: 1)
      if fields.count == 2, let loss = Double(fields[0]) { losses[String(fields[1])] = loss }
    }
    return losses
  }
}

extension ManifestEntry {
  /// The sound file, its path in full, and which part and which channel of it the recording is.
  fileprivate var sound: String {
    var sound = audioPath.standardizedFileURL.path
    if let offset { sound += " from \(offset) s" + (duration.map { " for \($0) s" } ?? "") }
    if let channel { sound += " channel \(channel)" }
    return sound
  }
}
