import ArgumentParser
import AudioFrontEnd
import Foundation

/// Which sound of a file is read.
struct AudioOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The channel to read, counted from 1; by default the mean of all.", valueName: "number"))
  var channel: Int?

  /// The sound at `path`, or on standard input for `-`; with a notice if its rate has to change.
  func clip(at path: String, modelRate: Int? = nil) throws -> AudioClip {
    let clip =
      path == "-"
      ? try AudioClip(
        data: FileHandle.standardInput.readToEnd() ?? Data(), channel: channel)
      : try AudioClip(contentsOf: URL(filePath: path), channel: channel)
    if let modelRate, modelRate != clip.sampleRate {
      notice("\(path): resampling from \(clip.sampleRate) to \(modelRate) Hz")
    }
    return clip
  }
}
