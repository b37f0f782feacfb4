import Foundation

/// How many processors this process may use: those that it may run on, and no more than it has time of.
///
/// A container with half of a large machine's time is not told of fewer processors; threads for all of them would
/// use that time up together and then stand still together.
package let availableProcessorCount = min(
  ProcessInfo.processInfo.activeProcessorCount, ControlGroups().processorLimit ?? .max)

extension ControlGroups {
  /// The number of processors that their time is enough for, at least one; nil if there is no limit.
  var processorLimit: Int? {
    groups(of: "cpu").compactMap { group in
      // Microseconds of processors in microseconds of time, or `max`.
      let numbers =
        group.isUnified
        ? group.words(in: "cpu.max").map(Double.init)
        : ["cpu.cfs_quota_us", "cpu.cfs_period_us"].map {
          group.words(in: $0).first.flatMap(Double.init)
        }
      guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], quota > 0,
        period > 0
      else { return nil }
      return Int(min((quota / period).rounded(.up), 1e6))
    }.min()
  }
}
