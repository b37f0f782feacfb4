public import NumericCore

/// Why a list of recordings cannot be used.
public enum ManifestError: DescribedError, Sendable, Equatable {
  /// The list or the folder itself could not be read.
  case file(FileError)
  /// A line is not what its file has lines of: a JSON object with the members it must have, a row of
  /// a table, a name and what belongs to it.
  case invalidLine(path: String, line: Int, reason: String)
  /// A sound file in a folder has no text file of the same name.
  case missingText(audioPath: String)
  /// A text file in a folder has no sound file of the same name.
  case missingAudio(textPath: String)
  /// Two sound files in a folder differ in nothing but their extension.
  case ambiguousAudio(first: String, second: String)
  /// Two files of subtitles beside a recording differ in nothing but their language.
  case ambiguousText(first: String, second: String)
  /// What is named like a recording or a text in a folder is a named pipe, a socket or a device.
  case notAFile(path: String)
  /// A file of subtitles or a TextGrid has no part in which something is said.
  case silent(path: String)
  /// What should list recordings is one.
  case soundFile(path: String)
  /// What should list recordings is one of several files in `folder` that do so together.
  case part(path: String, folder: String)
  /// The sound that belongs to a text file in a folder is in a format that is not read.
  case foreignSound(path: String)
  /// A folder has no recording with its text beside it, but files that may list some.
  case lists(path: String, names: [String])
  /// There is no recording at all.
  case empty(path: String)

  /// One line: what is wrong, where, and what to do.
  public var description: String { sentence.onOneLine }

  private var sentence: String {
    switch self {
    case .file(let error): error.description
    case .invalidLine(let path, let line, let reason): "\(path):\(line): the line \(reason)"
    case .missingText(let path):
      "\(path) has no transcript; put it into a .txt file of the same name, or one with times into "
        + ".srt, .vtt or .TextGrid"
    case .missingAudio(let path):
      "\(path) has no recording of the same name beside it "
        + "(\(Manifest.audioExtensions.map { "." + $0 }.joined(separator: ", ")))"
    case .ambiguousAudio(let first, let second):
      "\(first) and \(second) share one transcript; rename or remove one"
    case .ambiguousText(let first, let second):
      "\(first) and \(second) belong to one recording; rename or remove one"
    case .notAFile(let path): "\(path) is a pipe or a device, not a file; rename or remove it"
    case .silent(let path):
      "\(path) has no text with a beginning and an end; write some, or remove it"
    case .soundFile(let path):
      "\(path) is a sound file, not a data set; name the folder, or a file that lists recordings and "
        + "their texts"
    case .part(let path, let folder):
      "\(path) is but a part of a data set; name the folder, \(folder)"
    case .foreignSound(let path):
      "\(path) is in a format that is not read; convert it to WAV or FLAC, as "
        + "ffmpeg -i a.m4a a.wav does"
    case .lists(let path, let names):
      "\(path) has no sound file beside a text of the same name; if a file in it lists recordings, "
        + "name that: \(names.joined(separator: ", "))"
    case .empty(let path):
      "\(path) lists no recording; it needs lines such as "
        + #"{"audio_filepath": "a.wav", "text": "yes"}, or columns path and sentence in a .csv or "#
        + ".tsv, or pairs of a.wav and a.txt (.srt, .vtt, .TextGrid) in a folder, or Kaldi's wav.scp and text, "
        + "LibriSpeech's *.trans.txt or LJSpeech's metadata.csv"
    }
  }
}
