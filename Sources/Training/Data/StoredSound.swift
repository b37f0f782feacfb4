import AudioFrontEnd
import Foundation
import Interchange

/// Sound that is needed again and again in a training.
///
/// Kept in memory it takes half the room where that loses nothing: samples of files with 16 bits,
/// unless they were resampled, are whole multiples of 2⁻¹⁵.
struct StoredSound: Sendable {
  enum Samples {
    case integers([Int16])
    case floats([Float])
    /// Not in memory: they are read from the recording again.
    case file(ManifestEntry)
  }

  let samples: Samples
  let count: Int
  let sampleRate: Int

  /// Keeps `clip` in memory.
  init(_ clip: AudioClip) {
    count = clip.samples.count
    sampleRate = clip.sampleRate
    samples = Self.integers(clip.samples).map(Samples.integers) ?? .floats(clip.samples)
  }

  /// Remembers where `clip` came from.
  init(_ clip: AudioClip, of entry: ManifestEntry) {
    count = clip.samples.count
    sampleRate = clip.sampleRate
    samples = .file(entry)
  }

  /// The length in seconds.
  var duration: Double { Double(count) / Double(sampleRate) }

  /// What the samples take in memory.
  var byteCount: Int {
    switch samples {
    case .integers(let integers): integers.count * MemoryLayout<Int16>.stride
    case .floats(let floats): floats.count * MemoryLayout<Float>.stride
    case .file: 0
    }
  }

  /// Whether the samples are in memory.
  var isInMemory: Bool {
    if case .file = samples { false } else { true }
  }

  /// The sound as it was.
  ///
  /// - Throws: of sound that is not in memory, what reading it throws, also when the file has become
  ///   shorter.
  func clip() throws(AudioFileError) -> AudioClip {
    switch samples {
    case .integers(let integers):
      return AudioClip(samples: integers.map { Float($0) * 0x1p-15 }, sampleRate: sampleRate)
    case .floats(let floats): return AudioClip(samples: floats, sampleRate: sampleRate)
    case .file(let entry):
      let clip = try AudioClip(entry).resampled(to: sampleRate)
      guard clip.samples.count >= count else {
        throw .endsEarly(
          entry.audioPath.relativePath, seconds: clip.duration, needed: duration)
      }
      return AudioClip(samples: Array(clip.samples.prefix(count)), sampleRate: sampleRate)
    }
  }

  /// The samples as multiples of 2⁻¹⁵; nil if one is none, or is beyond 16 bits.
  private static func integers(_ samples: [Float]) -> [Int16]? {
    var integers: [Int16] = []
    integers.reserveCapacity(samples.count)
    for sample in samples {
      guard let integer = Int16(exactly: sample * 0x1p15) else { return nil }
      integers.append(integer)
    }
    return integers
  }
}
