import AudioFrontEnd
import CTC
public import Foundation
public import Interchange
import NumericCore
public import SequenceLabeler

/// An utterance whose text may not belong to its sound.
public struct Suspect: Sendable, CustomStringConvertible {
  /// The recording and its text.
  public let entry: ManifestEntry
  /// The loss of the text above that of what is heard, in nats for each symbol of the text; for
  /// utterances that the model was trained on, the mean over the training.
  public let excessLoss: Double
  /// What the model hears.
  public let heard: String

  /// One line: where, how far from the text, what is written and what is heard.
  public var description: String {
    ("\(entry.location): excess loss \(String(format: "%.2f", excessLoss)) a symbol; "
      + "the text is “\(normalizedText(entry.text))”, heard is “\(heard)”").onOneLine
  }
}

extension SequenceLabeler {
  /// The utterances that fit their texts worst, the worst first.
  ///
  /// What counts is the loss of the text above that of what is heard.  A model knows by heart what it
  /// was trained on; for such utterances the mean over the training counts, which `losses.tsv` in the
  /// model's directory has.  One whose text is another one by now was not trained on.
  ///
  /// - Parameters:
  ///   - utterances: the utterances.
  ///   - count: how many to return at most.
  ///   - directory: that of the model.
  ///   - progress: is told, from any thread, that one more was listened to.
  /// - Returns: the utterances with what is heard in them.
  /// - Throws: `FileError` when `losses.tsv` is there and cannot be read, and
  ///   `AudioFileError` when sound cannot that is not kept in memory.
  public func suspects(
    among utterances: [Utterance], count: Int, directory: URL,
    progress: @Sendable () -> Void = {}
  ) throws -> [Suspect] {
    let known = try UtteranceLossFile(in: directory).read()
    let found = try inParallel(utterances.count) { (index) throws(AudioFileError) in
      defer { progress() }
      let utterance = utterances[index]
      let clip = try utterance.clip()
      let emissions = model.logProbabilities(of: clip)
      let loss = excessLoss(
        logits: emissions, target: utterance.target, null: model.alphabet.null)
      return Suspect(
        entry: utterance.entry,
        excessLoss: known[UtteranceLossFile.key(utterance.entry)]
          ?? Double(loss) / Double(max(utterance.target.count, 1)),
        heard: transcript(of: emissions, duration: clip.duration).text)
    }
    return Array(
      found.sorted { ($0.excessLoss, $0.entry.location) > ($1.excessLoss, $1.entry.location) }
        .prefix(count))
  }
}
