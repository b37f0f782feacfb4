import Foundation
import Interchange
import Testing

@Suite("Faults of JSON")
struct JSONFaultTests {
  private struct Kinds: Decodable {
    var name: String?
    var count: Int?
    var size: UInt64?
    var weight: Float?
    var isOn: Bool?
    var list: [Int]?
    var part: [String: Int]?
  }

  @Test(
    "a value of the wrong kind is told by the kind that it should have",
    arguments: [
      ("name", "1", "a string"), ("count", #""x""#, "a number"), ("size", "[]", "a number"),
      ("weight", #""x""#, "a number"), ("isOn", "1", "true or false"),
      ("list", "1", "an array"), ("part", "1", "an object"),
    ])
  func kinds(key: String, value: String, kind: String) throws {
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Kinds.self, from: Data("{\"\(key)\": \(value)}".utf8))
    }
    #expect(jsonFault(try #require(error)) == "has something other than \(kind) for \"\(key)\"")
  }
}
