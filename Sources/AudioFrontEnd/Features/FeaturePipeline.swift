import CKernels
import NumericCore

/// The second half of features: what becomes of a block of spectra.
protocol SpectrumStage: Sendable {
  /// The number of columns of the features.
  var columnCount: Int { get }
  /// The shapes of the working memory.
  var scratchShapes: [(rows: Int, columns: Int)] { get }

  /// Writes the features of the first `frameCount` rows of `spectra`, one row after the other.
  ///
  /// - Parameters:
  ///   - frameCount: at most `CK_FRAMES_IN_BLOCK`.
  ///   - spectra: powers, shape `[CK_FRAMES_IN_BLOCK, frequencies]`; they may be overwritten.
  ///   - logEnergies: the logarithm of each frame's energy, if the configuration uses it.
  ///   - scratch: views of ``scratchShapes``.
  ///   - features: room for `[frameCount, columnCount]` numbers.
  func write(
    _ frameCount: Int, of spectra: MatrixView, logEnergies: UnsafePointer<Float>,
    scratch: ArraySlice<MatrixView>, to features: UnsafeMutablePointer<Float>)
}

/// Samples to features: an analysis into spectra and what follows it.
struct FeaturePipeline: Sendable {
  private let analysis: SpectralAnalysis
  private let stage: any SpectrumStage

  init(_ analysis: SpectralAnalysis, _ stage: any SpectrumStage) {
    self.analysis = analysis
    self.stage = stage
  }

  var columnCount: Int { stage.columnCount }

  var framing: Framing { analysis.framing }

  /// The noise that dither adds, from the start of a signal.
  var noise: SeededGenerator { analysis.noise }

  /// The features of a whole signal, shape `[frames, columns]`.
  func features(of samples: [Float]) -> Matrix {
    var noise = noise
    return samples.withUnsafeBufferPointer { samples in
      features(
        of: 0..<framing.frameCount(sampleCount: samples.count),
        in: SignalStretch(samples: samples, offset: 0), noise: &noise)
    }
  }

  /// The features of some frames, shape `[frames, columns]`.
  ///
  /// - Precondition: the stretch holds all samples of the frames, mirrored ones among them.
  func features(
    of frames: Range<Int>, in signal: SignalStretch, noise: inout SeededGenerator
  ) -> Matrix {
    let lanes = CK_FRAMES_IN_BLOCK
    return Matrix(rows: frames.count, columns: columnCount) { features in
      let shapes = [(lanes, analysis.frequencyCount), (1, lanes)]
      let scratch = Scratch(shapes + analysis.scratchShapes + stage.scratchShapes)
      defer { withExtendedLifetime(scratch) {} }
      let (spectra, logEnergies) = (scratch.views[0], scratch.views[1].base)
      let stageScratch = shapes.count + analysis.scratchShapes.count
      for start in stride(from: frames.lowerBound, to: frames.upperBound, by: lanes) {
        let block = start..<min(start + lanes, frames.upperBound)
        analysis.analyze(
          block, of: signal, noise: &noise, scratch: scratch.views[shapes.count..<stageScratch],
          spectra: spectra, logEnergies: logEnergies)
        stage.write(
          block.count, of: spectra, logEnergies: logEnergies,
          scratch: scratch.views[stageScratch...],
          to: features + (start - frames.lowerBound) * columnCount)
      }
    }
  }
}

/// The working memory of one call: a block of frames on its way to features.
private final class Scratch {
  private let memory: MatrixBuffer
  let views: [MatrixView]

  init(_ shapes: [(rows: Int, columns: Int)]) {
    // Every part starts at a multiple of 64 bytes.
    let sizes = shapes.map { ($0.rows * $0.columns + 15) / 16 * 16 }
    let memory = MatrixBuffer(rows: 1, columns: sizes.reduce(0, +))
    var base = memory.view.base
    views = zip(shapes, sizes).map { shape, size in
      defer { base += size }
      return MatrixView(
        base: base, rows: shape.rows, columns: shape.columns, stride: shape.columns)
    }
    self.memory = memory
  }
}
