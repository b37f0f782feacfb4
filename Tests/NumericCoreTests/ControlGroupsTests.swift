import Foundation
import TestSupport
import Testing

@testable import NumericCore

@Suite("Processors that a process has time of")
struct AvailableProcessorsTests {
  /// The limit with control groups of these files, and the process in these groups.
  private func limit(_ files: [String: String], _ groups: String) throws -> Int? {
    try withControlGroups(of: files, list: groups, \.processorLimit)
  }

  @Test("are the least of its groups', of the second version")
  func secondVersion() throws {
    let files = [
      "pods/cpu.max": "400000 100000\n", "pods/one/cpu.max": "max 100000\n",
      "pods/two/cpu.max": "150000 100000\n", "pods/two/tiny/cpu.max": "1000 100000\n",
    ]
    #expect(try limit(files, "0::/\n") == nil)
    #expect(try limit(files, "0::/pods/one\n") == 4)
    #expect(try limit(files, "0::/pods/two\n") == 2)
    #expect(try limit(files, "0::/pods/two/tiny\n") == 1)
    #expect(try limit(files, "0::/pods/three\n") == 4)
  }

  @Test("are those of a container's own group, of the first version")
  func firstVersion() throws {
    let files = [
      "cpu,cpuacct/cpu.cfs_quota_us": "300000\n", "cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      "cpu,cpuacct/free/cpu.cfs_quota_us": "-1\n", "cpu,cpuacct/free/cpu.cfs_period_us": "100000\n",
      "memory/cpu.cfs_quota_us": "100000\n", "memory/cpu.cfs_period_us": "100000\n",
    ]
    #expect(try limit(files, "4:memory:/\n3:cpu,cpuacct:/docker/abc\n0::/\n") == 3)
    #expect(try limit(files, "3:cpu,cpuacct:/free\n") == 3)
    #expect(try limit(files, "4:memory:/\n") == nil)
  }

  @Test("are not limited by what is none")
  func nothing() throws {
    #expect(try limit([:], "") == nil)
    #expect(try limit(["cpu.max": ""], "0::/\nnonsense\n") == nil)
    #expect(try limit(["cpu.max": "0 0"], "0::/\n") == nil)
    #expect(availableProcessorCount >= 1)
  }
}

/// What `limit` is with control groups of these files, and the process in those that `list` names.
private func withControlGroups(
  of files: [String: String], list: String, _ limit: (ControlGroups) -> Int?
) throws -> Int? {
  try withTemporaryFolder(of: files.merging(["list": list]) { $1 }) { folder in
    limit(ControlGroups(list: folder.appending(path: "list"), root: folder))
  }
}

@Suite("Memory that a process may use")
struct AvailableMemoryTests {
  private func limit(_ files: [String: String], _ groups: String) throws -> Int? {
    try withControlGroups(of: files, list: groups, \.memoryLimit)
  }

  @Test("is the least of its groups', of the second version")
  func secondVersion() throws {
    let files = [
      "pods/memory.max": "8000000000\n", "pods/one/memory.max": "max\n",
      "pods/two/memory.max": "2147483648\n", "memory/memory.limit_in_bytes": "1\n",
    ]
    #expect(try limit(files, "0::/\n") == nil)
    #expect(try limit(files, "0::/pods/one\n") == 8_000_000_000)
    #expect(try limit(files, "0::/pods/two\n") == 2_147_483_648)
  }

  @Test("is that of a container's own group, of the first version")
  func firstVersion() throws {
    let files = [
      "memory/memory.limit_in_bytes": "1000000000\n", "memory.max": "1\n",
      "memory/free/memory.limit_in_bytes": "9223372036854771712\n",
    ]
    #expect(try limit(files, "4:memory:/docker/abc\n3:cpu,cpuacct:/\n") == 1_000_000_000)
    #expect(try limit(files, "4:memory:/free\n") == 1_000_000_000)
    #expect(try limit(files, "3:cpu,cpuacct:/\n") == nil)
  }

  @Test("is that of the machine where no group limits it")
  func nothing() throws {
    #expect(try limit([:], "0::/\nnonsense\n") == nil)
    #expect(try limit(["memory.max": "0\n"], "0::/\n") == nil)
    #expect(availableMemory > 1 << 20)
    #expect(availableMemory <= Int(clamping: ProcessInfo.processInfo.physicalMemory))
  }
}
