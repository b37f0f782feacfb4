import AudioFrontEnd
import NumericCore
import Synchronization
import Training

/// The features of a sound file, read piece by piece so that memory does not grow with its length,
/// unless they have to be normalized.
struct FeatureReader: ~Copyable {
  /// The number of columns of the features.
  let columnCount: Int
  /// Samples a second of the sound itself, in hertz.
  let sampleRate: Int
  /// Whether the channels, of which the mean is read, cancel each other, as far as they have been read.
  var channelsCancel: Bool { sound.channelsCancel }
  private let normalizations: [any FeatureNormalizing]
  private var sound: AudioFileReader
  private let part: SoundPart?
  private var resampling: ResamplingStream
  private var features: FeatureStream
  private var deltas: DeltaStream
  private var soundHasEnded = false
  private var hasEnded = false

  /// The features of `sound`, or a part of it, that `extractor` computes, normalized, with slopes behind
  /// them.
  init(
    _ sound: consuming AudioFileReader, part: SoundPart?, extractor: FeatureExtractor,
    normalizations: [any FeatureNormalizing], deltas: DeltaFeatures
  ) {
    columnCount = extractor.columnCount * (deltas.order + 1)
    sampleRate = sound.sampleRate
    self.normalizations = normalizations
    resampling = Resampler(from: sound.sampleRate, to: extractor.sampleRate).stream()
    self.sound = sound
    self.part = part
    if let part { self.sound.skip(to: part.samples.lowerBound) }
    features = extractor.stream()
    self.deltas = deltas.stream()
  }

  /// The next rows, sometimes none of them; nil at the end.
  mutating func nextRows() throws(AudioFileError) -> Matrix? {
    guard !hasEnded else { return nil }
    if normalizations.isEmpty, let rows = try nextFeatures() { return deltas.append(rows) }
    hasEnded = true
    guard !normalizations.isEmpty else { return deltas.finish() }
    var parts: [Matrix] = []
    while let rows = try nextFeatures() { parts.append(rows) }
    var all = Matrix(joining: parts, columns: parts[0].columns)
    for step in normalizations { step.normalize(&all) }
    return Matrix(joining: [deltas.append(all), deltas.finish()], columns: columnCount)
  }

  /// The next rows before normalization; nil at the end.
  private mutating func nextFeatures() throws(AudioFileError) -> Matrix? {
    if let block = try nextBlock() { return features.append(resampling.append(block)) }
    guard !soundHasEnded else { return nil }
    soundHasEnded = true
    let rest = features.append(resampling.finish())
    return Matrix(joining: [rest, features.finish()], columns: rest.columns)
  }

  /// The next samples, sometimes none of them; nil at the end of the sound or of its part.
  private mutating func nextBlock() throws(AudioFileError) -> [Float]? {
    guard let part else { return try sound.nextBlock() }
    guard sound.sampleCount < part.samples.upperBound else { return nil }
    guard let block = try sound.nextBlock() else {
      try part.checkEnd(of: sound.sampleCount)
      return nil
    }
    return Array(part.wanted(of: block, endingAt: sound.sampleCount))
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
  var keepsSampleRates: Bool { options.wantedSampleRate == nil }

  /// The features of the sound at `path`, or on standard input for `-`.
  func reader(at path: String) throws -> FeatureReader {
    try reader(of: FeatureInput(path: path))
  }

  /// The features of a file or of a part of one.
  func reader(of input: FeatureInput) throws -> FeatureReader {
    let sound = try audio.reader(at: input.path, channel: input.channel)
    let part = input.part.map { SoundPart($0, sampleRate: sound.sampleRate) }
    let rate = options.wantedSampleRate ?? sound.sampleRate
    let extractor = try extractors.withLock { extractors in
      let extractor = try extractors[rate] ?? options.extractor(sampleRate: rate)
      extractors[rate] = extractor
      return extractor
    }
    return FeatureReader(
      sound, part: part, extractor: extractor, normalizations: options.normalizations,
      deltas: options.deltas.features)
  }
}
