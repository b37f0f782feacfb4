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
  private let floor: Float
  /// The logarithm's base; nil for energies as they are.
  private let logarithm: Logarithm?
  private let energyColumn: Int?

  /// A logarithm by its base.
  enum Logarithm {
    case natural
    case decimal
  }

  /// - Precondition: `configuration` is valid.
  init(_ configuration: FilterBankConfiguration) {
    let bins = configuration.melBinCount
    self.init(
      MelFilterBank(configuration), frequencyCount: configuration.frequencyCount,
      usesPower: configuration.usesPower, floor: configuration.leastEnergy,
      logarithm: configuration.usesLogarithm ? .natural : nil,
      energyColumn: configuration.usesEnergy ? configuration.usesHTKOrder ? bins : 0 : nil)
  }

  /// - Precondition: the filters lie inside of the frequencies.
  init(
    _ bank: MelFilterBank, frequencyCount: Int, usesPower: Bool = true, floor: Float,
    logarithm: Logarithm?, energyColumn: Int? = nil
  ) {
    binCount = bank.filters.count
    self.frequencyCount = frequencyCount
    filterRanges = bank.ranges
    filterWeights = bank.weights
    self.usesPower = usesPower
    self.floor = floor
    self.logarithm = logarithm
    self.energyColumn = energyColumn
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
    if let logarithm {
      kernels.logarithm(energies.base, energies.base, binCount * lanes)
      if logarithm == .decimal {
        kernels.scale(0.434_294_48, energies.base, energies.base, binCount * lanes)
      }
    }
    return energies
  }
}
