import CKernels
import NumericCore

/// Computes log mel filterbank energies, as Kaldi defines them.
///
/// Every frame loses its mean, is pre-emphasized and tapered; triangular filters at equal distances
/// on the mel scale weigh its power spectrum; the result is the natural logarithm of their sums.
/// An extractor may be used from many threads at once.
///
/// - Source: Kaldi, feat/feature-fbank.cc.  Without dither features agree with kaldi-native-fbank to
///   1e-3; the rounding of both shows more only where a filter holds next to none of its frame's
///   energy, about one value in a million of white noise.
public struct FilterBankExtractor: Sendable {
  /// What is computed.
  public let configuration: FilterBankConfiguration
  private let framing: Framing
  private let transform: RealFourierTransform
  private let window: [Float]
  private let filterRanges: [Int32]
  private let filterWeights: [Float]

  /// An extractor of the features that `configuration` describes.
  ///
  /// - Throws: ``FilterBankConfigurationError`` when `configuration` is invalid.
  public init(_ configuration: FilterBankConfiguration) throws(FilterBankConfigurationError) {
    try configuration.validate()
    self.configuration = configuration
    framing = Framing(configuration)
    transform = RealFourierTransform(count: configuration.transformLength)
    let ditherless = configuration.dither == 0
    window = configuration.windowFunction.weights(
      count: configuration.frameLength, scale: ditherless ? configuration.sampleScale : 1)
    let bank = MelFilterBank(configuration)
    filterRanges = bank.ranges
    filterWeights = bank.weights
  }

  /// The number of frames of a signal of `sampleCount` samples.
  ///
  ///     snips edges     1 + (sampleCount - length) / shift, or 0 below one length
  ///     does not        (sampleCount + shift / 2) / shift
  public func frameCount(sampleCount: Int) -> Int {
    framing.frameCount(sampleCount: sampleCount)
  }

  /// The features of a clip.
  ///
  /// - Returns: shape `[frames, melBinCount]`; no rows for a clip that is too short.
  /// - Precondition: the clip's sample rate is the configuration's; see
  ///   ``AudioClip/resampled(to:)``.
  public func features(of clip: AudioClip) -> Matrix {
    precondition(
      clip.sampleRate == configuration.sampleRate,
      "a clip of \(clip.sampleRate) hertz for features at \(configuration.sampleRate) hertz")
    return features(of: clip.samples)
  }

  /// The features of samples of ±1 at the configuration's sample rate.
  ///
  /// - Returns: shape `[frames, melBinCount]`; no rows for too few samples.
  public func features(of samples: [Float]) -> Matrix {
    let frames = frameCount(sampleCount: samples.count)
    let bins = configuration.melBinCount
    var noise = SeededGenerator(seed: configuration.ditherSeed)
    return Matrix(rows: frames, columns: bins) { features in
      samples.withUnsafeBufferPointer { samples in
        let scratch = Scratch(configuration)
        defer { withExtendedLifetime(scratch) {} }
        let blockSize = CK_FRAMES_IN_BLOCK
        for start in stride(from: 0, to: frames, by: blockSize) {
          let block = start..<min(start + blockSize, frames)
          for frame in block {
            prepare(frame, of: samples, noise: &noise, scratch)
            transform.powerSpectrum(
              of: scratch.frame.base, scratch: scratch.transform.base,
              into: scratch.spectra.row(frame - start))
          }
          weigh(block.count, scratch, into: features + start * bins)
        }
      }
    }
  }

  /// Writes a tapered frame to the scratch memory, in front of the zeros there.
  private func prepare(
    _ frame: Int, of samples: UnsafeBufferPointer<Float>, noise: inout SeededGenerator,
    _ scratch: Scratch
  ) {
    let length = configuration.frameLength
    let source: UnsafePointer<Float>
    if configuration.dither == 0, let inside = framing.pointer(to: frame, of: samples) {
      source = inside
    } else {
      let copy = scratch.copy.base
      framing.copy(frame, of: samples, to: copy)
      if configuration.dither != 0 {
        for i in 0..<length {
          copy[i] = copy[i] * configuration.sampleScale + configuration.dither * noise.normal()
        }
      }
      source = UnsafePointer(copy)
    }
    kernels.prepare_frame(
      source, length, configuration.removesDCOffset ? 1 : 0, configuration.preemphasis, window,
      scratch.frame.base)
  }

  /// Turns the spectra of `frames` frames into their features.
  private func weigh(_ frames: Int, _ scratch: Scratch, into features: UnsafeMutablePointer<Float>)
  {
    let bins = configuration.melBinCount
    let spectra = scratch.spectra
    let lanes = spectra.rows
    if !configuration.usesPower {
      kernels.square_roots(spectra.base, spectra.base, lanes * spectra.columns)
    }
    kernels.transpose(
      spectra.base, spectra.stride, lanes, spectra.columns, scratch.transposed.base, lanes)
    kernels.filter_bank(
      scratch.transposed.base, filterRanges, filterWeights, bins,
      configuration.usesLogarithm ? configuration.energyFloor : 0, scratch.energies.base)
    if configuration.usesLogarithm {
      kernels.logarithm(scratch.energies.base, scratch.energies.base, bins * lanes)
    }
    kernels.transpose(scratch.energies.base, lanes, bins, frames, features, bins)
  }
}

/// The working memory of one call: a block of frames on its way to features.
private final class Scratch {
  private let memory: MatrixBuffer
  let frame: MatrixView
  let copy: MatrixView
  let transform: MatrixView
  let spectra: MatrixView
  let transposed: MatrixView
  let energies: MatrixView

  init(_ configuration: FilterBankConfiguration) {
    let lanes = CK_FRAMES_IN_BLOCK
    let frequencies = configuration.transformLength / 2 + 1
    let shapes = [
      (1, configuration.transformLength), (1, configuration.frameLength),
      (1, configuration.transformLength), (lanes, frequencies), (frequencies, lanes),
      (configuration.melBinCount, lanes),
    ]
    // Every part starts at a multiple of 64 bytes.
    let sizes = shapes.map { ($0 * $1 + 15) / 16 * 16 }
    let memory = MatrixBuffer(rows: 1, columns: sizes.reduce(0, +))
    let base = memory.view.base
    let parts = shapes.indices.map { i in
      MatrixView(
        base: base + sizes[..<i].reduce(0, +), rows: shapes[i].0, columns: shapes[i].1,
        stride: shapes[i].1)
    }
    self.memory = memory
    (frame, copy, transform) = (parts[0], parts[1], parts[2])
    (spectra, transposed, energies) = (parts[3], parts[4], parts[5])
  }
}
