import ArgumentParser
import AudioFrontEnd
import CTC
import Foundation
import Interchange
import LanguageModel
import RecurrentNetwork
import SequenceLabeler

/// `ctc-asr info`: what a model, a sound file or a data set is.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Say what a model, a sound file or a data set is.",
    discussion: "Without an argument, describes the model that ships with the program as commands.")

  @OptionGroup var audio: AudioOptions

  @Argument(
    help: ArgumentHelp(
      "A model's directory, a sound file, or a data set.", valueName: "path"))
  var path: String?

  func run() throws {
    guard let path else { return try describe(Model.bundled()) }
    if Model.exists(named: path) { return try describe(Model(named: path)) }
    let url = URL(filePath: path)
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
      isFolder.boolValue
        || ["json", "jsonl", "csv", "tsv", "scp", "txt"].contains(url.pathExtension.lowercased())
        || ["text", "segments", "utt2spk"].contains(url.lastPathComponent)
    {
      return try describe(Manifest(argument: path))
    }
    try describe(audio.reader(at: path), at: path)
  }

  private func describe(_ sound: consuming AudioFileReader, at path: String) throws {
    var peak: Float = 0
    while let samples = try sound.nextBlock() { peak = samples.reduce(peak) { max($0, abs($1)) } }
    let channels = sound.channelCount > 1 ? " of \(sound.channelCount) channels" : ""
    try output(
      String(
        format: "sound: %.3f s, %d samples%@ at %d Hz, peak %.3f\n",
        Double(sound.sampleCount) / Double(sound.sampleRate), sound.sampleCount, channels,
        sound.sampleRate, peak))
    if sound.channelsCancel { tellCancelledChannels(at: path) }
  }

  private func describe(_ model: Model) throws {
    let network = model.configuration.network
    try output(
      """
      model: \(counted(network.shape.layers, "layer")) of \(network.shape.units) \
      \(network.shape.cell.rawValue) cells\(network.shape.bidirectional ? ", two directions" : ""), \
      \(model.network.parameters.count) parameters
      sound: \(model.sampleRate) Hz, \(network.inputs) mel bins, a frame every \
      \(Int((1000 * model.secondsPerFrame).rounded())) ms\
      \(model.configuration.dereverberation == true ? ", late reverberation taken off first" : "")
      delay: \(model.delay)
      features: fingerprint \(model.configuration.features.fingerprint)
      words: \(words(of: model))
      symbols: \(model.alphabet.tokenLines.map(\.withVisibleCharacters).joined(separator: " "))

      """)
  }

  private func words(of model: Model) -> String {
    let words = model.lexicon.map { "\($0.words.count) of lexicon.txt" } ?? "any"
    guard let languageModel = model.languageModel else { return words }
    let search = model.searchOptions
    return words
      + String(
        format: ", weighed by a language model of %@: --lm-weight %g --word-bonus %g",
        counted(languageModel.counts.reduce(0, +), "n-gram"), search.languageWeight,
        search.wordBonus)
  }

  private func describe(_ manifest: Manifest) throws {
    let entries = manifest.entries
    let seconds = entries.compactMap(\.duration).reduce(0, +)
    let speakers = Set(entries.compactMap(\.speaker)).count
    let words = Set(entries.flatMap { CTC.words(of: $0.text) }).count
    let facts = [
      counted(entries.count, "recording"),
      seconds > 0 ? String(format: "%.1f minutes stated", seconds / 60) : nil,
      speakers > 0 ? "\(counted(speakers, "speaker")) named" : nil,
      counted(words, "different word"),
    ]
    try output("data set: \(facts.compactMap(\.self).joined(separator: ", "))\n")
  }
}
