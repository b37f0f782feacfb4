import CKernels
public import Foundation
import NumericCore

/// Reads an audio file block by block, so that memory does not grow with its length.
///
///     var reader = try AudioFileReader(contentsOf: url)
///     while let samples = try reader.nextBlock() { use(stream.append(samples)) }
///
/// The header is never believed: blocks hold the samples that are there.
public struct AudioFileReader: ~Copyable {
  /// Samples a second, in hertz.
  public let sampleRate: Int
  /// The number of channels that the file has, whichever is read.
  public let channelCount: Int
  /// The number of samples read or passed over so far.
  public private(set) var sampleCount = 0
  private let name: String
  private let channel: Int?
  /// The sums of the squares of the samples of the mean, and of those of all channels, so far.
  private var meanEnergy = 0.0, channelEnergy = 0.0
  private let source: ByteSource
  /// Whether the bytes tell what they are, unlike raw sound.
  private let hasHeader: Bool
  private let file: SoundFile
  private let block: MatrixBuffer

  private static let samplesInBlock = 1 << 16

  /// Opens a file of any format that libsndfile knows: WAV, FLAC, Ogg, AIFF, MP3 and others.
  ///
  /// - Parameters:
  ///   - url: the file; a pipe is read to its end first, and held in memory.
  ///   - channel: the channel to take, counted from 1; nil takes the mean of all channels.
  ///   - raw: what the file is, if it has no header; nil reads the header.
  /// - Throws: ``AudioFileError`` when the file is not there, is no sound, or has no such channel.
  public init(
    contentsOf url: URL, channel: Int? = nil, raw: RawAudioFormat? = nil
  ) throws(AudioFileError) {
    let name = url.isFileURL ? url.relativePath : url.absoluteString
    guard url.isFileURL else { throw .unreadable(name, reason: "not the address of a file") }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory) else {
      throw .missing(name)
    }
    guard !isDirectory.boolValue else { throw .directory(name) }
    guard FileManager.default.isReadableFile(atPath: url.path) else { throw .notPermitted(name) }
    let file: FileHandle
    do {
      file = try FileHandle(forReadingFrom: url)
    } catch {
      throw .unreadable(name, reason: systemReason(for: error))
    }
    try self.init(file, name: name, channel: channel, raw: raw)
  }

  /// Opens the audio file that a handle reads, from where the handle stands.
  ///
  /// - Parameters:
  ///   - file: the handle; a pipe is read to its end first, and held in memory.
  ///   - name: what errors call it.
  ///   - channel: the channel to take, counted from 1; nil takes the mean of all channels.
  ///   - raw: what the file is, if it has no header; nil reads the header.
  /// - Throws: ``AudioFileError`` as for a file.
  public init(
    _ file: FileHandle, name: String, channel: Int? = nil, raw: RawAudioFormat? = nil
  ) throws(AudioFileError) {
    let source = try ByteSource(file, name: name, hasHeader: raw == nil)
    try self.init(source, name: name, channel: channel, raw: raw)
  }

  /// Opens an audio file whose contents are in memory, such as those of standard input.
  ///
  /// - Parameters:
  ///   - data: the whole file.
  ///   - name: what errors call it.
  ///   - channel: the channel to take, counted from 1; nil takes the mean of all channels.
  ///   - raw: what the file is, if it has no header; nil reads the header.
  /// - Throws: ``AudioFileError`` as for a file.
  public init(
    data: Data, name: String = "the sound", channel: Int? = nil, raw: RawAudioFormat? = nil
  ) throws(AudioFileError) {
    try self.init(ByteSource(data), name: name, channel: channel, raw: raw)
  }

  private init(
    _ source: ByteSource, name: String, channel: Int?, raw: RawAudioFormat?
  ) throws(AudioFileError) {
    guard source.count > 0 else { throw .empty(name) }
    if let raw { try Self.check(raw, of: source, name: name) }
    let file: SoundFile
    do {
      file = try SoundFile(source, raw: raw, name: name)
    } catch {
      if raw == nil {
        if let format = nameOfOtherFormat(of: source) { throw .otherFormat(name, format: format) }
        try Self.checkAlone(source, near: 0, name: name)
      }
      throw error
    }
    let (rate, channels) = (file.sampleRate, file.channelCount)
    if let channel, !(1...channels).contains(channel) {
      throw .noChannel(name, channel: channel, channelCount: channels)
    }
    try Self.check(rate, of: name)
    // A short file does with a short block.
    let announced = max(1024, file.announcedFrames ?? .max)
    let rows = max(1, min(Self.samplesInBlock / channels, announced))
    self.source = source
    hasHeader = raw == nil
    self.name = name
    self.channel = channel
    self.file = file
    (sampleRate, channelCount) = (rate, channels)
    block = MatrixBuffer(rows: rows, columns: channels)
  }

  private static func check(_ sampleRate: Int, of name: String) throws(AudioFileError) {
    guard (1000...1_000_000).contains(sampleRate) else {
      throw .implausibleSampleRate(name, hertz: sampleRate)
    }
  }

  /// Throws unless the bytes are whole frames of `raw` sound.
  private static func check(
    _ raw: RawAudioFormat, of source: ByteSource, name: String
  ) throws(AudioFileError) {
    try check(raw.sampleRate, of: name)
    let frame = raw.encoding.byteCount * raw.channelCount
    let expected = (source.count + frame - 1) / frame * frame
    guard source.count == expected else {
      throw .truncated(name, found: source.count, expected: expected, unit: .bytes)
    }
  }

  /// Reads on.
  ///
  /// - Returns: the next samples, of ±1, at most 65536; nil at the end of the file.
  /// - Throws: ``AudioFileError`` when the file is damaged, cut short, empty of samples, or holds
  ///   samples that are no numbers.
  public mutating func nextBlock() throws(AudioFileError) -> [Float]? {
    let count = file.read(block.rows, into: block.view.base)
    guard count > 0 else {
      try checkEnd()
      return nil
    }
    let frames = block.view.rows(0..<count)
    if let frame = Self.firstNotFinite(in: frames) {
      let sample = sampleCount + frame
      throw .notFinite(name, sample: sample, seconds: Double(sample) / Double(sampleRate))
    }
    sampleCount += count
    let samples = Self.samples(of: frames, channel: channel)
    if channel == nil, channelCount > 1 {
      meanEnergy += kernels.sum_of_squares(samples, samples.count)
      channelEnergy += kernels.sum_of_squares(frames.base, count * channelCount)
    }
    return samples
  }

  /// Whether next to nothing is left of the sound, as far as it has been read, in the mean of its
  /// channels: one of them has the other with the opposite sign, from a cable that is wired wrongly, say.
  ///
  /// The mean of channels that have nothing in common has 1/n of the energy that n of them have on
  /// average; here it is less than a fiftieth of that, of two channels 20 dB less than theirs.
  public var channelsCancel: Bool {
    meanEnergy < channelEnergy / Double(50 * channelCount * channelCount)
  }

  /// Goes on to a sample, as ``sampleCount`` then shows; stays where it is if the file's code must be
  /// read through, as Ogg's and MP3, or if there is no such sample.
  public mutating func skip(to sample: Int) {
    if sample > sampleCount, file.seek(to: sample) { sampleCount = sample }
  }

  /// Throws unless the file is as long as it says.
  private func checkEnd() throws(AudioFileError) {
    if let reason = file.failure { throw .damaged(name, reason: reason) }
    if let expected = file.announcedFrames, sampleCount < expected - file.estimationError {
      throw .truncated(name, found: sampleCount, expected: expected, unit: .frames)
    }
    if hasHeader, let (found, expected) = announcedBytes(in: source), found < expected {
      throw .truncated(name, found: found, expected: expected, unit: .bytes)
    }
    guard sampleCount > 0 else { throw .noSamples(name) }
    if hasHeader { try Self.checkAlone(source, near: file.bytePosition, name: name) }
  }

  /// Throws if there is another file behind the first.
  private static func checkAlone(
    _ source: ByteSource, near position: Int, name: String
  ) throws(AudioFileError) {
    if let offset = startOfNextFile(in: source, near: position) {
      throw .joined(name, offset: offset)
    }
  }

  private static func samples(of frames: MatrixView, channel: Int?) -> [Float] {
    let channels = frames.columns
    if channels == 1 {
      return Array(UnsafeBufferPointer(start: frames.base, count: frames.rows))
    }
    if let channel {
      return (0..<frames.rows).map { frames.row($0)[channel - 1] }
    }
    return (0..<frames.rows).map { row in
      // In double precision, where the sum of the largest numbers stays finite.
      let samples = UnsafeBufferPointer(start: frames.row(row), count: channels)
      return Float(samples.reduce(0.0) { $0 + Double($1) } / Double(channels))
    }
  }

  /// The first row with an element that is infinite or no number.
  private static func firstNotFinite(in frames: MatrixView) -> Int? {
    let count = frames.rows * frames.columns
    guard !kernels.sum_of_squares(frames.base, count).isFinite else { return nil }
    let elements = UnsafeBufferPointer(start: frames.base, count: count)
    return elements.firstIndex { !$0.isFinite }.map { $0 / frames.columns }
  }
}

extension AudioFileReader {
  /// The longest clip in samples: 18 hours at 16 kHz, 4 GiB.
  private static let mostSamples = 1 << 30

  /// Everything that has not been read yet.
  ///
  /// - Throws: as ``nextBlock()``, and ``AudioFileError/tooLong(_:limit:)``.
  mutating func clip() throws(AudioFileError) -> AudioClip {
    var samples: [Float] = []
    while let block = try nextBlock() {
      guard samples.count + block.count <= Self.mostSamples else {
        throw .tooLong(name, limit: Self.mostSamples)
      }
      samples += block
    }
    return AudioClip(
      samples: samples, sampleRate: sampleRate, channelsCancel: channelsCancel)
  }
}
