public import ArgumentParser
public import AudioFrontEnd
import Foundation

/// Which sound of a file is read, and how.
struct AudioOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The channel to read, counted from 1; by default the mean of all.", valueName: "number"))
  var channel: Int?

  @Option(
    help: ArgumentHelp(
      "Read sound without a header, of this encoding, in ffmpeg's words.", valueName: "encoding"))
  var raw: RawAudioFormat.Encoding?

  @Option(help: ArgumentHelp("The sample rate of --raw sound.", valueName: "hertz"))
  var rawRate: Int?

  @Option(
    help: ArgumentHelp("The channels of --raw sound; by default one.", valueName: "count"))
  var rawChannels: Int?

  func validate() throws {
    if let channel, channel < 1 { throw ValidationError("--channel must be at least 1") }
    guard raw != nil else {
      guard rawRate == nil && rawChannels == nil else {
        throw ValidationError("--raw-rate and --raw-channels need --raw, such as --raw s16le")
      }
      return
    }
    guard let rawRate else {
      throw ValidationError("--raw needs the sample rate, such as --raw-rate 8000")
    }
    guard (1000...1_000_000).contains(rawRate) else {
      throw ValidationError("--raw-rate must be from 1000 to 1000000")
    }
    guard (1...1024).contains(rawChannels ?? 1) else {
      throw ValidationError("--raw-channels must be from 1 to 1024")
    }
  }

  /// What files are, if they have no header.
  var format: RawAudioFormat? {
    guard let raw, let rawRate else { return nil }
    return RawAudioFormat(raw, sampleRate: rawRate, channelCount: rawChannels ?? 1)
  }

  /// Opens the sound at `path`, or on standard input for `-`, of which `channel` is read, by default the
  /// one of the option.
  func reader(
    at path: String, channel: Int? = nil
  ) throws(AudioFileError) -> AudioFileReader {
    let channel = channel ?? self.channel
    guard path == "-" else {
      return try AudioFileReader(contentsOf: URL(filePath: path), channel: channel, raw: format)
    }
    return try AudioFileReader(
      .standardInput, name: standardInputName, channel: channel, raw: format)
  }
}

extension RawAudioFormat.Encoding: ExpressibleByArgument {}

/// Tells that nothing is heard of the sound at `path` unless one of its channels is named.
func tellCancelledChannels(at path: String) {
  notice(
    "\(inputName(path)): the channels cancel each other, and their mean is next to silence; "
      + "--channel 1 reads the first alone")
}

/// Tells that sound has to be resampled, once for each sample rate.
struct ResamplingNotice {
  private let modelRate: Int
  private var known: Set<Int>

  /// For a model that works at `modelRate` hertz.
  init(modelRate: Int) {
    self.modelRate = modelRate
    known = [modelRate]
  }

  /// Tells of sound at `sampleRate` hertz, the first of its kind.
  mutating func tell(of sampleRate: Int, at path: String) {
    guard known.insert(sampleRate).inserted else { return }
    notice("\(inputName(path)): resampling from \(sampleRate) to \(modelRate) Hz")
  }
}
