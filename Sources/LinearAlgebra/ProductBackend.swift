import CKernels
import Foundation
import NumericCore

/// The ways to multiply matrices in single precision, the fastest first; in bf16 there is one,
/// ``PackedProduct``.
enum ProductBackend: String, CaseIterable {
  /// The processor's matrix tiles.
  case tiles
  case oneDNN
  /// The package's kernels for any processor.
  case kernels

  /// The first that is available, or the one that ``ProductChoice`` names.
  static let current =
    available.first { $0.rawValue == ProductChoice.name } ?? available[0]

  static var available: [ProductBackend] { allCases.filter(\.isAvailable) }

  var isAvailable: Bool {
    switch self {
    case .tiles: return PackedProduct.isAvailable(.f32)
    case .oneDNN:
      #if OneDNN
        return true
      #else
        return false
      #endif
    case .kernels: return true
    }
  }

  /// Weights [`inputs`, `outputs`], without values yet.
  func weights(inputs: Int, outputs: Int, precision: Precision) -> any ProductWeights {
    switch self {
    case _ where precision == .bf16, .tiles:
      return PackedProduct.Weights(inputs: inputs, outputs: outputs, precision: precision)
    case .oneDNN:
      #if OneDNN
        return OneDNNProduct.Weights(inputs: inputs, outputs: outputs)
      #else
        preconditionFailure("built without oneDNN")
      #endif
    case .kernels: return KernelProduct.Weights(inputs: inputs, outputs: outputs)
    }
  }

  /// Computes `products`, whose results stand apart, on all threads.
  func perform(_ products: [TransposedProduct]) {
    PackedProduct.perform(products.filter { $0.precision == .bf16 }, precision: .bf16)
    let products = products.filter { $0.precision == .f32 }
    switch self {
    case .tiles: PackedProduct.perform(products, precision: .f32)
    case .oneDNN:
      #if OneDNN
        OneDNNProduct.perform(products)
      #else
        preconditionFailure("built without oneDNN")
      #endif
    case .kernels: KernelProduct.perform(products)
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
