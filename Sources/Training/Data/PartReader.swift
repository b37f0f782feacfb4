public import AudioFrontEnd
import Foundation
public import Interchange
import NumericCore

/// Reads parts of one sound file, which is gone through but once if they come in the order of their
/// beginnings: the codes of Ogg and MP3 files can only be read from the start.
struct PartReader: ~Copyable {
  private var reader: AudioFileReader
  /// The samples of the file from number `first` on, as far as it has been read.
  private var samples: [Float] = []
  private var first = 0

  init(_ file: ManifestEntry) throws(AudioFileError) {
    reader = try AudioFileReader(contentsOf: file.audioPath, channel: file.channel)
  }

  /// The sound of `entry`, a part that does not begin before the one before it.
  mutating func clip(_ entry: ManifestEntry) throws(AudioFileError) -> AudioClip {
    let part = SoundPart(entry, sampleRate: reader.sampleRate)
    forget(before: part.samples.lowerBound)
    while reader.sampleCount < part.samples.upperBound, let block = try reader.nextBlock() {
      samples += block
      forget(before: part.samples.lowerBound)
    }
    try part.checkEnd(of: reader.sampleCount)
    return AudioClip(
      samples: Array(part.wanted(of: samples, endingAt: reader.sampleCount)),
      sampleRate: reader.sampleRate, channelsCancel: reader.channelsCancel)
  }

  private mutating func forget(before sample: Int) {
    samples.removeFirst(min(max(0, sample - first), samples.count))
    if samples.isEmpty { reader.skip(to: sample) }
    first = reader.sampleCount - samples.count
  }
}

extension AudioClip {
  /// Reads the sound of a recording, which may be a part of a file.
  ///
  /// - Throws: `AudioFileError`, also for a part that begins after the end of the
  ///   file, or ends more than half a second after it.
  public init(_ entry: ManifestEntry) throws(AudioFileError) {
    if entry.offset == nil {
      try self.init(contentsOf: entry.audioPath, channel: entry.channel)
    } else {
      var reader = try PartReader(entry)
      self = try reader.clip(entry)
    }
  }
}

/// What `body` makes of the sound of each recording, or of why it cannot be read, in order, on all
/// threads; parts of a file are read in their order.
package func withClips<R>(
  of entries: [ManifestEntry], _ body: (Int, Result<AudioClip, AudioFileError>) -> R
) -> [R] {
  let runs = runs(of: entries)
  let results = inParallel(runs.count) { number -> [(index: Int, value: R)] in
    let run = runs[number]
    guard entries[run[0]].offset != nil else {
      let clip = Result { () throws(AudioFileError) in try AudioClip(entries[run[0]]) }
      return [(run[0], body(run[0], clip))]
    }
    do throws(AudioFileError) {
      var reader = try PartReader(entries[run[0]])
      var values: [(index: Int, value: R)] = []
      for index in run {
        let clip: Result<AudioClip, AudioFileError>
        do throws(AudioFileError) {
          clip = .success(try reader.clip(entries[index]))
        } catch {
          clip = .failure(error)
        }
        values.append((index, body(index, clip)))
      }
      return values
    } catch {
      return run.map { ($0, body($0, .failure(error))) }
    }
  }
  return results.joined().sorted { $0.index < $1.index }.map(\.value)
}

/// The numbers of recordings that a thread reads one after the other: single files, and as many runs of
/// parts of one sound, in their order, as there are threads.
private func runs(of entries: [ManifestEntry]) -> [[Int]] {
  var runs: [[Int]] = []
  var parts: [SoundPart.Whole: [Int]] = [:]
  for (index, entry) in entries.enumerated() {
    if entry.offset == nil {
      runs.append([index])
    } else {
      parts[entry.whole, default: []].append(index)
    }
  }
  for indices in parts.values {
    let sorted = indices.sorted {
      (entries[$0].offset ?? 0, $0) < (entries[$1].offset ?? 0, $1)
    }
    let length = (sorted.count + Parallelism.threadCount - 1) / Parallelism.threadCount
    for start in stride(from: 0, to: sorted.count, by: length) {
      runs.append(Array(sorted[start..<min(start + length, sorted.count)]))
    }
  }
  return runs
}
