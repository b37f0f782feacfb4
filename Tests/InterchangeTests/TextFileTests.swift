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

  @Test("a binary file is called that, and so is UTF-16 that is damaged")
  func binary() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "x")
      try Data("text".utf8 + [0] + "text".utf8).write(to: url)
      #expect(fault(of: url).hasSuffix("not UTF-8 text; name a text file, or save it as UTF-8"))
      let damaged: [[UInt8]] = [[0x61], [0, 0], [0, 0xd8, 0x61, 0]]
      for bytes in damaged {
        try Data([0xff, 0xfe] + bytes).write(to: url)
        #expect(fault(of: url).hasSuffix("it begins as UTF-16, but is damaged; save it as UTF-8"))
      }
    }
  }

  @Test("UTF-16 with a byte order mark is read, whichever byte comes first, also from a pipe")
  func sixteenBits() throws {
    let text = "Grün\r\n好 𝄞\n"
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "x")
      for isBigEndian in [true, false] {
        try utf16(text, isBigEndian: isBigEndian).write(to: url)
        #expect(try textFile(at: url) == text)
        #expect(try textLines(at: url) == ["Grün", "好 𝄞", ""])
      }
      try utf16("", isBigEndian: false).write(to: url)
      #expect(try textFile(at: url) == "")
      // Longer than a piece that is read at a time.
      let long = String(repeating: "ä\n", count: 1 << 19)
      try utf16(long, isBigEndian: false).write(to: url)
      let pipe = folder.appending(path: "pipe")
      try #require(mkfifo(pipe.path, 0o600) == 0)
      let writer = Process()
      writer.executableURL = URL(filePath: "/bin/sh")
      writer.arguments = ["-c", #"cat "$0" >"$1""#, url.path, pipe.path]
      try writer.run()
      defer { writer.waitUntilExit() }
      #expect(try textFile(at: pipe) == long)
    }
  }

  @Test(
    "what is in another encoding is named with its first line that is not UTF-8, and how to convert it"
  )
  func otherEncodings() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "x")
      for bytes in [[0xe4, 0x62], [0xc3]] as [[UInt8]] {
        try Data("Grün\r\n\r\nW".utf8 + bytes + "\nend\n".utf8).write(to: url)
        #expect(fault(of: url).hasPrefix("cannot read \(url.path): line 3 is not UTF-8; save the"))
        #expect(fault(of: url).contains("iconv -f WINDOWS-1252 -t UTF-8"))
      }
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
