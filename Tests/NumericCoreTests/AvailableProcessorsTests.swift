import Foundation
import TestSupport
import Testing

@testable import NumericCore

@Suite("Processors that a process has time of")
struct AvailableProcessorsTests {
  /// The limit with control groups of these files, and the process in these groups.
  private func limit(_ files: [String: String], _ groups: String) throws -> Int? {
    try withTemporaryFolder { folder in
      for (path, text) in files {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
      }
      let list = folder.appending(path: "list")
      try groups.write(to: list, atomically: true, encoding: .utf8)
      return ProcessorTime(groups: list, root: folder).limit
    }
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
