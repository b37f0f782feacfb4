public import AudioFrontEnd
import Foundation
import Interchange

/// Sound in memory and what is said in it.
public struct Recording: Sendable, Equatable {
  /// The sound, at any sample rate.
  public var clip: AudioClip
  /// What is said.
  public var text: String
  /// Who says it, where known.
  public var speaker: String?

  /// A recording of a text.
  public init(clip: AudioClip, text: String, speaker: String? = nil) {
    self.clip = clip
    self.text = text
    self.speaker = speaker
  }

  /// What stands for it among recordings that have files.
  func entry(number: Int) -> ManifestEntry {
    ManifestEntry(
      audioPath: URL(filePath: "/memory/\(number)"), duration: clip.duration, text: text,
      speaker: speaker, source: URL(filePath: "/memory"), line: number)
  }
}
