import Foundation
import Interchange
import TestSupport
import Testing

@Suite("safetensors")
struct SafeTensorsTests {
  /// A file that Python's safetensors wrote, and what is in it.
  struct Golden: Decodable {
    struct Tensor: Decodable {
      let shape: [Int]
      let values: [Double]
    }
    let file: Data
    let metadata: [String: String]
    let tensors: [String: Tensor]
    let integers: Data
  }

  @Test("a file from Python gives names, shapes, metadata and every element exactly")
  func readsPython() throws {
    let golden: Golden = try fixture("Interchange/safetensors.json")
    let file = try SafeTensors(golden.file)
    #expect(file.metadata == golden.metadata)
    #expect(Set(file.tensors.map(\.name)) == Set(golden.tensors.keys))
    for (name, expected) in golden.tensors {
      let tensor = try #require(file[name])
      #expect(tensor.shape == expected.shape, "\(name)")
      #expect(tensor.values == expected.values.map { Float($0) }, "\(name)")
    }
  }

  @Test("tensors of integers are named with their types, and the others read")
  func passesOverIntegers() throws {
    let golden: Golden = try fixture("Interchange/safetensors.json")
    let integers = try SafeTensors(golden.integers)
    #expect(integers.unreadTypes == ["step": "I64"])
    #expect(integers["step"] == nil)
    let header =
      #"{"bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"#
      + #""w":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"#
      + #""codes":{"dtype":"F4","shape":[3,2],"data_offsets":[12,15]},"#
      + #""later":{"dtype":"F2","shape":[7],"data_offsets":[15,17]}}"#
    let mixed = try SafeTensors(file(header, Data(count: 8) + [0, 0, 0x80, 0x3f] + Data(count: 5)))
    #expect(mixed.tensors == [.init(name: "w", shape: [1], values: [1])])
    #expect(
      mixed.unreadTypes == ["bn.num_batches_tracked": "I64", "codes": "F4", "later": "F2"])
  }

  /// A file of this header and these bytes behind it.
  private func file(_ header: String, _ bytes: Data) -> Data {
    Data((0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) })
      + Data(header.utf8) + bytes
  }

  @Test("order, names, shapes, elements and metadata survive the way through a file")
  func roundTrip() throws {
    let original = SafeTensors(
      tensors: [
        .init(name: "z", shape: [2, 2], values: [1, -0.5, .infinity, -.leastNonzeroMagnitude]),
        .init(name: "empty", shape: [0, 7], values: []),
        .init(name: "ä \"好\"\n\u{1}\\", shape: [], values: [3]),
      ],
      metadata: ["b": "2", "a": "line\nbreak"])
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "w.safetensors")
      try original.write(to: url)
      #expect(try SafeTensors(contentsOf: url) == original)
    }
  }

  @Test("the bytes are those of the format: length, padded header, elements")
  func layout() {
    let file = SafeTensors(
      tensors: [.init(name: "w", shape: [1, 2], values: [1, 2])],
      metadata: ["b": "2", "a": "1"])
    let header =
      #"{"__metadata__":{"a":"1","b":"2"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}"#
    let padded = header + String(repeating: " ", count: 7 - (header.utf8.count + 7) % 8)
    var expected = Data([UInt8(padded.utf8.count), 0, 0, 0, 0, 0, 0, 0])
    expected += Data(padded.utf8) + [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]
    #expect(file.data() == expected)
    #expect(padded.utf8.count % 8 == 0)
  }

  @Test("bf16 numbers are the nearest ones, the even one of two")
  func halves() throws {
    // Of 1 + x/128: an eighth of a step rounds down, half of one to the even neighbour.
    let values: [Float] = [1, -2.5, 1 + 1 / 1024, 1 + 1 / 256, 1 + 3 / 256, 0, -0.0, 1e-30]
    let nearest: [Float] = [1, -2.5, 1, 1, 1 + 1 / 64, 0, -0.0]
    let file = SafeTensors(tensors: [.init(name: "w", shape: [8], values: values)])
    let data = file.data(as: .bf16)
    #expect(file.data().count - data.count <= 16 && file.data().count > data.count)
    let read = try #require(try SafeTensors(data)["w"])
    #expect(read.values.prefix(7) == nearest[...])
    #expect(abs(read.values[7] / 1e-30 - 1) < 1 / 256)
  }

  @Test("bf16 keeps infinities, and NaN whatever its bits")
  func notFinite() throws {
    let bits: [UInt32] = [0x7fc0_0000, 0x7f80_0001, 0x7fff_ffff, 0xffff_ffff]
    let values = bits.map { Float(bitPattern: $0) } + [.infinity, -.infinity]
    let file = SafeTensors(tensors: [.init(name: "w", shape: [6], values: values)])
    let read = try #require(try SafeTensors(file.data(as: .bf16))["w"])
    #expect(read.values.map(\.isNaN) == [true, true, true, true, false, false])
    #expect(read.values.suffix(2) == [.infinity, -.infinity])
  }

  @Test(
    "a header that lies is an error, whatever it claims",
    arguments: [
      ("", 0, "header"),
      ("{", 0, "not JSON"),
      ("[]", 0, "not a JSON object"),
      (#"{"w":{"dtype":"F32","shape":[1]}}"#, 4, #"lacks "w.data_offsets""#),
      (#"{"w":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}"#, 4, "a number for"),
      (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3, "cut off"),
      (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5, "its tensors end at"),
      (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "begins at byte 4"),
      (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "not a range"),
      (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, 4, "not a range"),
      (#"{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "has the shape"),
      (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "but 4 bytes"),
      (#"{"w":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}"#, 7, "cut off"),
      (#"{"w":{"dtype":"I64","shape":[2],"data_offsets":[0,8]}}"#, 8, "but 8 bytes"),
      (#"{"w":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}"#, 2, "but 2 bytes"),
      (#"{"w":{"dtype":"F2","shape":[3],"data_offsets":[4,8]}}"#, 8, "begins at byte 4"),
      (#"{"w":{"dtype":"F2","shape":[3],"data_offsets":[0,8]}}"#, 4, "cut off"),
      (
        #"{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0,
        "but 0 bytes"
      ),
      (
        #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}"#, 4, "cut off"
      ),
      (#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,1e300]}}"#, 4, "header"),
      (
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
          + #""b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "begins at byte 4"
      ),
      (
        #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
          + #""w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "byte"
      ),
      (#"{"__metadata__":{"a":1}}"#, 0, "a string for"),
    ])
  func hostileHeader(header: String, byteCount: Int, words: String) {
    let data = file(header, Data(count: byteCount))
    let error = #expect(throws: SafeTensorsError.self) { try SafeTensors(data, named: "X") }
    let description = error?.description ?? ""
    #expect(description.contains(words))
    #expect(!description.contains("\n"))
  }

  @Test(
    "a length that the file cannot hold is an error",
    arguments: [
      UInt64(3), 1 << 20, 100_000_001, 1 << 63, .max,
    ])
  func hostileLength(length: UInt64) {
    let file = Data((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }) + Data("{}".utf8)
    #expect(throws: SafeTensorsError.self) { try SafeTensors(file) }
  }

  @Test("a header of a million brackets is an error")
  func deepHeader() {
    let header = Data(repeating: UInt8(ascii: "["), count: 1_000_000)
    let file = Data([0x40, 0x42, 0x0f, 0, 0, 0, 0, 0]) + header
    let error = #expect(throws: SafeTensorsError.self) { try SafeTensors(file, named: "X") }
    #expect(error?.description == "X is no safetensors file: its header is not JSON")
  }

  @Test("a file cut off anywhere is an error")
  func truncated() throws {
    let golden: Golden = try fixture("Interchange/safetensors.json")
    for length in 0..<golden.file.count {
      #expect(throws: SafeTensorsError.self, "\(length) bytes") {
        try SafeTensors(golden.file.prefix(length))
      }
    }
  }

  @Test("a missing file is an error that names it")
  func missing() {
    let url = URL(filePath: "/nowhere/w.safetensors")
    let error = #expect(throws: SafeTensorsError.self) { try SafeTensors(contentsOf: url) }
    #expect(
      error?.description == "cannot read /nowhere/w.safetensors: No such file or directory")
  }
}
