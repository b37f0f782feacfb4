import ArgumentParser
import AudioFrontEnd
import Foundation
import NumericCore
import SequenceLabeler

/// `ctc-asr decode`: sound files to text.
struct DecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode", abstract: "Turn sound files into text.",
    discussion: """
      One file gives its text alone, several give a line each with path, tab and text; one that \
      cannot be read does not keep the others from being decoded. Any container that libsndfile \
      reads will do, at any sample rate; - is standard input.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @OptionGroup var model: ModelOptions
  @OptionGroup var decoder: DecoderOptions
  @OptionGroup var audio: AudioOptions

  @Option(help: "What is written: the text, or a JSON object a line with times and confidence.")
  var format = Format.text

  @Argument(help: ArgumentHelp("Sound files, or -.", valueName: "file"))
  var files: [String]

  func run() throws {
    let model = try model.load()
    let labeler = try decoder.labeler(model)
    var resampling = ResamplingNotice(modelRate: model.sampleRate)
    var failed = false
    let together = 4 * ThreadPool.shared.threadCount
    for first in stride(from: 0, to: files.count, by: together) {
      let paths = files[first..<min(first + together, files.count)]
      for (path, result) in zip(paths, transcribe(Array(paths), with: labeler)) {
        do {
          let (clip, transcript) = try result.get()
          resampling.tell(of: clip.sampleRate, at: path)
          try output(line(for: transcript, path: path))
        } catch let error as AudioFileError {
          notice("Error: \(error)")
          failed = true
        }
      }
    }
    if failed { throw ExitCode.failure }
  }

  /// Decodes files on all threads.
  private func transcribe(
    _ paths: [String], with labeler: SequenceLabeler
  ) -> [Result<(AudioClip, Transcript), AudioFileError>] {
    inParallel(paths.count) { index in
      Result { () throws(AudioFileError) in
        let clip = try audio.clip(at: paths[index])
        return (clip, labeler.transcribe(clip))
      }
    }
  }

  private func line(for transcript: Transcript, path: String) throws -> String {
    switch format {
    case .text:
      return files.count == 1 ? "\(transcript.text)\n" : "\(path)\t\(transcript.text)\n"
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let object = FileTranscript(path: path, transcript: transcript)
      return String(decoding: try encoder.encode(object), as: UTF8.self) + "\n"
    }
  }
}

/// A transcript with the file it came from, in one flat JSON object.
private struct FileTranscript: Encodable {
  let path: String
  let transcript: Transcript

  enum CodingKeys: String, CodingKey {
    case path = "audio_filepath"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try transcript.encode(to: encoder)
  }
}
