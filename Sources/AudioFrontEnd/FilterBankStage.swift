import CKernels
import NumericCore

/// Spectra to energies of mel filters.
///
/// - Source: Kaldi, feat/feature-fbank.cc and feat/mel-computations.cc.
struct FilterBankStage: SpectrumStage {
  private let binCount: Int
  private let frequencyCount: Int
  private let filterRanges: [Int32]
  private let filterWeights: [Float]
  private let usesPower: Bool
  private let usesLogarithm: Bool
  private let floor: Float
  private let energyColumn: Int?

  /// - Precondition: `configuration` is valid.
  init(_ configuration: FilterBankConfiguration) {
    let bank = MelFilterBank(configuration)
    binCount = configuration.melBinCount
    frequencyCount = configuration.frequencyCount
    filterRanges = bank.ranges
    filterWeights = bank.weights
    usesPower = configuration.usesPower
    usesLogarithm = configuration.usesLogarithm
    floor = max(
      configuration.usesLogarithm ? configuration.energyFloor : 0,
      configuration.usesHTKFilters ? 1 : 0)
    energyColumn =
      configuration.usesEnergy ? configuration.usesHTKOrder ? binCount : 0 : nil
  }

  var columnCount: Int { energyColumn == nil ? binCount : binCount + 1 }

  var scratchShapes: [(rows: Int, columns: Int)] {
    [(frequencyCount, CK_FRAMES_IN_BLOCK), (binCount, CK_FRAMES_IN_BLOCK)]
  }

  func write(
    _ frameCount: Int, of spectra: MatrixView, logEnergies: UnsafePointer<Float>,
    scratch: ArraySlice<MatrixView>, to features: UnsafeMutablePointer<Float>
  ) {
    let energies = filterEnergies(of: spectra, scratch: scratch)
    let firstFilter = energyColumn == 0 ? 1 : 0
    kernels.transpose(
      energies.base, energies.stride, binCount, frameCount, features + firstFilter, columnCount)
    if let energyColumn {
      for r in 0..<frameCount { features[r * columnCount + energyColumn] = logEnergies[r] }
    }
  }

  /// The energies of the filters or, if configured, their logarithms; shape
  /// `[filters, CK_FRAMES_IN_BLOCK]`, in the scratch memory.
  func filterEnergies(of spectra: MatrixView, scratch: ArraySlice<MatrixView>) -> MatrixView {
    let (transposed, energies) = (scratch[scratch.startIndex], scratch[scratch.startIndex + 1])
    let lanes = spectra.rows
    if !usesPower {
      kernels.square_roots(spectra.base, spectra.base, lanes * spectra.columns)
    }
    kernels.transpose(
      spectra.base, spectra.stride, lanes, spectra.columns, transposed.base, lanes)
    kernels.filter_bank(
      transposed.base, filterRanges, filterWeights, binCount, floor, energies.base)
    if usesLogarithm {
      kernels.logarithm(energies.base, energies.base, binCount * lanes)
    }
    return energies
  }
}
