public import CTC
public import Interchange

extension TrainingConfiguration {
  /// The symbols that ``alphabet`` names, or those of the texts of `manifest`.
  public func alphabet(for manifest: Manifest) -> Alphabet {
    guard alphabet.isEmpty else {
      return Alphabet(transcripts: [alphabet.replacing(" ", with: "|")])
    }
    return Alphabet(
      transcripts: manifest.entries.map { text == .spoken ? spokenText($0.text) : $0.text })
  }
}
