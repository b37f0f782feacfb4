import CTC
import Foundation
import Interchange
import SequenceLabeler

/// What a model that a training starts from knows of words: its list, its language models and what they
/// count for.
///
/// The trained model keeps them if nine of ten words of the texts are on the list, and the list gets
/// those that it lacks; else they would stand in the way.
public struct InheritedVocabulary: Sendable, CustomStringConvertible {
  /// The list with the words of the texts; nil if it is not kept.
  let lexicon: Lexicon?
  private let languageModels: [URL]
  private let configuration: ModelConfiguration
  private let listed, missing, unknown, spoken: Int

  private static let sufficientShare = 0.9

  /// Looks for the words of `texts` in the list `listed`.
  init(
    _ listed: Lexicon, languageModels: [URL], configuration: ModelConfiguration, texts: [String]
  ) throws {
    let known = Set(listed.words)
    let words = texts.flatMap {
      listed.alphabet.writable($0).split(separator: " ").map(String.init)
    }
    let unknown = words.filter { !known.contains($0) }
    (spoken, self.unknown) = (words.count, unknown.count)
    (self.listed, missing) = (listed.words.count, Set(unknown).count)
    let isKept = Double(spoken - unknown.count) >= Self.sufficientShare * Double(spoken)
    lexicon = isKept ? try listed.including(unknown) : nil
    self.languageModels = languageModels
    self.configuration = configuration
  }

  /// Puts down what list and language models count for.
  func configure(_ trained: inout ModelConfiguration) {
    guard lexicon != nil else { return }
    trained.fusion = configuration.fusion
    trained.openFusion = configuration.openFusion
    trained.symbolPriors = configuration.symbolPriors
    trained.beamSize = configuration.beamSize
    trained.openBeamSize = configuration.openBeamSize
  }

  /// Copies the language models to the directory of the trained model; the list is a part of that.
  func copyLanguageModels(to directory: URL) throws {
    guard lexicon != nil else { return }
    for file in languageModels {
      try writeAtomically(
        contents(of: file), to: directory.appending(path: file.lastPathComponent))
    }
  }

  /// What becomes of the list, in one line.
  public var description: String {
    guard lexicon != nil else {
      return
        "the list of words of the model to start from is not kept, as it lacks \(unknown) of the "
        + "\(spoken) words of the texts"
    }
    return "the list of \(listed) words of the model to start from is kept"
      + (missing == 0 ? "" : ", with \(missing) more of the texts")
      + (languageModels.isEmpty ? "" : "; so is its language model")
  }
}
