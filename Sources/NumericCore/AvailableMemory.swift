import Foundation

/// How many bytes of memory this process may use: the machine's, and no more than its control groups have.
///
/// A container with two gigabytes of a large machine is told of all the machine's, and ended if it takes more
/// than its own.
package let availableMemory = min(
  Int(clamping: ProcessInfo.processInfo.physicalMemory), ControlGroups().memoryLimit ?? .max)

extension ControlGroups {
  /// The bytes of memory that they allow; nil if there is no limit.
  var memoryLimit: Int? {
    groups(of: "memory").compactMap { group in
      // `max` in the second version, more than any machine has in the first.
      group.words(in: group.isUnified ? "memory.max" : "memory.limit_in_bytes").first
        .flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    }.min()
  }
}
