import Foundation
import Testing

@testable import AudioFrontEnd

@Suite("Bytes that do not end")
struct ByteSourceTests {
  private func zeros() throws -> FileHandle {
    try #require(FileHandle(forReadingAtPath: "/dev/zero"))
  }

  @Test("sound without a header is read up to a limit")
  func endless() throws {
    #expect(throws: AudioFileError.endless("x", limit: 1 << 21)) {
      try ByteSource(zeros(), name: "x", hasHeader: false, limit: 1 << 21)
    }
  }

  @Test("what begins as no format does is not read on")
  func unknown() throws {
    let source = try ByteSource(zeros(), name: "x", hasHeader: true)
    #expect(source.count < 1 << 22)
    let error = #expect(throws: AudioFileError.self) {
      _ = try AudioFileReader(zeros(), name: "x")
    }
    guard case .notAudio("x", _) = error else {
      Issue.record("another error")
      return
    }
  }

  @Test("a row of bytes is found wherever it stands, also across pieces that are read at once")
  func offsets() {
    let place = 1 << 20
    for offset in [0, 5, place - 2, place, 2 * place - 1] {
      var bytes = Data(count: 2 * place + 10)
      bytes.replaceSubrange(offset..<offset + 3, with: [1, 2, 3])
      let source = ByteSource(bytes)
      #expect(source.offset(of: [1, 2, 3], from: 0) == offset)
      #expect(source.offset(of: [1, 2, 3], from: offset + 1) == nil)
    }
  }
}
