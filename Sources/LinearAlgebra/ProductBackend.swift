import CKernels
import Foundation
import NumericCore

/// The ways to multiply matrices, the fastest first.
enum ProductBackend: String, CaseIterable {
  /// The processor's matrix tiles.
  case tiles
  case oneDNN
  /// The package's kernels for any processor.
  case kernels

  /// The first that is available, or the one that the environment variable `CTC_ASR_PRODUCTS` names.
  static let current: ProductBackend = {
    let name = ProcessInfo.processInfo.environment["CTC_ASR_PRODUCTS"]
    let available = allCases.filter(\.isAvailable)
    guard let name else { return available[0] }
    guard let named = available.first(where: { $0.rawValue == name }) else {
      let names = available.map(\.rawValue).joined(separator: ", ")
      fatalError("CTC_ASR_PRODUCTS is \(name), but products are made by \(names)")
    }
    return named
  }()

  var isAvailable: Bool {
    switch self {
    case .tiles: return TileProduct.tiles != nil
    case .oneDNN:
      #if OneDNN
        return true
      #else
        return false
      #endif
    case .kernels: return true
    }
  }

  /// Whether it multiplies bf16 numbers.
  var hasHalves: Bool {
    switch self {
    case .tiles: return true
    case .oneDNN:
      #if OneDNN
        return OneDNNProduct.hasHalves
      #else
        return false
      #endif
    case .kernels: return false
    }
  }

  /// Weights [`inputs`, `outputs`], without values yet.
  func weights(inputs: Int, outputs: Int, precision: Precision) -> any ProductWeights {
    precondition(precision == .f32 || hasHalves, "no products of \(precision) by \(self)")
    switch self {
    case .tiles:
      return TileProduct.Weights(inputs: inputs, outputs: outputs, precision: precision)
    case .oneDNN:
      #if OneDNN
        return OneDNNProduct.Weights(inputs: inputs, outputs: outputs, precision: precision)
      #else
        preconditionFailure("built without oneDNN")
      #endif
    case .kernels: return KernelProduct.Weights(inputs: inputs, outputs: outputs)
    }
  }

  /// Computes `products`, whose results stand apart, on all threads.
  func perform(_ products: [TransposedProduct]) {
    switch self {
    case .tiles: TileProduct.perform(products)
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

/// The right operand of many products, as a backend likes to read it.
protocol ProductWeights: AnyObject, Sendable {
  /// Takes values; element (i, j) stands at source[i · rowStride + j · columnStride], one of the two
  /// strides being 1.
  func update(from source: UnsafePointer<Float>, rowStride: Int, columnStride: Int)
  /// c = a · W, or c += a · W, on the calling thread; neither a nor c has gaps between its rows.
  func multiply(_ a: MatrixView, into c: MatrixView, accumulating: Bool)
}
