import Foundation
import Interchange
import NumericCore
import TestSupport
import Testing

@Suite("NPY arrays")
struct NPYTests {
  /// Files that NumPy wrote, in base 64, and the numbers in them.
  struct Golden: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let file: Data
    let rows: Int
    let columns: Int
    let elements: [Float]
    var testDescription: String { name }
  }

  static func golden(_ name: String) throws -> Data {
    let all: [Golden] = try fixture("Interchange/npy.json")
    return try #require(all.first { $0.name == name }).file
  }

  @Test(
    "arrays that NumPy wrote are read exactly",
    arguments: [
      "float32", "float64", "one dimension", "version 2", "version 3", "no rows",
    ])
  func readsNumPy(name: String) throws {
    let all: [Golden] = try fixture("Interchange/npy.json")
    let golden = try #require(all.first { $0.name == name })
    let matrix = try Matrix(npy: golden.file)
    #expect(matrix.rows == golden.rows)
    #expect(matrix.columns == golden.columns)
    #expect(matrix.elements == golden.elements)
  }

  @Test("the bytes written are those that NumPy writes")
  func writesLikeNumPy() throws {
    let file = try Self.golden("float32")
    #expect(try Matrix(npy: file).npyData == file)
  }

  @Test(
    "arrays of another kind are refused by name",
    arguments: [
      ("int64", "X holds elements of type '<i8'; save it as float32, '<f4'"),
      ("big-endian", "X holds elements of type '>f4'; save it as float32, '<f4'"),
      ("column by column", "X is stored column by column; save numpy.ascontiguousarray of it"),
      ("three dimensions", "X has 3 dimensions; save one or two"),
      ("no dimensions", "X has 0 dimensions; save one or two"),
    ])
  func refuses(name: String, message: String) throws {
    let file = try Self.golden(name)
    let error = #expect(throws: NPYError.self) { try Matrix(npy: file, named: "X") }
    #expect(error?.description == message)
  }

  @Test("one dimension is a row, but no matrix of frames and symbols")
  func oneDimension() throws {
    let file = try Self.golden("one dimension")
    let row = try Matrix(npy: file)
    #expect(row.rows == 1)
    let error = #expect(throws: NPYError.self) {
      try Matrix(npy: file, named: "X", axes: ("frames", "symbols"))
    }
    #expect(
      error?.description
        == "X has the shape [\(row.columns)]; save two dimensions, [frames, symbols]")
  }

  @Test("a damaged header is quoted in one line")
  func oneLine() throws {
    let file = try Self.golden("float32")
    let type = try #require(file.range(of: Data("<f4".utf8)))
    var damaged = file
    damaged.replaceSubrange(type, with: "<\n4".utf8)
    let error = #expect(throws: NPYError.self) { try Matrix(npy: damaged, named: "X") }
    #expect(
      error?.description == #"X holds elements of type '<\n4'; save it as float32, '<f4'"#)
  }

  @Test("a file cut off anywhere is an error")
  func truncated() throws {
    let file = try Self.golden("float32")
    for length in 0..<file.count {
      #expect(throws: NPYError.self, "\(length) bytes") { try Matrix(npy: file.prefix(length)) }
    }
  }

  @Test("a shape whose size overflows is an error")
  func hugeShape() {
    var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }"
    text += String(repeating: " ", count: 117 - text.utf8.count) + "\n"
    let file = Data([0x93]) + Data("NUMPY".utf8) + [1, 0, 118, 0] + Data(text.utf8)
    #expect(throws: NPYError.self) { try Matrix(npy: file) }
  }

  @Test("a matrix survives the way through a file")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "a.npy")
      let matrix = Matrix(
        rows: 2, columns: 3, elements: [1, -2.5, .infinity, 0, -.leastNonzeroMagnitude, 3])
      try matrix.writeNPY(to: url)
      #expect(try Matrix(contentsOfNPY: url) == matrix)
    }
  }

  @Test("a missing file is an error that names it")
  func missing() {
    let url = URL(filePath: "/nowhere/a.npy")
    let error = #expect(throws: NPYError.self) { try Matrix(contentsOfNPY: url) }
    #expect(error?.description == "cannot read /nowhere/a.npy: No such file or directory")
  }
}
