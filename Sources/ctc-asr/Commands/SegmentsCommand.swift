import ArgumentParser
import AudioFrontEnd
import Foundation
import NumericCore

/// `ctc-asr segments`: where there is speech in sound files.
struct SegmentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segments", abstract: "Find the speech in sound files.",
    discussion: """
      Writes a line for each stretch of speech: where it starts and where it ends, in seconds, \
      separated by a tab, after the path if there are several files. Files are read piece by piece, \
      however long they are; - is standard input.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @OptionGroup var audio: AudioOptions

  @Option(help: "What is written: lines of text, or a JSON object a line for each file.")
  var format = Format.text

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The shortest pause that parts two stretches of speech.", valueName: "seconds"))
  var minimumPause = VoiceActivityConfiguration().minimumPause

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How far below the loudest speech of the last 3 s speech may lie, 1 to 100.",
      valueName: "decibels"))
  var loudnessRange = VoiceActivityConfiguration().loudnessRange

  @Argument(help: ArgumentHelp("Sound files, or -.", valueName: "file"))
  var files: [String]

  func validate() throws {
    guard (0...60).contains(minimumPause) else {
      throw ValidationError("--minimum-pause must be 0 to 60")
    }
    guard (1...100).contains(loudnessRange) else {
      throw ValidationError("--loudness-range must be from 1 to 100")
    }
  }

  func run() throws {
    var failed = false
    for path in files {
      do {
        try output(lines(for: speech(in: path)))
      } catch let error as AudioFileError {
        notice("Error: \(error)")
        failed = true
      } catch let error as FeatureConfigurationError {
        notice("Error: \(inputName(path)): \(error)")
        failed = true
      }
    }
    if failed { throw ExitCode.failure }
  }

  private func speech(in path: String) throws -> FileSpeech {
    var configuration = VoiceActivityConfiguration()
    configuration.minimumPause = minimumPause
    configuration.loudnessRange = loudnessRange
    configuration.padding = min(configuration.padding, minimumPause / 2)
    var reader = try audio.reader(at: path)
    var stream = try VoiceActivityDetector(configuration, sampleRate: reader.sampleRate).stream()
    var segments: [Range<Int>] = []
    while let samples = try reader.nextBlock() { segments += stream.append(samples) }
    segments += stream.finish()
    if reader.channelsCancel { tellCancelledChannels(at: path) }
    let rate = Double(reader.sampleRate)
    return FileSpeech(
      path: path,
      segments: segments.map {
        .init(start: Double($0.lowerBound) / rate, end: Double($0.upperBound) / rate)
      })
  }

  private func lines(for speech: FileSpeech) throws -> String {
    switch format {
    case .text:
      let path = files.count == 1 ? "" : "\(speech.path.onOneLine)\t"
      return speech.segments.map { path + String(format: "%.2f\t%.2f\n", $0.start, $0.end) }
        .joined()
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(speech), as: UTF8.self) + "\n"
    }
  }
}

/// The speech in one file, as a JSON object.
private struct FileSpeech: Encodable {
  /// A stretch of speech, in seconds.
  struct Segment: Encodable {
    let start, end: Double
  }

  let path: String
  let segments: [Segment]

  enum CodingKeys: String, CodingKey {
    case path = "audio_filepath"
    case segments
  }
}
