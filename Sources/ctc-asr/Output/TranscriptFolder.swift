import Foundation
import Interchange

/// A folder that gets the transcripts of each recording in a file of its own: `x.srt` for `x.wav`.
struct TranscriptFolder {
  private let folder: URL
  private let format: TranscriptFormat

  /// The folder at `path`, made unless it is there.
  ///
  /// - Parameters:
  ///   - path: where the folder is.
  ///   - format: what the files have.
  ///   - recordings: the paths of the recordings whose transcripts will be written.
  ///   - hasChannels: whether there is one of each channel, `x.1.srt` for `x.wav`.
  ///   - inputs: other files that are read.
  /// - Throws: where two transcripts would have one place, a file that is read or a recording's text
  ///   would be overwritten, or the folder takes no files.
  init(
    _ path: String, format: TranscriptFormat, recordings: [String], hasChannels: Bool,
    besides inputs: [String]
  ) throws {
    folder = URL(filePath: path)
    self.format = format
    var first: [String: String] = [:]
    let channel = hasChannels ? 1 : nil
    for recording in recordings {
      let place = self.path(for: recording, channel)
      if let other = first.updateValue(recording, forKey: place) {
        throw Failure(
          "\(other) and \(recording) would both be written to \(place); rename one, or write them "
            + "to different folders")
      }
    }
    let places =
      hasChannels ? filesOfChannels(of: recordings) : recordings.map { self.path(for: $0, nil) }
    if format == .text { try checkTexts(at: places, beside: recordings) }
    try makeFolder(folder)
    try check(outputs: places, besides: recordings + inputs)
  }

  /// Writes the transcripts of a recording, or of a channel of it, whole or not at all.
  func write(_ text: String, for recording: String, channel: Int?) throws(FileError) {
    let file = try OutputFile(
      URL(filePath: path(for: recording, channel)), survivesPowerCut: false)
    try file.append(Data(text.utf8))
    try file.finish()
  }

  private func path(for recording: String, _ channel: Int?) -> String {
    let name = recordingName(recording) + (channel.map { ".\($0)" } ?? "")
    return folder.appending(path: "\(name).\(format.fileExtension)").relativePath
  }

  /// What is there already where transcripts of a channel may be written: how many channels the
  /// recordings have is not known before they are read.
  private func filesOfChannels(of recordings: [String]) -> [String] {
    let names = Set(recordings.map(recordingName))
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.sorted().filter { file in
      guard let match = file.wholeMatch(of: /(.+)\.[1-9][0-9]*\.([^.]+)/) else { return false }
      return names.contains(String(match.1)) && match.2 == format.fileExtension
    }.map { folder.appending(path: $0).relativePath }
  }

  /// Throws if a file is one beside a recording in which a data set has its text.
  private func checkTexts(at places: [String], beside recordings: [String]) throws {
    var recordingsOfTexts: [[UInt64]: String] = [:]
    for recording in recordings where recording != "-" {
      let text = URL(filePath: recording).deletingPathExtension().appendingPathExtension("txt")
      if let number = fileNumber(text.path) { recordingsOfTexts[number] = recording }
    }
    for place in places {
      if let recording = fileNumber(place).flatMap({ recordingsOfTexts[$0] }) {
        throw Failure(
          "\(place), which may be the text that \(recording) is known to have, would be overwritten; "
            + "name another folder, or remove it")
      }
    }
  }
}
