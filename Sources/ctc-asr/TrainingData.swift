import CTC
import Foundation
import Interchange
import Training

extension Manifest {
  /// The manifest at the path of an argument, or on standard input for `-`, and the faults of its
  /// lines.
  static func read(
    argument path: String, textIsOptional: Bool = false
  ) throws(ManifestError) -> (manifest: Manifest, faults: [ManifestError]) {
    guard path == "-" else {
      return try read(URL(filePath: path), textIsOptional: textIsOptional)
    }
    return try read(
      inputFile(path), relativeTo: .currentDirectory(), textIsOptional: textIsOptional)
  }

  /// The manifest that an argument names, which must not have a fault.
  init(argument path: String) throws(ManifestError) {
    let (manifest, faults) = try Self.read(argument: path)
    if let fault = faults.first { throw fault }
    self = manifest
  }
}

/// Reads a manifest's recordings with a progress bar.
func readDataSet(
  _ manifest: Manifest, named name: String, alphabet: Alphabet,
  configuration: TrainingConfiguration
) throws -> DataSet {
  let meter = ProgressMeter(
    "reading \(name)", total: Double(manifest.entries.count), unit: "recordings")
  defer { meter.finish() }
  return try DataSet(
    manifest, alphabet: alphabet, configuration: configuration, progress: { meter.advance() })
}

/// The alphabet that a configuration names, or that of the training texts.
func alphabet(
  for configuration: TrainingConfiguration, training: Manifest
) -> Alphabet {
  guard configuration.alphabet.isEmpty else {
    return Alphabet(transcripts: [configuration.alphabet.replacing(" ", with: "|")])
  }
  return Alphabet(transcripts: training.entries.map(\.text))
}

/// Refuses a data set whose texts are all empty.
func refuseEmptyAlphabet(_ alphabet: Alphabet, named name: String) throws {
  guard alphabet.count > 1 else { throw Failure("\(name): the texts have no symbol to learn") }
}

/// Tells what follows from an alphabet without a space, if this is one.
func tellMissingSpace(in alphabet: Alphabet) {
  guard alphabet.wordBoundary == nil, alphabet.count > 1 else { return }
  notice(
    "note: no text has a space, so that several words in a row are recognized as one; to tell them "
      + "apart, add texts of several words, or name all symbols and | in the key alphabet and join "
      + "recordings (augmentation.join)")
}
