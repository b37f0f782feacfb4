public import Foundation

/// Sound: one channel of samples at a fixed rate.
public struct AudioClip: Sendable, Equatable {
  /// The samples; full scale is ±1.
  public let samples: [Float]
  /// Samples a second, in hertz.
  public let sampleRate: Int
  /// Whether the samples are the mean of channels that cancel each other, see
  /// ``AudioFileReader/channelsCancel``.
  public let channelsCancel: Bool

  /// A clip of samples that are there already, and finite.
  ///
  /// Nobody looks for one that is not, as is done in files: the features of the frames that it is in,
  /// and what is heard there, mean nothing; ask `samples.allSatisfy(\.isFinite)` of sound of doubtful
  /// origin.
  ///
  /// - Precondition: `sampleRate` is positive.
  public init(samples: [Float], sampleRate: Int) {
    self.init(samples: samples, sampleRate: sampleRate, channelsCancel: false)
  }

  package init(samples: [Float], sampleRate: Int, channelsCancel: Bool) {
    precondition(sampleRate > 0, "a sample rate of \(sampleRate) hertz")
    self.samples = samples
    self.sampleRate = sampleRate
    self.channelsCancel = channelsCancel
  }

  /// Reads a file of any format that libsndfile knows: WAV, FLAC, Ogg, AIFF, MP3 and others.
  ///
  /// - Parameters:
  ///   - url: the file; a pipe is read to its end.
  ///   - channel: the channel to take, counted from 1; nil takes the mean of all channels.
  ///   - raw: what the file is, if it has no header; nil reads the header.
  /// - Throws: ``AudioFileError`` when the file is not there, is no sound, is cut short or holds
  ///   samples that are no numbers.
  public init(
    contentsOf url: URL, channel: Int? = nil, raw: RawAudioFormat? = nil
  ) throws(AudioFileError) {
    var reader = try AudioFileReader(contentsOf: url, channel: channel, raw: raw)
    self = try reader.clip()
  }

  /// Reads the contents of an audio file that are in memory.
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
    var reader = try AudioFileReader(data: data, name: name, channel: channel, raw: raw)
    self = try reader.clip()
  }

  /// The length in seconds.
  public var duration: Double { Double(samples.count) / Double(sampleRate) }

  /// The same sound at another sample rate, in hertz; see ``Resampler``.
  ///
  /// - Precondition: `sampleRate` is positive.
  public func resampled(to sampleRate: Int) -> AudioClip {
    let resampler = Resampler(from: self.sampleRate, to: sampleRate)
    return AudioClip(samples: resampler.resampled(samples), sampleRate: sampleRate)
  }

  /// The sound `factor` times as fast and as high, at the same sample rate: with 1.1 it lasts 1/1.1
  /// times as long.
  ///
  /// - Precondition: `factor` is 0.1 to 10.
  /// - Source: speed perturbation, Ko et al., Interspeech 2015.
  public func changingSpeed(by factor: Double) -> AudioClip {
    precondition((0.1...10).contains(factor), "a speed factor of \(factor)")
    let ratio = Ratio(approximating: factor, maximumDenominator: 1000)
    let resampler = Resampler(from: ratio.numerator, to: ratio.denominator)
    return AudioClip(samples: resampler.resampled(samples), sampleRate: sampleRate)
  }
}
