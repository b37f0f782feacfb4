public import Foundation

/// One recording and what is said in it.
public struct ManifestEntry: Sendable, Equatable {
  /// The sound file.
  public var audioPath: URL
  /// The channel of the sound file that it is in, counted from 1; nil for the mean of all.
  public var channel: Int?
  /// The recording's length in seconds, where the manifest states it.
  public var duration: Double?
  /// Where in the sound file the recording begins, in seconds, if it is a part of it that is
  /// ``duration`` long, or goes on to the end.
  public var offset: Double?
  /// What is said.
  public var text: String
  /// Who says it, where known.
  public var speaker: String?
  /// The recording's name among all others, where the manifest states it.
  public var id: String?
  /// The file that told of the recording: the manifest, or the text file in a folder.
  public var source: URL
  /// The line of ``source``, counted from 1.
  public var line: Int

  /// An entry that comes from line `line` of `source`; by default, from the audio file itself.
  public init(
    audioPath: URL, channel: Int? = nil, duration: Double? = nil, offset: Double? = nil,
    text: String, speaker: String? = nil, id: String? = nil, source: URL? = nil, line: Int = 1
  ) {
    self.audioPath = audioPath
    self.channel = channel
    self.duration = duration
    self.offset = offset
    self.text = text
    self.speaker = speaker
    self.id = id
    self.source = source ?? audioPath
    self.line = line
  }

  /// Where a message about this recording sends its reader, the path as it was given: `path:line`, or the
  /// sound file's path if nothing but its name tells of it.
  public var location: String {
    source == audioPath ? source.relativePath : "\(source.relativePath):\(line)"
  }

  /// What tells the recording from others, wherever a program runs: `path:line`, the path in full.
  public var key: String { "\(source.path):\(line)" }
}
