import Foundation
import Interchange
import TestSupport
import Testing

@Suite("NPY arrays written row by row")
struct NPYWriterTests {
  private let matrix = Matrix(
    rows: 30_000, columns: 3, elements: (0..<90_000).map { Float($0) / 7 })

  private func write(_ matrix: Matrix, to file: OutputFile) throws {
    var writer = try NPYWriter(file, columns: matrix.columns)
    for start in stride(from: 0, to: matrix.rows, by: 999) {
      try writer.append(matrix.rows(start..<min(start + 999, matrix.rows)))
    }
    try writer.finish()
  }

  @Test("the file is the one that is written at once", arguments: [0, 1, 30_000])
  func file(rows: Int) throws {
    try withTemporaryFolder { folder in
      let part = matrix.rows(0..<rows)
      let url = folder.appending(path: "a.npy")
      try write(part, to: OutputFile(url))
      #expect(try Data(contentsOf: url) == part.npyData)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.npy"])
    }
  }

  @Test(
    "a pipe, where nothing can be written twice, takes the same bytes", arguments: [0, 1, 30_000])
  func pipe(rows: Int) throws {
    try withTemporaryFolder { folder in
      let part = matrix.rows(0..<rows)
      let url = folder.appending(path: "pipe")
      try #require(mkfifo(url.path, 0o600) == 0)
      let descriptor = open(url.path, O_RDONLY | O_NONBLOCK)
      try #require(descriptor >= 0)
      // A pipe holds 64 KiB; another thread has to take them out.
      let writer = Thread { [matrix = matrix] in
        try? write(matrix.rows(0..<rows), to: OutputFile(url))
      }
      writer.start()
      var found = Data()
      var buffer = [UInt8](repeating: 0, count: 65536)
      let end = ContinuousClock.now + .seconds(10)
      while found.count < part.npyData.count && .now < end {
        let count = read(descriptor, &buffer, buffer.count)
        if count > 0 { found += buffer[..<count] } else { usleep(1000) }
      }
      close(descriptor)
      #expect(found == part.npyData)
    }
  }

  @Test("a writer that is given up leaves nothing behind")
  func givenUp() throws {
    try withTemporaryFolder { folder in
      do {
        var writer = try NPYWriter(to: folder.appending(path: "a.npy"), columns: 3)
        try writer.append(matrix)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }
}
