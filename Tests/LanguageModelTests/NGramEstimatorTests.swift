import Foundation
import LanguageModel
import TestSupport
import Testing

@Suite("N-gram estimation")
struct NGramEstimatorTests {
  @Test(
    "every probability and backoff is that of kenlm's lmplz",
    arguments: [("1-gram", 1), ("3-gram", 3), ("5-gram", 5), ("few", 3)])
  func lmplz(name: String, order: Int) throws {
    let isFew = name == "few"
    var estimator = NGramEstimator(order: order, fallbackDiscounts: isFew ? .fallback : nil)
    if isFew {
      for line in try KenLM.load().few { try estimator.append(line) }
    } else {
      for line in try KenLM.text() { try estimator.append(line) }
    }
    let estimate = try estimator.estimated()
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "found.arpa")
      try estimate.writeARPA(to: url)
      let found = ARPATable(text: String(decoding: try Data(contentsOf: url), as: UTF8.self))
      let expected = try ARPATable(of: name)
      #expect(found.counts == expected.counts)
      #expect(estimate.counts == expected.counts)
      #expect(found.entries.count == expected.entries.count)
      for (words, entry) in expected.entries {
        let other = try #require(found.entries[words], "\(words)")
        #expect(abs(other.probability - entry.probability) < 1e-4, "\(words)")
        #expect(abs(other.backoff - entry.backoff) < 1e-4, "\(words)")
      }
      let model = try NGramModel(contentsOf: url)
      #expect(model.counts == expected.counts)
    }
  }

  @Test("counts of counts that tell no discount are an error that says of which n-grams")
  func noDiscount() throws {
    var estimator = NGramEstimator(order: 2)
    try estimator.append("a a a")
    let error = #expect(throws: NGramEstimationError.self) { try estimator.estimated() }
    #expect(error == .noDiscount(order: 1, count: 3))
    #expect(error?.description.contains("1-grams of count 3") == true)
    estimator.fallbackDiscounts = .fallback
    #expect(try estimator.estimated().discounts == [.fallback, .fallback])
  }

  @Test("a context that has nothing left for other words has a backoff that every program reads")
  func nothingLeft() throws {
    var estimator = NGramEstimator(order: 2)
    for line in ["a", "a a a f", "h", "g a c a", "f", "a"] { try estimator.append(line) }
    let estimate = try estimator.estimated()
    #expect(estimate.discounts[1].ofTwo == 0)
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "found.arpa")
      try estimate.writeARPA(to: url)
      let table = ARPATable(text: String(decoding: try Data(contentsOf: url), as: UTF8.self))
      #expect(table.entries[["f"]]?.backoff == -99)
      #expect(try NGramModel(contentsOf: url).counts == estimate.counts)
    }
  }

  @Test("a model made in memory is bit for bit the one in the file", arguments: 1...4)
  func inMemory(order: Int) throws {
    var estimator = NGramEstimator(order: order, fallbackDiscounts: .fallback)
    for line in try KenLM.text() + ["g a c a", "né e\u{301}"] { try estimator.append(line) }
    let estimate = try estimator.estimated()
    try withTemporaryFolder { folder in
      let urls = ["lm.arpa", "read.cache", "made.cache"].map { folder.appending(path: $0) }
      try estimate.writeARPA(to: urls[0])
      let read = try NGramModel(contentsOf: urls[0])
      let made = NGramModel(estimate)
      #expect(made.counts == read.counts && made.start == read.start)
      try read.writeCache(to: urls[1])
      try made.writeCache(to: urls[2])
      #expect(try Data(contentsOf: urls[1]) == Data(contentsOf: urls[2]))
    }
  }

  @Test("a model made in memory has the probabilities that were estimated")
  func probabilities() throws {
    // Unigrams without discounts: of 4 counted words and ends, a has 2; <unk> has nothing.
    let nothing = Discounts(ofOne: 0, ofTwo: 0, ofMore: 0)
    var estimator = NGramEstimator(order: 2, fallbackDiscounts: nothing)
    try estimator.append("a b")
    try estimator.append("a a")
    let model = NGramModel(try estimator.estimated())
    let a = try #require(model.index(of: "a"))
    let first = model.score(a, after: model.start)
    #expect(abs(first.score) < 1e-6)
    // After a come b, a and the end, once each.
    #expect(abs(exp(model.score(a, after: first.context).score) - 1 / 3) < 1e-6)
    #expect(abs(exp(model.endScore(after: first.context)) - 1 / 3) < 1e-6)
  }

  @Test("a text without a word is an error")
  func noWords() throws {
    var estimator = NGramEstimator(order: 2, fallbackDiscounts: .fallback)
    #expect(throws: NGramEstimationError.noWords) { try estimator.estimated() }
    try estimator.append(" \t ")
    #expect(throws: NGramEstimationError.noWords) { try estimator.estimated() }
  }

  @Test("words that a model keeps for itself are refused", arguments: ["<s>", "</s>", "<unk>"])
  func reserved(word: String) throws {
    var estimator = NGramEstimator(order: 2)
    try estimator.append("a b")
    #expect(throws: NGramEstimationError.reservedWord(word: word)) {
      try estimator.append("a \(word) b")
    }
  }

  @Test("white space of any kind parts words, and letters are composed")
  func spaces() throws {
    func counts(_ text: String) throws -> [Int] {
      var estimator = NGramEstimator(order: 2, fallbackDiscounts: .fallback)
      try estimator.append(text)
      return try estimator.estimated().counts
    }
    #expect(try counts("  é\u{3000}b \t c\r") == counts("e\u{301} b c"))
    #expect(try counts("é e\u{301}") == [4, 3])
  }
}
