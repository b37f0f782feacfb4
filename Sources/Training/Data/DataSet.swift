import AudioFrontEnd
public import CTC
import Foundation
public import Interchange
public import NumericCore
import RecurrentNetwork
import Synchronization

/// A fault of one recording of a data set.
public struct DataFault: DescribedError, Sendable, Equatable {
  /// The manifest's line or that of the text's file, `path:line`, or the sound file.
  public let location: String
  /// What is wrong.
  public let reason: String
  /// The first character of the text that no symbol writes, if that is wrong.
  var unknownCharacter: String?

  /// One line: where and what.
  public var description: String {
    (reason.hasPrefix("\(location):") ? reason : "\(location): \(reason)").onOneLine
  }
}

extension DataFault {
  /// What keeps a recording from being read.
  package init(_ entry: ManifestEntry, _ error: some DescribedError) {
    self.init(location: entry.location, reason: error.description)
  }
}

/// The recordings of a manifest, or in memory, resampled and checked.
public struct DataSet: Sendable {
  /// The recordings without a fault, in their order.
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
  /// - Throws: ``ConfigurationError`` for a configuration that cannot be trained with.
  public init(
    _ manifest: Manifest, alphabet: Alphabet, configuration: TrainingConfiguration,
    soundMemory: Int? = nil,
    progress: @Sendable () -> Void = {}
  ) throws(ConfigurationError) {
    try self.init(
      manifest.entries, alphabet: alphabet, configuration: configuration,
      room: soundMemory ?? availableMemory / 3
    ) { read in
      withClips(of: manifest.entries) { index, clip in
        defer { progress() }
        return read(index, clip)
      }
    }
  }

  /// Resamples and checks recordings that are in memory, on all threads.
  ///
  /// In messages, and in what a training writes, recording number n, counted from 1, is `/memory:n`.
  ///
  /// - Parameters:
  ///   - recordings: the recordings.
  ///   - alphabet: what the texts must be written with.
  ///   - configuration: its features decide the sample rate, and its network how many frames there are
  ///     for a text.
  /// - Throws: ``ConfigurationError`` for a configuration that cannot be trained with.
  public init(
    _ recordings: [Recording], alphabet: Alphabet, configuration: TrainingConfiguration
  ) throws(ConfigurationError) {
    try self.init(
      recordings.enumerated().map { $1.entry(number: $0 + 1) }, alphabet: alphabet,
      configuration: configuration, room: .max
    ) { read in
      inParallel(recordings.count) { index in
        let clip = recordings[index].clip
        guard let wrong = clip.samples.firstIndex(where: { !$0.isFinite }) else {
          return read(index, .success(clip))
        }
        let seconds = Double(wrong) / Double(clip.sampleRate)
        return read(
          index, .failure(.notFinite("the recording", sample: wrong, seconds: seconds)))
      }
    }
  }

  private init(
    _ entries: [ManifestEntry], alphabet: Alphabet, configuration: TrainingConfiguration,
    room: Int, clips: ((Int, Result<AudioClip, AudioFileError>) -> Reading) -> [Reading]
  ) throws(ConfigurationError) {
    let features = try configuration.extractor()
    let room = Mutex(room)
    let results = clips {
      Self.read(
        entries[$0], $1, alphabet: alphabet, features: features, shape: configuration.network,
        room: room)
    }
    utterances = results.compactMap { try? $0.get() }
    faults = zip(entries, results).compactMap { entry, result in
      guard case .failure(let fault) = result else { return nil }
      return DataFault(
        location: entry.location, reason: fault.reason, unknownCharacter: fault.unknownCharacter)
    }
  }

  /// Some of the recordings of a set, without its faults.
  init(_ utterances: [Utterance]) {
    self.utterances = utterances
    faults = []
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
    var unknownCharacter: String?
  }

  private typealias Reading = Result<Utterance, Fault>

  private static func read(
    _ entry: ManifestEntry, _ clip: Result<AudioClip, AudioFileError>, alphabet: Alphabet,
    features: FeatureExtractor, shape: NetworkShape, room: borrowing Mutex<Int>
  ) -> Reading {
    do {
      let target =
        try alphabet.labels(ofPieces: entry.text)
        ?? alphabet.labels(of: alphabet.writable(entry.text))
      let sound = try clip.get()
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
      if !target.isEmpty, !sound.channelsCancel, let level = sound.level {
        return .failure(
          Fault(
            reason:
              "\(entry.audioPath.relativePath): every sample is \(level), in which nothing can be heard of "
              + "“\(entry.text)”; record it anew, or leave it out"))
      }
      var stored = StoredSound(clip)
      let hasRoom = room.withLock { room in
        guard stored.byteCount <= room else { return false }
        room -= stored.byteCount
        return true
      }
      if !hasRoom { stored = StoredSound(clip, of: entry) }
      return .success(
        Utterance(
          entry: entry, sound: stored, target: target, fileSampleRate: sound.sampleRate,
          soundFingerprint: sound.fingerprint, channelsCancel: sound.channelsCancel))
    } catch {
      var fault = Fault(reason: "\(error)")
      if case .unknownCharacter(let character, _)? = error as? AlphabetError {
        fault.unknownCharacter = character
      }
      return .failure(fault)
    }
  }
}

extension AudioClip {
  /// What all samples are, where they are the same: digital silence, perhaps beside zero.
  fileprivate var level: Float? {
    samples.first.flatMap { first in samples.allSatisfy { $0 == first } ? first : nil }
  }
}
