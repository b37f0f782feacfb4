import CKernels
import NumericCore

/// Spectra as they are, or their logarithms.
struct SpectrogramStage: SpectrumStage {
  let columnCount: Int
  private let usesPower: Bool
  private let floor: Float?
  private let usesEnergy: Bool

  init(_ configuration: SpectrogramConfiguration) {
    columnCount = configuration.frequencyCount
    usesPower = configuration.usesPower
    floor = configuration.usesLogarithm ? configuration.energyFloor : nil
    usesEnergy = configuration.usesEnergy
  }

  var scratchShapes: [(rows: Int, columns: Int)] { [] }

  func write(
    _ frameCount: Int, of spectra: MatrixView, logEnergies: UnsafePointer<Float>,
    scratch: ArraySlice<MatrixView>, to features: UnsafeMutablePointer<Float>
  ) {
    let count = frameCount * columnCount
    if usesPower {
      features.update(from: spectra.base, count: count)
    } else {
      kernels.square_roots(spectra.base, features, count)
    }
    if let floor {
      for i in 0..<count where features[i] < floor { features[i] = floor }
      kernels.logarithm(features, features, count)
    }
    if usesEnergy {
      for r in 0..<frameCount { features[r * columnCount] = logEnergies[r] }
    }
  }
}
