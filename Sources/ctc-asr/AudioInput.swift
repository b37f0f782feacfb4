import ArgumentParser
import AudioFrontEnd
import Foundation
import NumericCore

/// Which sound of a file is read.
struct AudioOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The channel to read, counted from 1; by default the mean of all.", valueName: "number"))
  var channel: Int?

  func validate() throws {
    if let channel, channel < 1 { throw ValidationError("--channel must be at least 1") }
  }

  /// The sound at `path`, or on standard input for `-`.
  func clip(at path: String) throws(AudioFileError) -> AudioClip {
    path == "-"
      ? try AudioClip(data: standardInput(), channel: channel)
      : try AudioClip(contentsOf: URL(filePath: path), channel: channel)
  }

  /// What reads the sound at `path`, or on standard input for `-`, piece by piece.
  func reader(at path: String) throws(AudioFileError) -> AudioFileReader {
    guard path == "-" else {
      return try AudioFileReader(contentsOf: URL(filePath: path), channel: channel)
    }
    return try AudioFileReader(data: standardInput(), channel: channel)
  }

  private func standardInput() throws(AudioFileError) -> Data {
    do {
      return try FileHandle.standardInput.readToEnd() ?? Data()
    } catch {
      throw .unreadable("standard input", reason: systemReason(for: error))
    }
  }
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

  mutating func tell(of clip: AudioClip, at path: String) {
    guard known.insert(clip.sampleRate).inserted else { return }
    notice("\(path): resampling from \(clip.sampleRate) to \(modelRate) Hz")
  }
}
