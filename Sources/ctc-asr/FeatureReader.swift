import AudioFrontEnd
import NumericCore
import Synchronization

/// The features of a sound file, read piece by piece so that memory does not grow with its length.
struct FeatureReader: ~Copyable {
  /// The number of columns of the features.
  let columnCount: Int
  /// Samples a second of the sound itself, in hertz.
  let sampleRate: Int
  private var sound: AudioFileReader
  private var resampling: ResamplingStream
  private var features: FeatureStream
  private var deltas: DeltaStream
  private var hasEnded = false

  /// The features of `sound` that `extractor` computes, with slopes behind them.
  init(
    _ sound: consuming AudioFileReader, extractor: FeatureExtractor, deltas: DeltaFeatures
  ) {
    columnCount = extractor.columnCount * (deltas.order + 1)
    sampleRate = sound.sampleRate
    resampling = Resampler(from: sound.sampleRate, to: extractor.sampleRate).stream()
    self.sound = sound
    features = extractor.stream()
    self.deltas = deltas.stream()
  }

  /// The next rows, sometimes none of them; nil at the end.
  mutating func nextRows() throws(AudioFileError) -> Matrix? {
    guard !hasEnded else { return nil }
    if let block = try sound.nextBlock() {
      return deltas.append(features.append(resampling.append(block)))
    }
    hasEnded = true
    let last = [
      deltas.append(features.append(resampling.finish())), deltas.append(features.finish()),
      deltas.finish(),
    ]
    let elements = last.flatMap(\.elements)
    return Matrix(rows: elements.count / columnCount, columns: columnCount, elements: elements)
  }
}

/// Makes readers for many files; an extractor for each sample rate serves all of them.
final class FeatureReaders: Sendable {
  private let options: FeatureOptions
  private let audio: AudioOptions
  private let extractors = Mutex<[Int: FeatureExtractor]>([:])

  init(_ options: FeatureOptions, _ audio: AudioOptions) {
    self.options = options
    self.audio = audio
  }

  /// Whether features are at the sample rate of each file.
  var keepsSampleRates: Bool { options.sampleRate == nil }

  /// The features of the sound at `path`, or on standard input for `-`.
  func reader(at path: String) throws -> FeatureReader {
    let sound = try audio.reader(at: path)
    let rate = options.sampleRate ?? sound.sampleRate
    let extractor = try extractors.withLock { extractors in
      let extractor = try extractors[rate] ?? options.extractor(sampleRate: rate)
      extractors[rate] = extractor
      return extractor
    }
    return FeatureReader(sound, extractor: extractor, deltas: options.deltas.features)
  }
}
