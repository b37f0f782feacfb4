package import AudioFrontEnd
import Foundation
package import Interchange

extension ManifestEntry {
  /// The sound that the recording, if it is a part, is a part of.
  var whole: SoundPart.Whole { SoundPart.Whole(path: audioPath.path, channel: channel) }
}

/// The part of a sound file that a recording is.
package struct SoundPart: Sendable {
  /// A sound file, or a channel of it.
  struct Whole: Hashable {
    let path: String
    let channel: Int?
  }

  /// The samples of the file, which may end before them.
  package let samples: Range<Int>
  private let path: String
  private let sampleRate: Double
  /// Where the part begins and ends, in samples, which may be more than there are numbers for.
  private let start, end: Double

  /// The part that is `entry`, of a file at `sampleRate` hertz.
  package init(_ entry: ManifestEntry, sampleRate: Int) {
    path = entry.audioPath.relativePath
    self.sampleRate = Double(sampleRate)
    let start = ((entry.offset ?? 0) * self.sampleRate).rounded()
    end = entry.duration.map { start + ($0 * Double(sampleRate)).rounded() } ?? .infinity
    self.start = start
    samples = (Int(exactly: start) ?? .max)..<(Int(exactly: end) ?? .max)
  }

  /// What of a block of samples, the last ones of `count` that were read, belongs to the part.
  package func wanted(of block: [Float], endingAt count: Int) -> ArraySlice<Float> {
    let first = count - block.count
    let wanted = samples.clamped(to: first..<count)
    return block[wanted.lowerBound - first..<wanted.upperBound - first]
  }

  /// Throws if the file has ended after `count` samples without anything of the part, or more than half
  /// a second before the part's end.
  package func checkEnd(of count: Int) throws(AudioFileError) {
    let length = Double(count)
    let isShort = end.isFinite && length < end - sampleRate / 2
    guard length < end, length <= start || isShort else { return }
    throw .endsEarly(
      path, seconds: length / sampleRate, needed: (end.isFinite ? end : start) / sampleRate)
  }
}
