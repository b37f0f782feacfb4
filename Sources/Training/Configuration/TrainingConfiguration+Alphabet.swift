public import CTC
public import Interchange

extension TrainingConfiguration {
  /// The symbols that ``alphabet`` names, or those of the texts of `manifest`.
  public func alphabet(for manifest: Manifest) -> Alphabet {
    guard alphabet.isEmpty else {
      return Alphabet(transcripts: [alphabet.replacing(" ", with: "|")])
    }
    let texts = manifest.entries.map(\.text)
    switch text {
    case .written: return Alphabet(transcripts: texts)
    case .units: return Alphabet(unitsOf: texts)
    case .spoken:
      // One text in capitals alone does not tell whether its I has a dot.
      let hasDotlessI = texts.contains { $0.contains("ı") }
      return Alphabet(transcripts: texts.map { spokenText($0, hasDotlessI: hasDotlessI) })
    }
  }
}
