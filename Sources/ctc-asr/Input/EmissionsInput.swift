import ArgumentParser
import CTC
import Foundation
import RecurrentNetwork
import SequenceLabeler

/// Log-probabilities of any network, in place of sound.
struct EmissionsInput: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Read log-probabilities [frames, symbols] in place of sound, natural logarithms as npy; - is "
        + "standard input.", valueName: "file"))
  var emissions: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      The symbols of --emissions, one a line in the order of the columns, or each with its number; or \
      vocab.json. | is the word boundary, or ▁ begins the pieces that begin words.
      """, valueName: "file"))
  var tokens: String?

  @Option(
    name: .customLong("null"),
    help: ArgumentHelp(
      "The null symbol among --tokens (default: \(Alphabet.nullNames.joined(separator: ", ")), whichever is there).",
      valueName: "symbol"))
  var null: String?

  @Option(
    help: ArgumentHelp(
      "Seconds from one row of --emissions to the next, for times.", valueName: "seconds"))
  var frameShift: Double?

  func validate() throws {
    if emissions.isEmpty {
      guard tokens == nil && frameShift == nil && null == nil else {
        throw ValidationError("--tokens, --null and --frame-shift need --emissions")
      }
      return
    }
    if tokens == nil { throw ValidationError("--emissions needs --tokens") }
    if let frameShift, !(frameShift > 0 && frameShift <= 10) {
      throw ValidationError("--frame-shift must be above 0 and at most 10")
    }
  }

  /// Checks that there is one kind of input, and that times can be known where they are wanted.
  func validate(
    files: [String], textFile: String? = nil, model: ModelOptions, audio: AudioOptions,
    wantsTimes: Bool
  ) throws {
    if (files + emissions + [tokens, textFile]).count(where: { $0 == "-" }) > 1 {
      throw ValidationError("- is named twice, but standard input can be read only once")
    }
    guard !emissions.isEmpty else {
      if files.isEmpty { throw ValidationError("name a sound file, or --emissions and --tokens") }
      return
    }
    guard files.isEmpty, model.model == nil, model.precision == .f32, !model.dereverberate,
      audio.channel == nil, audio.raw == nil
    else {
      throw ValidationError(
        "--emissions does not go with sound files, --model, --precision, --dereverberate, "
          + "--channel or --raw")
    }
    if wantsTimes && frameShift == nil {
      throw ValidationError("times of --emissions need --frame-shift, such as --frame-shift 0.02")
    }
  }

  /// The symbols of the emissions, if any were named.
  func alphabet() throws -> Alphabet? {
    try tokens.map { try Alphabet(contentsOf: inputFile($0), null: null) }
  }

  /// The emissions of one file.
  func load(_ path: String, alphabet: Alphabet) throws(EmissionsError) -> Emissions {
    try Emissions(
      contentsOf: inputFile(path), alphabet: alphabet, secondsPerFrame: frameShift ?? 1)
  }
}
