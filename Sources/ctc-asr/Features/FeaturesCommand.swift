import ArgumentParser
import Foundation
import Interchange

/// `ctc-asr features`: sound files to matrices of features.
struct FeaturesCommand: ParsableCommand {
  /// How features are written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case npy, ark
  }

  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract:
      "Compute log-mel filterbanks, MFCC, spectrograms or Whisper's input of sound files.",
    discussion: """
      Writes float32 [frames, columns] in NumPy's npy format or Kaldi's ark. Options have Kaldi's \
      names, definitions and, but for 80 mel filters and no dither, Kaldi's defaults; samples are at \
      the scale of 16-bit integers. With --type whisper they are Whisper's log-mel features, which \
      have frames of their own at 16000 hertz. A file is read piece by piece, however long it is, \
      unless its features are normalized. Of many files, one that cannot be read does not keep the others from being written.
      """)

  @OptionGroup var features: FeatureOptions
  @OptionGroup var audio: AudioOptions
  @OptionGroup var threads: ThreadOptions

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "Where the features of one file, or an ark, go; - is standard output.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Where the features of many files go: x.npy for each x.wav, or feats.ark and feats.scp.",
      valueName: "dir"))
  var out: String?

  @Option(help: "How they are written.")
  var format = Format.npy

  @Option(
    help: ArgumentHelp(
      """
      Read the sound files of a data set; an entry's "id", if it has one, names its features. \
      - is standard input.
      """, valueName: "data"))
  var manifest: String?

  @Argument(help: ArgumentHelp("Sound files, or -.", valueName: "file"))
  var files: [String] = []

  func validate() throws {
    guard (output == nil) != (out == nil) else {
      throw ValidationError("name either -o FILE for one file's features, or --out DIR for many")
    }
    guard files.isEmpty != (manifest == nil) else {
      throw ValidationError("name either sound files or a --manifest")
    }
    guard output == nil || format == .ark || files.count == 1 else {
      throw ValidationError("-o takes the features of one file; name --out DIR for those of many")
    }
    if let output, format == .ark, script(besideArchive: output) == URL(filePath: output) {
      throw ValidationError("-o names the ark, whose .scp goes beside it; give it another ending")
    }
  }

  func run() throws {
    threads.apply()
    let interruption = OutputInterruption()
    defer { withExtendedLifetime(interruption) {} }
    let readers = FeatureReaders(features, audio)
    if let output, format == .npy {
      try check(outputs: [output], besides: files)
      var reader = try readers.reader(at: files[0])
      try reader.writeArray(to: outputFile(output))
      if reader.channelsCancel { tellCancelledChannels(at: files[0]) }
      return
    }
    let (inputs, faults) = try inputs()
    try inputs.validateKeys(for: format)
    for fault in faults { notice("Error: \(fault)") }
    let failures = try write(FeatureBatch(inputs: inputs, readers: readers))
    if failures + faults.count > 0 { throw ExitCode.failure }
  }

  /// What is to be read, and the faults of a manifest's lines.
  private func inputs() throws -> ([FeatureInput], [ManifestError]) {
    guard let manifest else { return (files.map { FeatureInput(path: $0) }, []) }
    let (found, faults) = try Manifest.read(argument: manifest, textIsOptional: true)
    return (found.entries.map { FeatureInput($0) }, faults)
  }

  /// Writes the features of all files that can be read; returns the number of the others.
  private func write(_ batch: FeatureBatch) throws -> Int {
    if output == "-" {
      return try batch.writeArchive(KaldiArchiveWriter(.standardOutput()))
    }
    if let output {
      let script = script(besideArchive: output)
      let lists = manifest.map { [$0, "\($0)/wav.scp"] } ?? []
      try check(outputs: [output, script.path], besides: batch.inputs.map(\.path) + lists)
      return try batch.writeArchive(KaldiArchiveWriter(ark: URL(filePath: output), scp: script))
    }
    let folder = URL(filePath: out ?? "")
    try makeFolder(folder)
    switch format {
    case .npy:
      return try batch.writeArrays(to: folder)
    case .ark:
      return try batch.writeArchive(
        KaldiArchiveWriter(
          ark: folder.appending(path: "feats.ark"), scp: folder.appending(path: "feats.scp")))
    }
  }

  /// Where the script file of an archive goes: `x.scp` for `x.ark`.
  private func script(besideArchive path: String) -> URL {
    URL(filePath: path).deletingPathExtension().appendingPathExtension("scp")
  }
}
