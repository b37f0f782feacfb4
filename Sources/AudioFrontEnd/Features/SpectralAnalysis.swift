import CKernels
import Foundation
import NumericCore

/// The first half of all features: cuts a signal into frames, prepares them and computes their
/// power spectra, a block of frames at a time.
///
/// - Source: Kaldi, feat/feature-window.cc.
struct SpectralAnalysis: Sendable {
  /// Which energy of a frame is wanted.
  private enum Energy {
    case none
    case raw
    case tapered
  }

  let framing: Framing
  /// The frequencies of a spectrum.
  let frequencyCount: Int
  private let transform: RealFourierTransform
  private let window: [Float]
  private let removesDCOffset: Bool
  private let preemphasis: Float
  private let dither: Float
  private let ditherSeed: UInt64
  private let sampleScale: Float
  private let energy: Energy
  private let energyFloor: Float

  /// - Precondition: `options` are valid.
  init(_ options: FrameConfiguration) {
    self.init(
      options, framing: Framing(options),
      window: options.windowFunction.weights(
        count: options.frameLength, scale: options.dither == 0 ? options.sampleScale : 1))
  }

  /// An analysis of frames that lie as `framing` says and are tapered by `window`, which scales
  /// samples too unless there is dither.
  ///
  /// - Precondition: `options` are valid; framing and window are as long as they say.
  init(_ options: FrameConfiguration, framing: Framing, window: [Float]) {
    self.framing = framing
    self.window = window
    frequencyCount = options.frequencyCount
    transform = RealFourierTransform(count: options.transformLength)
    removesDCOffset = options.removesDCOffset
    preemphasis = options.preemphasis
    dither = options.dither
    ditherSeed = options.ditherSeed
    sampleScale = options.sampleScale
    energy =
      options.usesEnergy ? options.usesRawEnergy ? .raw : .tapered : .none
    energyFloor = max(.ulpOfOne, options.frameEnergyFloor)
  }

  /// The noise that dither adds, from the start of a signal.
  var noise: SeededGenerator { SeededGenerator(seed: ditherSeed) }

  /// The shapes of the working memory: a frame to transform, a copy of its samples, the transform.
  var scratchShapes: [(rows: Int, columns: Int)] {
    [(1, transform.count), (1, framing.length), (1, transform.count)]
  }

  /// Writes the power spectra of consecutive frames to the rows of `spectra`, and the logarithms of
  /// the frames' energies, where they are wanted, to `logEnergies`.
  func analyze(
    _ frames: Range<Int>, of signal: SignalStretch, noise: inout SeededGenerator,
    scratch: ArraySlice<MatrixView>, spectra: MatrixView,
    logEnergies: UnsafeMutablePointer<Float>
  ) {
    let parts = scratch.startIndex
    let (prepared, copy) = (scratch[parts].base, scratch[parts + 1].base)
    for (row, frame) in frames.enumerated() {
      let source = samples(of: frame, signal, copy: copy, noise: &noise)
      kernels.prepare_frame(
        source, framing.length, removesDCOffset ? 1 : 0, preemphasis, window, prepared)
      if energy != .none { logEnergies[row] = logEnergy(raw: source, prepared: prepared) }
      transform.powerSpectrum(
        of: prepared, scratch: scratch[parts + 2].base, into: spectra.row(row))
    }
  }

  /// The samples of a frame: in place if they can be, or else in `copy`.
  private func samples(
    of frame: Int, _ signal: SignalStretch, copy: UnsafeMutablePointer<Float>,
    noise: inout SeededGenerator
  ) -> UnsafePointer<Float> {
    let start = framing.start(of: frame)
    let range = start..<start + framing.length
    if dither == 0, let inside = signal.pointer(to: range) { return inside }
    signal.copy(range, repeatingEdges: framing.edges != .reflected, to: copy)
    if dither != 0 {
      for i in 0..<framing.length { copy[i] = copy[i] * sampleScale + dither * noise.normal() }
    }
    return UnsafePointer(copy)
  }

  private func logEnergy(raw: UnsafePointer<Float>, prepared: UnsafePointer<Float>) -> Float {
    guard energy == .raw else {
      return logf(max(Float(kernels.sum_of_squares(prepared, framing.length)), energyFloor))
    }
    let scale = dither == 0 ? sampleScale : 1
    let energy = kernels.energy(raw, framing.length, removesDCOffset ? 1 : 0)
    return logf(max(scale * scale * energy, energyFloor))
  }
}
