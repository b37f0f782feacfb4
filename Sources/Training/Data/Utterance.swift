public import AudioFrontEnd
public import Interchange

/// A recording that can be learned from or measured on.
public struct Utterance: Sendable {
  /// Where it came from.
  public let entry: ManifestEntry
  let sound: StoredSound
  /// Its text as labels.
  public let target: [Int]
  /// Samples a second of the file before it was resampled, in hertz.
  public let fileSampleRate: Int
  /// That of the sound before it was resampled, see ``AudioFrontEnd/AudioClip/fingerprint``.
  let soundFingerprint: UInt64
  /// Whether it is the mean of channels that cancel each other.
  var channelsCancel = false

  /// Its length in seconds.
  public var duration: Double { sound.duration }

  /// Its sound at the model's sample rate.
  ///
  /// - Throws: `AudioFileError` of sound that is not kept in memory, when it cannot be read again.
  public func clip() throws(AudioFileError) -> AudioClip { try sound.clip() }
}
