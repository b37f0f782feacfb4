import Foundation
import Interchange
import TestSupport
import Testing

@Suite("Kaldi archives")
struct KaldiArchiveTests {
  /// Files that kaldiio wrote, the archive in base 64, and the matrices in them.
  struct Golden: Decodable {
    struct Entry: Decodable {
      let key: String
      let rows: Int
      let elements: [Float]
      var matrix: Matrix {
        Matrix(rows: rows, columns: elements.count / rows, elements: elements)
      }
    }

    let ark: Data
    let scp: String
    let matrices: [Entry]
  }

  /// Reads an archive by Kaldi's own description, one entry after the other.
  private func entries(of ark: Data) throws -> [(key: String, offset: Int, matrix: Matrix)] {
    var bytes = ark[...]
    func take(_ count: Int) throws -> Data {
      try #require(bytes.count >= count)
      defer { bytes = bytes.dropFirst(count) }
      return Data(bytes.prefix(count))
    }
    func integer() throws -> Int {
      #expect(try take(1) == Data([4]))
      return try take(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    var entries: [(String, Int, Matrix)] = []
    while !bytes.isEmpty {
      let key = bytes.prefix { $0 != UInt8(ascii: " ") }
      _ = try take(key.count + 1)
      let offset = ark.count - bytes.count
      #expect(try take(5) == Data("\0BFM ".utf8))
      let (rows, columns) = (try integer(), try integer())
      let elements = try (0..<rows * columns).map { _ in
        Float(bitPattern: try take(4).reversed().reduce(0) { $0 << 8 | UInt32($1) })
      }
      entries.append(
        (
          String(decoding: key, as: UTF8.self), offset,
          Matrix(rows: rows, columns: columns, elements: elements)
        ))
    }
    return entries
  }

  @Test("the bytes of archive and script file are those that kaldiio writes")
  func writesLikeKaldiio() throws {
    let golden: Golden = try fixture("Interchange/kaldi-archive.json")
    try #require(golden.matrices.count == 3)
    try withTemporaryFolder { folder in
      var writer = try KaldiArchiveWriter(
        ark: URL(
          filePath: "feats.ark", relativeTo: URL(filePath: folder.path, directoryHint: .isDirectory)
        ),
        scp: folder.appending(path: "feats.scp"))
      for entry in golden.matrices { try writer.append(entry.matrix, key: entry.key) }
      try writer.finish()
      let ark = try Data(contentsOf: folder.appending(path: "feats.ark"))
      #expect(ark == golden.ark)
      let scp = try String(contentsOf: folder.appending(path: "feats.scp"), encoding: .utf8)
      #expect(scp == golden.scp)
      #expect(try entries(of: ark).map(\.matrix) == golden.matrices.map(\.matrix))
    }
  }

  @Test("an offset of the script file is where the matrix begins, also behind a long one")
  func offsets() throws {
    try withTemporaryFolder { folder in
      let (ark, scp) = (folder.appending(path: "x.ark"), folder.appending(path: "x.scp"))
      let long = Matrix(rows: 40_000, columns: 2, elements: (0..<80_000).map { Float($0) })
      let short = Matrix(rows: 1, columns: 1, elements: [5])
      let spool = SpooledRows(columns: 2)
      for start in stride(from: 0, to: 40_000, by: 400) {
        try spool.append(long.rows(start..<start + 400))
      }
      var writer = try KaldiArchiveWriter(ark: ark, scp: scp)
      try writer.append(spool, key: "long")
      try writer.append(short, key: "short")
      try writer.finish()
      let entries = try entries(of: Data(contentsOf: ark))
      #expect(entries.map(\.matrix) == [long, short])
      let lines = try String(contentsOf: scp, encoding: .utf8)
      #expect(lines == entries.map { "\($0.key) \(ark.path):\($0.offset)\n" }.joined())
    }
  }

  @Test("a matrix without rows is Kaldi's empty matrix")
  func empty() throws {
    try withTemporaryFolder { folder in
      let ark = folder.appending(path: "x.ark")
      var writer = try KaldiArchiveWriter(ark: ark, scp: nil)
      try writer.append(Matrix(rows: 0, columns: 80), key: "a")
      try writer.finish()
      let entries = try entries(of: Data(contentsOf: ark))
      #expect(entries.map(\.matrix) == [Matrix(rows: 0, columns: 0)])
    }
  }

  @Test("a key that Kaldi could not read, or that was there before, is refused by name")
  func keys() throws {
    try withTemporaryFolder { folder in
      let matrix = Matrix(rows: 1, columns: 1)
      var writer = try KaldiArchiveWriter(ark: folder.appending(path: "x.ark"), scp: nil)
      try writer.append(matrix, key: "a")
      for key in ["", "a b", "a\n", "\t"] {
        do throws(KaldiArchiveError) {
          try writer.append(matrix, key: key)
          Issue.record("'\(key)' was taken")
        } catch {
          #expect(error == .invalidKey(key))
        }
      }
      do throws(KaldiArchiveError) {
        try writer.append(matrix, key: "a")
        Issue.record("taken twice")
      } catch {
        #expect("\(error)" == "the Kaldi archive has a matrix 'a' already; rename one")
      }
    }
  }

  @Test("a writer that is given up leaves nothing behind, and the old files as they were")
  func givenUp() throws {
    try withTemporaryFolder { folder in
      let (ark, scp) = (folder.appending(path: "x.ark"), folder.appending(path: "x.scp"))
      try Data("old".utf8).write(to: ark)
      do {
        var writer = try KaldiArchiveWriter(ark: ark, scp: scp)
        try writer.append(Matrix(rows: 1, columns: 1), key: "a")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.ark"])
      #expect(try Data(contentsOf: ark) == Data("old".utf8))
    }
  }
}
