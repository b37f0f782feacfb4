public import AudioFrontEnd
public import CTC
import Foundation
public import Interchange
import NumericCore
import RecurrentNetwork
import Synchronization

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

/// A fault of one recording of a data set.
public struct DataFault: Sendable, Equatable, CustomStringConvertible {
  /// The manifest's line, or the file of the text: `path:line`.
  public let location: String
  /// What is wrong.
  public let reason: String

  /// One line: where and what.
  public var description: String { "\(location): \(reason)".onOneLine }
}

/// The recordings of a manifest, read, resampled and checked.
public struct DataSet: Sendable {
  /// The recordings without a fault, in the manifest's order.
  public let utterances: [Utterance]
  /// What is wrong with the others, in the same order.
  public let faults: [DataFault]

  /// Reads all recordings of `manifest` on all threads, and keeps their sound as long as there is room.
  ///
  /// - Parameters:
  ///   - manifest: the recordings.
  ///   - alphabet: what the texts must be written with.
  ///   - configuration: its features decide the sample rate, and its network how many frames there are
  ///     for a text.
  ///   - soundMemory: how many bytes of sound to keep; what is beyond them is read from its files
  ///     whenever it is needed; nil for a third of the machine's memory.
  ///   - progress: is told, from any thread, that one more recording was read.
  /// - Throws: `FeatureConfigurationError` when the features cannot be computed.
  public init(
    _ manifest: Manifest, alphabet: Alphabet, configuration: TrainingConfiguration,
    soundMemory: Int? = nil,
    progress: @Sendable () -> Void = {}
  ) throws(FeatureConfigurationError) {
    let features = try FeatureExtractor(configuration.features)
    let room = Mutex(soundMemory ?? Int(ProcessInfo.processInfo.physicalMemory / 3))
    let results = inParallel(manifest.entries.count) { index in
      defer { progress() }
      return Self.read(
        manifest.entries[index], alphabet: alphabet, features: features,
        shape: configuration.network, room: room)
    }
    utterances = results.compactMap { try? $0.get() }
    faults = zip(manifest.entries, results).compactMap { entry, result in
      guard case .failure(let fault) = result else { return nil }
      return DataFault(location: entry.location, reason: fault.reason)
    }
  }

  /// The length of all recordings together, in seconds.
  public var duration: Double {
    utterances.reduce(0) { $0 + $1.sound.duration }
  }

  /// The recordings whose files have another sample rate than almost all others, and that rate: the
  /// header of such a file may be wrong.
  public var oddSampleRates: (usual: Int, utterances: [Utterance]) {
    let counts = Dictionary(utterances.map { ($0.fileSampleRate, 1) }, uniquingKeysWith: +)
    guard let usual = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else {
      return (0, [])
    }
    let others = utterances.filter { $0.fileSampleRate != usual.key }
    return (usual.key, others.count * 20 <= utterances.count ? others : [])
  }

  private struct Fault: Error {
    let reason: String
  }

  private static func read(
    _ entry: ManifestEntry, alphabet: Alphabet, features: FeatureExtractor, shape: NetworkShape,
    room: borrowing Mutex<Int>
  ) -> Result<Utterance, Fault> {
    do {
      let target = try alphabet.labels(of: alphabet.writable(entry.text))
      let sound = try AudioClip(entry)
      let clip = sound.resampled(to: features.sampleRate)
      let available = features.frameCount(sampleCount: clip.samples.count)
      let frames = shape.frameCount(available)
      let needed = max(minimumFrames(for: target), 1)
      guard frames >= needed else {
        let advice = shape.advice(onText: target, needing: needed, of: available)
        return .failure(
          Fault(
            reason:
              "\(entry.audioPath.relativePath): the text needs \(needed) frames, the sound has "
              + "\(frames); \(advice)"))
      }
      var stored = StoredSound(clip)
      let hasRoom = room.withLock { room in
        guard stored.byteCount <= room else { return false }
        room -= stored.byteCount
        return true
      }
      if !hasRoom { stored = StoredSound(clip, of: entry) }
      return .success(
        Utterance(entry: entry, sound: stored, target: target, fileSampleRate: sound.sampleRate))
    } catch {
      return .failure(Fault(reason: "\(error)"))
    }
  }
}
