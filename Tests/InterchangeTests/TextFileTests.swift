import Foundation
import Interchange
import TestSupport
import Testing

@Suite("Text files")
struct TextFileTests {
  /// Why a file is no text; empty if it is one.
  private func fault(of url: URL, limit: Int = contentsLimit) -> String {
    do {
      _ = try textFile(at: url, limit: limit)
      return ""
    } catch {
      return error.description
    }
  }

  @Test("a device that gives zeros without end is refused by its first bytes")
  func zeros() {
    let fault = fault(of: URL(filePath: "/dev/zero"))
    #expect(fault.hasPrefix("cannot read /dev/zero: it has bytes of zero"))
  }

  @Test("a binary file is called that, UTF-16 by its name")
  func binary() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "x")
      try Data("text".utf8 + [0] + "text".utf8).write(to: url)
      #expect(fault(of: url).hasSuffix("not UTF-8 text; name a text file"))
      try Data([0xff, 0xfe, 0x61, 0]).write(to: url)
      #expect(fault(of: url).hasSuffix("it is UTF-16; save it as UTF-8"))
      try Data([0x61, 0xe4, 0x62]).write(to: url)
      #expect(fault(of: url).hasSuffix("it is not UTF-8; save it as UTF-8"))
    }
  }

  @Test("a file of any length is refused unread when it is longer than a text may be")
  func longFile() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "x")
      try Data(repeating: 0x61, count: 3 << 20).write(to: url)
      #expect(fault(of: url, limit: 3 << 20) == "")
      let refusal = "it has more than 2 MiB; name another file, or divide it"
      #expect(fault(of: url, limit: 2 << 20).hasSuffix(refusal))
      // Of holes alone: no disk has it.
      let file = try FileHandle(forWritingTo: url)
      try file.truncate(atOffset: 8 << 30)
      try file.close()
      #expect(fault(of: url).contains("it has more than 1024 MiB"))
    }
  }

  @Test("a pipe is read to its end, but no further than a text may be long")
  func pipe() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "pipe")
      try #require(mkfifo(url.path, 0o600) == 0)
      func text(_ pieces: Int, limit: Int) throws -> Result<String, FileError> {
        let writer = Process()
        writer.executableURL = URL(filePath: "/bin/sh")
        let count = pieces << 20
        writer.arguments = [
          "-c", #"head -c \#(count) /dev/zero | tr '\0' a 2>/dev/null >"$0""#, url.path,
        ]
        try writer.run()
        defer { writer.waitUntilExit() }
        return Result { () throws(FileError) in try textFile(at: url, limit: limit) }
      }
      #expect(try text(3, limit: 3 << 20).get() == String(repeating: "a", count: 3 << 20))
      guard case .failure(let error) = try text(5, limit: 3 << 20) else {
        Issue.record("five MiB are read")
        return
      }
      #expect(error.description.contains("it has more than 3 MiB"))
    }
  }
}
