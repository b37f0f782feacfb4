public import Foundation

/// Samples of sound whose bytes arrive piece by piece: a recorder's at the other end of a pipe.
///
///     var stream = AudioByteStream(raw: RawAudioFormat(.signed16LittleEndian, sampleRate: 16000))
///     while let bytes = nextBytes() { use(try stream.append(bytes)) }
///     try stream.finish()
public struct AudioByteStream: Sendable {
  private let name: String
  private let channel: Int?
  /// What the samples are; nil until a header has been read.
  public private(set) var format: RawAudioFormat?
  /// The number of samples given so far.
  public private(set) var sampleCount = 0
  private var waiting = Data()
  private var hasBytes = false
  /// The bytes of sound that are still to come, if the header says.
  private var bytesToCome: Int?
  private var header: WaveHeader?
  /// The first five bytes behind the sound, as far as they are there.
  private var following = Data()

  /// A stream that has no bytes yet.
  ///
  /// - Parameters:
  ///   - raw: what the sound is, if it has no header; nil reads the header of a WAV file.
  ///   - channel: the channel to take, counted from 1; nil takes the mean of all channels.
  ///   - name: what errors call the stream.
  public init(raw: RawAudioFormat? = nil, channel: Int? = nil, name: String = "the sound") {
    format = raw
    self.channel = channel
    self.name = name
  }

  /// Takes the next bytes, which may end anywhere.
  ///
  /// - Returns: the samples that they complete, of ±1.
  /// - Throws: ``AudioFileError`` when the header is none that is known, there is no such channel, a
  ///   sample is no number, or another file has begun in the bytes before.
  public mutating func append(_ bytes: Data) throws(AudioFileError) -> [Float] {
    try checkAlone()
    hasBytes = hasBytes || !bytes.isEmpty
    waiting.append(bytes)
    if format == nil { try readHeader() }
    guard let format else { return [] }
    // What follows the sound is none, however long it is.
    if let bytesToCome {
      following += waiting.dropFirst(bytesToCome).prefix(5 - following.count)
      waiting = waiting.prefix(bytesToCome)
    }
    let whole = waiting.count / format.byteCount * format.byteCount
    guard whole > 0 else { return [] }
    defer {
      waiting = Data(waiting.dropFirst(whole))
      bytesToCome = bytesToCome.map { $0 - whole }
    }
    var samples: [Float] = []
    do {
      var reader = try AudioFileReader(
        data: Data(waiting.prefix(whole)), name: name, channel: channel, raw: format)
      while let block = try reader.nextBlock() { samples += block }
    } catch AudioFileError.notFinite(_, let sample, _) {
      let sample = sampleCount + sample
      throw .notFinite(
        name, sample: sample, seconds: Double(sample) / Double(format.sampleRate))
    }
    sampleCount += samples.count
    return samples
  }

  /// Ends the stream.
  ///
  /// - Returns: the number of bytes at its end that make no whole sample, 0 as a rule.
  /// - Throws: ``AudioFileError`` when there was no byte, no whole header, no sample, fewer bytes of
  ///   sound than the header announces, or another file behind them.
  @discardableResult
  public mutating func finish() throws(AudioFileError) -> Int {
    guard hasBytes else { throw .empty(name) }
    guard format != nil else { throw .notAudio(name, reason: "it ends within its header") }
    guard sampleCount > 0 else { throw .noSamples(name) }
    if let bytesToCome, waiting.count < bytesToCome, let expected = header?.soundLength {
      throw .truncated(
        name, found: expected - bytesToCome + waiting.count, expected: expected, unit: .bytes)
    }
    try checkAlone()
    return waiting.count
  }

  /// Throws if another file begins behind the sound, and behind the byte that makes its length even.
  private func checkAlone() throws(AudioFileError) {
    guard let header, let length = header.soundLength else { return }
    if following.dropFirst(length % 2).starts(with: "RIFF".utf8) {
      throw .joined(name, offset: header.length + length + length % 2)
    }
  }

  /// Takes the header of a WAV file off the bytes that wait, if it is whole.
  private mutating func readHeader() throws(AudioFileError) {
    guard let header = try WaveHeader(waiting, name: name) else { return }
    guard (1000...1_000_000).contains(header.format.sampleRate) else {
      throw .implausibleSampleRate(name, hertz: header.format.sampleRate)
    }
    format = header.format
    bytesToCome = header.soundLength
    self.header = header
    waiting = Data(waiting.dropFirst(header.length))
  }
}

extension RawAudioFormat {
  /// The bytes of a sample of every channel.
  var byteCount: Int { encoding.byteCount * channelCount }
}
