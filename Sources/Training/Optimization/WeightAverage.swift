import CKernels
import NumericCore
import RecurrentNetwork

/// An exponential moving average of weights, which generalizes better than the last weights.
///
/// - Source: Polyak and Juditsky 1992; the growing decay of the first steps as in TensorFlow's
///   `ExponentialMovingAverage`.
struct WeightAverage {
  var average: ParameterStore
  let decay: Float

  /// Moves the average towards `weights` after step `step`, counted from 1.
  mutating func update(from weights: ParameterStore, step: Int) {
    let decay = min(decay, Float(1 + step) / Float(10 + step))
    let count = average.count
    weights.withUnsafePointer { weights in
      average.withUnsafeMutablePointer { average in
        nonisolated(unsafe) let (average, weights) = (average, weights)
        ThreadPool.shared.perform(count, inBlocksOf: 65536) { range in
          let target = average + range.lowerBound
          kernels.scale(decay, target, target, range.count)
          kernels.add_scaled(1 - decay, weights + range.lowerBound, target, range.count)
        }
      }
    }
  }
}
