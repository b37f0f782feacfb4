import Foundation

/// How many processors this process may use: those that it may run on, and no more than it has time of.
///
/// A container with half of a large machine's time is not told of fewer processors; threads for all of them would
/// use that time up together and then stand still together.
package let availableProcessorCount = min(
  ProcessInfo.processInfo.activeProcessorCount, ProcessorTime().limit ?? .max)

/// The processors' time that Linux's control groups give to a process, in groups of either version.
struct ProcessorTime {
  /// The list of the groups that the process is in.
  var groups = URL(filePath: "/proc/self/cgroup")
  /// Where groups are folders.
  var root = URL(filePath: "/sys/fs/cgroup")

  /// The number of processors that the time is enough for, at least one; nil if there is no limit.
  var limit: Int? {
    let list = (try? String(contentsOf: groups, encoding: .utf8)) ?? ""
    return list.split(separator: "\n").flatMap { limits(of: $0) }.min()
  }

  /// The limits of a group and those that it is in; a line is `number:controllers:/path`.
  private func limits(of line: Substring) -> [Int] {
    let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3 else { return [] }
    let controllers = fields[1].split(separator: ",")
    guard controllers.isEmpty || controllers.contains("cpu") else { return [] }
    let hierarchy = root.appending(path: String(fields[1]))
    let names = fields[2].split(separator: "/").map(String.init)
    // In a container the path may be the one outside of it, and the container's own group the root.
    return (0...names.count).compactMap { depth in
      let group = names.prefix(depth).reduce(hierarchy) { $0.appending(path: $1) }
      return controllers.isEmpty ? limit(inVersion2: group) : limit(inVersion1: group)
    }
  }

  /// `cpu.max` has microseconds of processors in microseconds of time, or `max`.
  private func limit(inVersion2 group: URL) -> Int? {
    let numbers = words(in: group.appending(path: "cpu.max")).map(Double.init)
    return numbers.count == 2 ? processors(numbers[0], in: numbers[1]) : nil
  }

  private func limit(inVersion1 group: URL) -> Int? {
    let numbers = ["cpu.cfs_quota_us", "cpu.cfs_period_us"].map {
      words(in: group.appending(path: $0)).first.flatMap(Double.init)
    }
    return processors(numbers[0], in: numbers[1])
  }

  private func processors(_ quota: Double?, in period: Double?) -> Int? {
    guard let quota, let period, quota > 0, period > 0 else { return nil }
    return Int(min((quota / period).rounded(.up), 1e6))
  }

  private func words(in file: URL) -> [String] {
    ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split { $0.isWhitespace }
      .map(String.init)
  }
}
