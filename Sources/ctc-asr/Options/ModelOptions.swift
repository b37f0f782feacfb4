public import ArgumentParser
import CTC
import Foundation
import NumericCore
public import RecurrentNetwork
import SequenceLabeler

/// Which model to use, and how many threads.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The directory of a trained model, or one that ships with the program: commands (the \
      default) or english.
      """, valueName: "model"))
  var model: String?

  @Option(
    help: "Precision of matrix products: bf16 is faster and coarser, on processors that have it.")
  var precision = Precision.f32

  @Flag(
    help: "Take late reverberation off the sound: for speech that was recorded across a room.")
  var dereverberate = false

  @OptionGroup var threads: ThreadOptions

  /// What messages call the model.
  var path: String { model ?? "the model that ships with the program" }

  /// The model's pronouncing dictionary, if it has one.
  func dictionary(over alphabet: Alphabet) throws -> Lexicon? {
    try Lexicon(
      dictionaryOfModelIn: Model.directory(named: model ?? BundledModel.commands.rawValue),
      alphabet: alphabet)
  }

  /// The model, with what `decoder` asks of its list of words and its language models.
  func load(for decoder: DecoderOptions) throws -> Model {
    let options = decoder.options
    return try load(options.vocabulary, languageModel: options.needsOwnLanguageModel)
  }

  /// The model; with nil, without its list of words and its language models.
  func load(_ vocabulary: Vocabulary?, languageModel: Bool = true) throws -> Model {
    try asAsked(loadAsStored(vocabulary, languageModel: languageModel))
  }

  /// A model that hears as the options say.
  func asAsked(_ model: Model) -> Model { dereverberate ? model.dereverberating() : model }

  /// The model without what the options say of hearing.
  func loadAsStored(_ vocabulary: Vocabulary?, languageModel: Bool = true) throws -> Model {
    threads.apply()
    guard precision.isAvailable else { throw NetworkError.precisionNotAvailable(precision) }
    guard let model else {
      return try Model.bundled(
        precision: precision, vocabulary: vocabulary, languageModel: languageModel)
    }
    return try Model(
      named: model, precision: precision, vocabulary: vocabulary, languageModel: languageModel)
  }
}

/// How many threads share the work.
struct ThreadOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Threads to work with; by default one for each processor. Results don't depend on it.",
      valueName: "count"))
  var jobs: Int?

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs must be from 1 to 1024")
    }
  }

  func apply() {
    if let jobs { Parallelism.threadCount = jobs }
  }
}

extension Precision: ExpressibleByArgument {}
