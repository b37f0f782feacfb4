import CKernels
import Foundation
import NumericCore

/// The ways to multiply matrices in single precision.
enum ProductBackend: String, CaseIterable {
  /// The processor's matrix tiles.
  case tiles
  case oneDNN
  /// The package's kernels for any processor.
  case kernels

  /// The fastest that is available, or the one that ``ProductChoice`` names.
  static let current =
    available.first { $0.rawValue == ProductChoice.name } ?? available[0]

  /// Those of this program on this processor, the fastest first: without AVX-512 the package's kernels are
  /// faster than oneDNN's, and rows come out the same in any company.
  static let available: [ProductBackend] = {
    let hasAVX512 = String(cString: NumericCore.kernels.name) == "avx512"
    let order: [ProductBackend] =
      hasAVX512 ? [.tiles, .oneDNN, .kernels] : [.tiles, .kernels, .oneDNN]
    return order.filter { backend in
      switch backend {
      case .tiles: return PackedProduct.tiles != nil
      case .oneDNN:
        #if OneDNN
          return true
        #else
          return false
        #endif
      case .kernels: return true
      }
    }
  }()

  /// Weights [`inputs`, `outputs`], without values yet.
  func weights(inputs: Int, outputs: Int, precision: Precision) -> any ProductWeights {
    if let routines = packedRoutines(precision) {
      return PackedProduct.Weights(inputs: inputs, outputs: outputs, routines: routines)
    }
    #if OneDNN
      return OneDNNProduct.Weights(inputs: inputs, outputs: outputs)
    #else
      preconditionFailure("no products in \(precision)")
    #endif
  }

  /// Computes `products`, whose results stand apart, on all threads.
  func perform(_ products: [TransposedProduct]) {
    for precision in Precision.allCases {
      let products = products.filter { $0.precision == precision }
      if products.isEmpty { continue }
      if let routines = packedRoutines(precision) {
        PackedProduct.perform(products, routines: routines)
      } else {
        #if OneDNN
          OneDNNProduct.perform(products)
        #else
          preconditionFailure("no products in \(precision)")
        #endif
      }
    }
  }

  /// The products of packed factors that do it; nil if oneDNN does.
  private func packedRoutines(_ precision: Precision) -> ck_packed_products? {
    switch (precision, self) {
    case (.bf16, _):
      guard let routines = PackedProduct.halves else {
        preconditionFailure("a processor without products in bf16")
      }
      return routines
    case (.f32, .tiles): return PackedProduct.tiles
    case (.f32, .oneDNN): return nil
    case (.f32, .kernels): return NumericCore.kernels.singles
    }
  }
}

/// The backend that the environment variable `CTC_ASR_PRODUCTS` names.
package enum ProductChoice {
  /// Its value, if it is set.
  package static let name = ProcessInfo.processInfo.environment["CTC_ASR_PRODUCTS"]
  /// The values that it may have on this processor.
  package static var names: [String] { ProductBackend.available.map(\.rawValue) }
}

/// The right operand of many products, as a backend likes to read it.
protocol ProductWeights: AnyObject, Sendable {
  /// Takes values; element (i, j) stands at source[i · rowStride + j · columnStride], one of the two
  /// strides being 1.
  func update(from source: UnsafePointer<Float>, rowStride: Int, columnStride: Int)
  /// c = a · W, or c += a · W, on the calling thread; neither a nor c has gaps between its rows.
  func multiply(_ a: MatrixView, into c: MatrixView, accumulating: Bool)
}
