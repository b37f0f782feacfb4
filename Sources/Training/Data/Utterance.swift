public import AudioFrontEnd
import Foundation
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

  /// Its sound at the model's sample rate.
  ///
  /// - Throws: `AudioFileError` of sound that is not kept in memory, when it cannot be read again.
  public func clip() throws(AudioFileError) -> AudioClip { try sound.clip() }
}

extension AudioClip {
  /// Reads the sound of a recording, which may be a part of a file.
  ///
  /// - Throws: ``AudioFrontEnd/AudioFileError``, also for a part that begins after the end of the
  ///   file, or ends more than half a second after it.
  public init(_ entry: ManifestEntry) throws(AudioFileError) {
    guard let offset = entry.offset else {
      try self.init(contentsOf: entry.audioPath)
      return
    }
    var reader = try AudioFileReader(contentsOf: entry.audioPath)
    let rate = Double(reader.sampleRate)
    let start = (offset * rate).rounded()
    let end = entry.duration.map { start + ($0 * rate).rounded() } ?? .infinity
    let part = (Int(exactly: start) ?? .max)..<(Int(exactly: end) ?? .max)
    reader.skip(to: part.lowerBound)
    var samples: [Float] = []
    while reader.sampleCount < part.upperBound, let block = try reader.nextBlock() {
      let first = reader.sampleCount - block.count
      let wanted = part.clamped(to: first..<reader.sampleCount)
      samples += block[wanted.lowerBound - first..<wanted.upperBound - first]
    }
    let length = Double(reader.sampleCount)
    if reader.sampleCount < part.upperBound,
      length <= start || (end.isFinite && length < end - rate / 2)
    {
      throw .endsEarly(
        entry.audioPath.relativePath, seconds: length / rate,
        needed: (end.isFinite ? end : start) / rate)
    }
    self.init(samples: samples, sampleRate: reader.sampleRate)
  }
}
