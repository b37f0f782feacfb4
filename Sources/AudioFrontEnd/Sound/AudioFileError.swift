public import NumericCore

/// Why a file gives no ``AudioClip``.
///
/// Every case starts with the file's name.
public enum AudioFileError: DescribedError, Sendable, Hashable {
  /// There is no such file.
  case missing(String)
  /// The file may not be read.
  case notPermitted(String)
  /// The name is that of a directory.
  case directory(String)
  /// The system cannot read the file.
  case unreadable(String, reason: String)
  /// The file has no bytes.
  case empty(String)
  /// The file is not in a format that libsndfile reads.
  case notAudio(String, reason: String)
  /// The file is in a format that is common, but not read.
  case otherFormat(String, format: String)
  /// The file begins well, but what follows is no sound.
  case damaged(String, reason: String)
  /// The file ends before the sound that its header announces.
  case truncated(String, found: Int, expected: Int, unit: LengthUnit)
  /// The file announces no sound at all.
  case noSamples(String)
  /// A sample is infinite or no number.
  case notFinite(String, sample: Int, seconds: Double)
  /// There is no such channel; channels are counted from 1.
  case noChannel(String, channel: Int, channelCount: Int)
  /// The sample rate in hertz is not one of sound.
  case implausibleSampleRate(String, hertz: Int)
  /// The sound ends before a part of it that is asked for, whose end is `needed`.
  case endsEarly(String, seconds: Double, needed: Double)
  /// Another file begins at byte `offset`.
  case joined(String, offset: Int)
  /// More bytes come through a pipe than memory is for.
  case endless(String, limit: Int)
  /// The sound is longer than a clip may be.
  case tooLong(String, limit: Int)

  /// What the length of a file is counted in.
  public enum LengthUnit: String, Sendable {
    /// Bytes of sound.
    case bytes
    /// Samples of every channel.
    case frames
  }

  /// One line: where, what is wrong and what to do.
  public var description: String { sentence.onOneLine }

  private var sentence: String {
    switch self {
    case .missing(let name):
      "\(name): no such file; "
        + (name.isRepaired ? "its name is not UTF-8, rename it" : "check the path")
    case .notPermitted(let name):
      "\(name): permission denied; allow this user to read the file"
    case .directory(let name):
      "\(name): is a directory; name a file inside it"
    case .unreadable(let name, let reason):
      "\(name): cannot be read (\(reason))"
    case .empty(let name):
      "\(name): the file is empty; record or copy it again"
    case .notAudio(let name, let reason):
      "\(name): no audio file that can be read (\(Self.plain(reason))); convert it to WAV or FLAC"
    case .otherFormat(let name, let format):
      "\(name): \(format), which is not read; convert it to WAV or FLAC, as ffmpeg -i IN OUT.wav does"
    case .damaged(let name, let reason):
      "\(name): the sound is damaged (\(Self.plain(reason))); record or copy it again"
    case .truncated(let name, let found, let expected, let unit):
      "\(name): cut short, \(found) of \(expected) \(unit) of sound are there; copy it again"
    case .noSamples(let name):
      "\(name): holds no samples; record it again or leave it out"
    case .notFinite(let name, let sample, let seconds):
      "\(name): sample \(sample), at \(Self.rounded(seconds)) s, is not a finite number; "
        + "convert the file from its source again"
    case .noChannel(let name, let channel, let channelCount):
      channelCount == 1
        ? "\(name): no channel \(channel); the file has one channel, number 1"
        : "\(name): no channel \(channel); the file has channels 1 to \(channelCount)"
    case .implausibleSampleRate(let name, let hertz):
      "\(name): a sample rate of \(hertz) hertz is not between 1000 and 1000000; "
        + "convert the file from its source again"
    case .endsEarly(let name, let seconds, let needed):
      "\(name): lasts \(Self.rounded(seconds)) s, but a part of it to \(Self.rounded(needed)) s is "
        + "asked for; correct offset and duration"
    case .joined(let name, let offset):
      "\(name): another file begins at byte \(offset); split it there, or join sounds with a program "
        + "that knows their format, such as sox"
    case .endless(let name, let limit):
      "\(name): more than \(limit >> 20) MiB that are no file's, and no end; write them to a file "
        + "first, or decode them as they arrive"
    case .tooLong(let name, let limit):
      "\(name): more than \(limit) samples; cut it into shorter files"
    }
  }

  /// libsndfile's sentence without its full stop, so that it fits into ours.
  private static func plain(_ reason: String) -> String {
    var reason = reason[...]
    while reason.last == "." || reason.last == " " { reason.removeLast() }
    return String(reason)
  }

  private static func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
}
