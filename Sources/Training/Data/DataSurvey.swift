import AudioFrontEnd
public import Interchange
import NumericCore

/// How much speech a data set has and how it was recorded, by a sample of its recordings.
public struct DataSurvey: Sendable, Equatable {
  /// The recordings.
  public var recordings: Int
  /// The length of all of them together in seconds, from the mean of the sample.
  public var seconds: Double
  /// The sample rate that most of them have, in hertz.
  public var sampleRate: Int
  /// Characters of the texts for a second of sound.
  public var charactersPerSecond: Double

  /// A survey with these numbers.
  public init(
    recordings: Int, seconds: Double, sampleRate: Int, charactersPerSecond: Double
  ) {
    self.recordings = recordings
    self.seconds = seconds
    self.sampleRate = sampleRate
    self.charactersPerSecond = charactersPerSecond
  }

  /// Reads 200 recordings of `manifest`, evenly spread, or all if there are fewer; those that cannot
  /// be read do not count.
  public init(_ manifest: Manifest) {
    let entries = manifest.sample(of: 200)
    let found = withClips(of: entries) { index, clip -> Sample? in
      guard let clip = try? clip.get() else { return nil }
      return (clip.duration, clip.sampleRate, entries[index].text.count)
    }
    self.init(found.compactMap { $0 }, of: manifest.entries.count)
  }

  /// A survey of recordings that are in memory.
  public init(_ recordings: [Recording]) {
    self.init(
      recordings.map { ($0.clip.duration, $0.clip.sampleRate, $0.text.count) },
      of: recordings.count)
  }

  private typealias Sample = (seconds: Double, rate: Int, characters: Int)

  private init(_ samples: [Sample], of count: Int) {
    let seconds = samples.reduce(0) { $0 + $1.seconds }
    let rates = Dictionary(samples.map { ($0.rate, 1) }, uniquingKeysWith: +)
    self.init(
      recordings: count,
      seconds: seconds / Double(max(samples.count, 1)) * Double(count),
      sampleRate: rates.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 16000,
      charactersPerSecond: Double(samples.reduce(0) { $0 + $1.characters }) / max(seconds, 1e-3))
  }
}

extension Manifest {
  /// So many recordings, evenly spread, or all if there are fewer.
  func sample(of count: Int) -> [ManifestEntry] {
    let count = min(entries.count, count)
    return (0..<count).map { entries[$0 * entries.count / count] }
  }
}
