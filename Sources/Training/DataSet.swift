public import AudioFrontEnd
public import CTC
import Foundation
public import Interchange
import NumericCore

/// A recording that can be learned from or measured on.
public struct Utterance: Sendable {
  /// Where it came from.
  public let entry: ManifestEntry
  /// Its sound at the model's sample rate.
  public let clip: AudioClip
  /// Its text as labels.
  public let target: [Int]
}

/// A fault of one recording of a data set.
public struct DataFault: Sendable, Equatable, CustomStringConvertible {
  /// The manifest's line, or the file of the text: `path:line`.
  public let location: String
  /// What is wrong.
  public let reason: String

  /// One line: where and what.
  public var description: String { "\(location): \(reason)" }
}

/// The recordings of a manifest, read, resampled and checked.
public struct DataSet: Sendable {
  /// The recordings without a fault, in the manifest's order.
  public let utterances: [Utterance]
  /// What is wrong with the others, in the same order.
  public let faults: [DataFault]

  /// Reads all recordings of `manifest` on all threads.
  ///
  /// - Parameters:
  ///   - manifest: the recordings.
  ///   - alphabet: what the texts must be written with.
  ///   - features: the front end, which decides the sample rate and the number of frames.
  ///   - frameCount: the network's output frames for a number of feature frames.
  ///   - progress: is told, from any thread, that one more recording was read.
  public init(
    _ manifest: Manifest, alphabet: Alphabet, features: FeatureExtractor,
    frameCount: @Sendable (Int) -> Int, progress: @Sendable () -> Void = {}
  ) {
    let results = inParallel(manifest.entries.count) { index in
      defer { progress() }
      return Self.read(
        manifest.entries[index], alphabet: alphabet, features: features, frameCount: frameCount)
    }
    utterances = results.compactMap { try? $0.get() }
    faults = zip(manifest.entries, results).compactMap { entry, result in
      guard case .failure(let fault) = result else { return nil }
      return DataFault(location: entry.location, reason: fault.reason)
    }
  }

  /// The length of all recordings together, in seconds.
  public var duration: Double {
    utterances.reduce(0) { $0 + $1.clip.duration }
  }

  private struct Fault: Error {
    let reason: String
  }

  private static func read(
    _ entry: ManifestEntry, alphabet: Alphabet, features: FeatureExtractor,
    frameCount: (Int) -> Int
  ) -> Result<Utterance, Fault> {
    do {
      let target = try alphabet.labels(of: entry.text)
      let clip = try AudioClip(contentsOf: entry.audioPath)
        .resampled(to: features.sampleRate)
      let frames = frameCount(features.frameCount(sampleCount: clip.samples.count))
      let needed = max(minimumFrames(for: target), 1)
      guard frames >= needed else {
        return .failure(
          Fault(
            reason:
              "\(entry.audioPath.path): the text needs \(needed) frames, the sound has \(frames)"))
      }
      return .success(Utterance(entry: entry, clip: clip, target: target))
    } catch {
      return .failure(Fault(reason: "\(error)"))
    }
  }
}
