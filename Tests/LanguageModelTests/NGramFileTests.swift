import Foundation
import LanguageModel
import TestSupport
import Testing

@Suite("Files of language models")
struct NGramFileTests {
  @Test(
    "a cache gives the scores of the model that it was written from", arguments: ["5-gram", "few"])
  func cache(name: String) throws {
    let model = try KenLM.model(name)
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "lm.cache")
      try model.writeCache(to: url)
      let data = try Data(contentsOf: url)
      for cached in [
        try NGramModel(contentsOf: url), try NGramModel((Data([0]) + data).dropFirst()),
      ] {
        #expect(cached.counts == model.counts)
        #expect(cached.start == model.start)
        #expect(cached.wordCount == model.wordCount)
        for line in try KenLM.text() {
          var (found, expected) = (cached.start, model.start)
          for word in line.split(separator: " ") {
            let index = model.index(of: String(word))
            #expect(cached.index(of: String(word)) == index)
            let scores = (cached.score(index, after: found), model.score(index, after: expected))
            #expect(scores.0 == scores.1)
            (found, expected) = (scores.0.context, scores.1.context)
          }
          #expect(cached.endScore(after: found) == model.endScore(after: expected))
        }
      }
    }
  }

  @Test("a cache that is cut off, changed, or of another version is refused")
  func damaged() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "lm.cache")
      try KenLM.model("few").writeCache(to: url)
      let data = try Data(contentsOf: url)
      func error(_ data: Data) -> String {
        let error = #expect(throws: NGramModelError.self) {
          try NGramModel(data, named: "lm.cache")
        }
        return error?.description ?? ""
      }
      for length in [8, 20, 24, 60, data.count / 2, data.count - 1, data.count - 8] {
        #expect(error(data.prefix(length)).contains("cut off"))
      }
      for place in stride(from: 24, to: data.count, by: 37) {
        var changed = data
        changed[place] ^= 0x10
        #expect(error(changed).hasPrefix("lm.cache: it is damaged"))
      }
      var other = data
      other[8] = 9
      #expect(error(other).contains("version 9, this program reads 1; make it anew"))
      other = data
      other[12...15] = Data(data[12...15].reversed())
      #expect(error(other).contains("order of bytes"))
    }
  }

  @Test("a cache whose checksum is right and that has no word is refused")
  func noWords() {
    // Order, words, their bytes, nodes and n-grams; the words' ends; two empty nodes.
    var rest = [1, 0, 0, 2, 0, 0].flatMap { withUnsafeBytes(of: $0) { Array($0) } }
    for link: UInt32 in [1 << 31, 0] {
      rest += [UInt32.max, 0, 0, 0, link].flatMap { withUnsafeBytes(of: $0) { Array($0) } }
    }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for start in stride(from: 0, to: rest.count, by: 4) {
      let word = rest[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt64($1) }
      hash = (hash ^ word) &* 0x100_0000_01b3
    }
    let head = Array("ctcngram".utf8) + [1, 0, 0, 0, 4, 3, 2, 1]
    let data = Data(head + withUnsafeBytes(of: hash) { Array($0) } + rest)
    let error = #expect(throws: NGramModelError.self) { try NGramModel(data) }
    #expect(error?.description.contains("its parts do not fit together") == true)
  }

  @Test("several gzip files behind each other are one; a damaged one is refused")
  func gzip() throws {
    let url = KenLM.folder.appending(path: "few.arpa.gz")
    let data = try Data(contentsOf: url)
    // A member of its own for an empty text.
    let nothing = Data([31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(try NGramModel(data + nothing).counts == [6, 6, 5])
    #expect(try NGramModel(data + Data(count: 100)).counts == [6, 6, 5])
    var changed = data
    changed[data.count - 6] ^= 1
    for (data, reason) in [(data.dropLast(20), "cut off"), (changed, "incorrect")] {
      let error = #expect(throws: NGramModelError.self) {
        try NGramModel(data, named: "few.arpa.gz")
      }
      #expect(error?.description.hasPrefix("few.arpa.gz cannot be unpacked") == true)
      #expect(error?.description.contains(reason) == true)
    }
  }

  @Test("a file that is not there is named")
  func missing() throws {
    let error = #expect(throws: NGramModelError.self) {
      try NGramModel(contentsOf: URL(filePath: "/none/lm.arpa"))
    }
    #expect(error?.description == "cannot read /none/lm.arpa: No such file or directory")
  }
}
