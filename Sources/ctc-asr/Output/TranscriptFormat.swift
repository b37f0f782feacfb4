import ArgumentParser
import Foundation
import Interchange
import NumericCore
import SequenceLabeler

/// How transcripts are written.
enum TranscriptFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, ctm, srt, vtt, textgrid

  /// Whether several recordings can stand one after the other.
  var takesSeveral: Bool { [.text, .json, .ctm].contains(self) }

  /// How the names of files in the format end.
  var fileExtension: String {
    switch self {
    case .text: "txt"
    case .textgrid: "TextGrid"
    default: rawValue
    }
  }

  /// Whether times are part of it.
  var hasTimes: Bool { self != .text }

  /// What is written for one recording: its best transcript or, if several are listed, all of
  /// them with their scores; lines of text begin with the path if need be, a tab or a line end in it
  /// written out, and with the channel.
  func lines(
    for transcripts: [Transcript], path: String, channel: Int? = nil, listsSeveral: Bool,
    namesPath: Bool, namesChannel: Bool = false
  ) throws -> String {
    let best = transcripts[0]
    switch self {
    case .text:
      let start =
        (namesPath ? "\(path.onOneLine)\t" : "")
        + (namesChannel ? channel.map { "\($0)\t" } ?? "" : "")
      return transcripts.map { transcript in
        let score = String(format: "%.4f\t", transcript.logProbability + transcript.languageScore)
        return start + (listsSeveral ? score : "") + transcript.text + "\n"
      }.joined()
    case .json:
      return try jsonLine(
        FileTranscript(
          path: path, channel: channel, transcript: best,
          alternatives: listsSeveral ? transcripts : nil, loss: nil))
    case .ctm:
      return ctmLines(
        best.words.map(TimedText.init), recording: recordingName(path), channel: channel ?? 1)
    case .srt:
      return best.subtitles.subRip
    case .vtt:
      return best.subtitles.webVTT
    case .textgrid:
      return textGrid(
        [
          ("words", best.words.map(TimedText.init)), ("symbols", best.symbols.map(TimedText.init)),
        ], duration: best.duration)
    }
  }

  /// What is written for the alignment of one recording.
  func lines(for alignment: Alignment, path: String, channel: Int?) throws -> String {
    let transcript = alignment.transcript
    switch self {
    case .text:
      let rows =
        transcript.words.map { ("word", $0) } + transcript.symbols.map { ("symbol", $0) }
      return rows.map { kind, span in
        String(format: "%.3f\t%.3f\t%.4f\t", span.start, span.end, span.confidence)
          + "\(kind)\t\(span.text == " " ? "|" : span.text)\n"
      }.joined()
    case .json:
      return try jsonLine(
        FileTranscript(
          path: path, channel: channel, transcript: transcript, alternatives: nil,
          loss: alignment.loss))
    default:
      return try lines(
        for: [transcript], path: path, channel: channel, listsSeveral: false, namesPath: false)
    }
  }

  /// What is written for the lines of a text that were found in a recording.
  func lines(
    forLines found: [FoundLine], path: String, channel: Int?, duration: Double
  ) throws -> String {
    let timed = found.map { TimedText($0.span) }
    switch self {
    case .text:
      return found.map(\.span).map {
        String(format: "%.3f\t%.3f\t%.4f\t", $0.start, $0.end, $0.confidence) + $0.text + "\n"
      }.joined()
    case .json:
      return try found.map { try jsonLine(FileSegment(path: path, channel: channel, $0)) }.joined()
    case .ctm: throw Failure("--text-file does not go with --format ctm, which has words")
    case .srt: return Subtitles(lines: timed).subRip
    case .vtt: return Subtitles(lines: timed).webVTT
    case .textgrid: return textGrid([("lines", timed)], duration: duration)
    }
  }

  private func jsonLine(_ object: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // The logarithm of a text that the frames cannot say: JSON has no such number.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return String(decoding: try encoder.encode(object), as: UTF8.self) + "\n"
  }
}

extension TimedText {
  /// A word or symbol of a transcript.
  init(_ span: Transcript.Span) {
    self.init(text: span.text, start: span.start, end: span.end, confidence: span.confidence)
  }
}

/// A line of a text that was found in a recording.
struct FoundLine {
  /// Counted from 1.
  let number: Int
  var span: Transcript.Span
}

/// A part of a recording and its text.
private struct FileSegment: Encodable {
  let path: String
  let channel: Int?
  let offset: Double
  let duration: Double
  let text: String
  let confidence: Float
  let line: Int

  enum CodingKeys: String, CodingKey {
    case path = "audio_filepath"
    case channel, offset, duration, text, confidence, line
  }

  init(path: String, channel: Int?, _ found: FoundLine) {
    let span = found.span
    self.path = path
    self.channel = channel
    line = found.number
    offset = span.start
    duration = span.end - span.start
    text = span.text
    confidence = span.confidence
  }
}

/// A transcript with the file it came from, in one flat JSON object.
private struct FileTranscript: Encodable {
  let path: String
  let channel: Int?
  let transcript: Transcript
  let alternatives: [Transcript]?
  let loss: Float?

  enum CodingKeys: String, CodingKey {
    case path = "audio_filepath"
    case channel, alternatives, loss
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encodeIfPresent(channel, forKey: .channel)
    try container.encodeIfPresent(alternatives, forKey: .alternatives)
    try container.encodeIfPresent(loss, forKey: .loss)
    try transcript.encode(to: encoder)
  }
}

extension Transcript {
  /// Its words, as many of them in a subtitle as fit.
  var subtitles: Subtitles { Subtitles(words.map(TimedText.init), text: text) }
}
