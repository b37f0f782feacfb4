import Foundation
import TestSupport
import Testing

@testable import Interchange

@Suite("Event files for TensorBoard")
struct EventFileTests {
  private struct Golden: Decodable {
    struct Scalars: Decodable {
      let step: Int
      let tags: [String]
      let values: [Float]
    }
    struct Checksum: Decodable {
      let text: String
      let value: UInt32
    }
    let scalars: [Scalars]
    let file: Data
    let checksums: [Checksum]
  }

  private func golden() throws -> Golden {
    try fixture("Interchange/events.json")
  }

  @Test("checksums are those of RFC 3720 and of TensorBoard")
  func checksums() throws {
    #expect(crc32C([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(crc32C([UInt8](repeating: 0xff, count: 32)) == 0x62a8_ab43)
    #expect(crc32C((0..<32).map { UInt8($0) }) == 0x46dd_794e)
    #expect(crc32C("123456789".utf8) == 0xe306_9283)
    for checksum in try golden().checksums {
      #expect(crc32C(checksum.text.utf8) == checksum.value)
    }
  }

  @Test("bytes are those that TensorBoard writes")
  func bytes() throws {
    let golden = try golden()
    var file = Event.record(Event.version(wallTime: 1_700_000_000.25))
    file += Event.record(Event.start(step: 301, wallTime: 1_700_000_000.25))
    for scalars in golden.scalars {
      let values = zip(scalars.tags, scalars.values).map { (tag: $0, value: $1) }
      file += Event.record(
        Event.scalars(values, step: scalars.step, wallTime: 1_700_000_001.5))
    }
    #expect(file == golden.file)
  }

  @Test("each run writes a file of its own, and each number at once")
  func files() throws {
    try withTemporaryFolder { folder in
      let runs = folder.appending(path: "a/b")
      let first = try EventFile(in: runs)
      let header = try Data(contentsOf: first.url)
      #expect(header.count == 16 + 24)
      try first.append(["x/y": 0.5, "left out": nil], step: 3)
      #expect(try Data(contentsOf: first.url).count == header.count + 16 + 25)
      let second = try EventFile(in: runs, resumingAt: 4)
      #expect(try Data(contentsOf: second.url).count == header.count + 16 + 15)
      let names = try FileManager.default.contentsOfDirectory(atPath: runs.path)
      #expect(names.count == 2 && names.allSatisfy { $0.hasPrefix("events.out.tfevents.") })
      #expect(throws: FileError.self) { try EventFile(in: first.url) }
    }
  }
}
