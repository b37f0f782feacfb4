// These are the functions of ctc_asr.h, under their names there, which documents them. Were they not public,
// nobody would find them in the library.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

import AudioFrontEnd
public import CRecognizer
import NumericCore

extension FilterBankConfiguration {
  fileprivate init(_ options: ctc_asr_filter_bank_options) throws {
    func option(_ value: Float, else standard: Float) -> Float { value == 0 ? standard : value }
    self.init(
      sampleRate: try checkedSampleRate(options.sample_rate == 0 ? 16000 : options.sample_rate),
      melBinCount: options.mel_bins == 0 ? 80 : Int(options.mel_bins))
    frames.frameLengthMilliseconds = option(
      options.frame_length, else: frames.frameLengthMilliseconds)
    frames.frameShiftMilliseconds = option(
      options.frame_shift, else: frames.frameShiftMilliseconds)
    frames.sampleScale = option(options.scale, else: frames.sampleScale)
    frames.snipsEdges = options.mirror_edges == 0
    lowFrequency = option(options.low_frequency, else: lowFrequency)
    highFrequency = options.high_frequency
  }
}

@c @implementation
public func ctc_asr_filter_bank(
  _ options: UnsafePointer<ctc_asr_filter_bank_options>, _ samples: UnsafePointer<Float>?,
  _ count: Int
) -> UnsafeMutablePointer<ctc_asr_features>? {
  attempt {
    let configuration = try FilterBankConfiguration(options.pointee)
    let extractor = try FeatureExtractor(configuration)
    return allocated(
      extractor.features(
        of: try checkedSamples(samples, count, sampleRate: configuration.frames.sampleRate)))
  }
}

/// A `ctc_asr_feature_stream`.
final class Features {
  private let sampleRate: Int
  private var stream: FeatureStream

  init(_ configuration: FilterBankConfiguration) throws {
    sampleRate = configuration.frames.sampleRate
    stream = try FeatureExtractor(configuration).stream()
  }

  func append(_ samples: UnsafePointer<Float>?, _ count: Int) throws -> Matrix {
    stream.append(try checkedSamples(samples, count, sampleRate: sampleRate))
  }

  func finish() -> Matrix { stream.finish() }
}

@c @implementation
public func ctc_asr_feature_stream_open(
  _ options: UnsafePointer<ctc_asr_filter_bank_options>
) -> OpaquePointer? {
  attempt { opaque(try Features(FilterBankConfiguration(options.pointee))) }
}

@c @implementation
public func ctc_asr_feature_stream_append(
  _ stream: OpaquePointer, _ samples: UnsafePointer<Float>?, _ count: Int
) -> UnsafeMutablePointer<ctc_asr_features>? {
  attempt { allocated(try (object(at: stream) as Features).append(samples, count)) }
}

@c @implementation
public func ctc_asr_feature_stream_finish(
  _ stream: OpaquePointer
) -> UnsafeMutablePointer<ctc_asr_features> {
  allocated((object(at: stream) as Features).finish())
}

@c @implementation
public func ctc_asr_feature_stream_close(_ stream: OpaquePointer?) {
  release(stream, as: Features.self)
}

@c @implementation
public func ctc_asr_features_free(_ features: UnsafeMutablePointer<ctc_asr_features>?) {
  features?.pointee.values.deallocate()
  features?.deallocate()
}

/// The rows of a matrix in memory of their own, which `ctc_asr_features_free` frees.
func allocated(_ matrix: Matrix) -> UnsafeMutablePointer<ctc_asr_features> {
  let values = UnsafeMutablePointer<Float>.allocate(capacity: matrix.elements.count)
  _ = UnsafeMutableBufferPointer(start: values, count: matrix.elements.count)
    .initialize(from: matrix.elements)
  let result = UnsafeMutablePointer<ctc_asr_features>.allocate(capacity: 1)
  result.initialize(
    to: ctc_asr_features(
      values: values, frame_count: matrix.rows, column_count: matrix.columns))
  return result
}
