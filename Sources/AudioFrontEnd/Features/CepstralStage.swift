import CKernels
import Foundation
import NumericCore

/// Spectra to cepstral coefficients.
///
/// - Source: Kaldi, feat/feature-mfcc.cc.
struct CepstralStage: SpectrumStage {
  private let filters: FilterBankStage
  private let binCount: Int
  let columnCount: Int
  private let energyColumn: Int?
  /// First filter and number of filters of each coefficient: all of them.
  private let ranges: [Int32]
  /// The liftered cosine transform, shape `[coefficients, filters]`, in the order of the columns.
  private let weights: [Float]

  /// - Precondition: `configuration` is valid.
  init(_ configuration: CepstralConfiguration) {
    let bank = configuration.filterBank
    let (count, bins) = (configuration.coefficientCount, bank.melBinCount)
    filters = FilterBankStage(bank)
    binCount = bins
    columnCount = count
    energyColumn = bank.usesEnergy ? bank.usesHTKOrder ? count - 1 : 0 : nil
    ranges = (0..<count).flatMap { _ in [0, Int32(bins)] }
    let order = bank.usesHTKOrder ? Array(1..<count) + [0] : Array(0..<count)
    weights = order.flatMap { k in
      let scale =
        k == 0
        ? (bank.usesHTKOrder ? 2.0.squareRoot() : 1) / Double(bins).squareRoot()
        : Self.lifter(Double(configuration.lifter), of: k) * (2 / Double(bins)).squareRoot()
      return (0..<bins).map { n in
        Float(scale * cos(.pi * Double(k) * (Double(n) + 0.5) / Double(bins)))
      }
    }
  }

  private static func lifter(_ parameter: Double, of coefficient: Int) -> Double {
    parameter == 0 ? 1 : 1 + parameter / 2 * sin(.pi * Double(coefficient) / parameter)
  }

  var scratchShapes: [(rows: Int, columns: Int)] {
    [(columnCount, CK_FRAMES_IN_BLOCK)] + filters.scratchShapes
  }

  func write(
    _ frameCount: Int, of spectra: MatrixView, logEnergies: UnsafePointer<Float>,
    scratch: ArraySlice<MatrixView>, to features: UnsafeMutablePointer<Float>
  ) {
    let energies = filters.filterEnergies(of: spectra, scratch: scratch.dropFirst())
    let cepstra = scratch[scratch.startIndex]
    kernels.filter_bank(
      energies.base, ranges, weights, columnCount, -.infinity, cepstra.base)
    kernels.transpose(
      cepstra.base, cepstra.stride, columnCount, frameCount, features, columnCount)
    if let energyColumn {
      for r in 0..<frameCount { features[r * columnCount + energyColumn] = logEnergies[r] }
    }
  }
}
