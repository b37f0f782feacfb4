import Foundation
import Testing
import Training

@Suite("Error rate")
struct ErrorRateTests {
  @Test("divides the corpus' errors by the corpus' references, not utterance by utterance")
  func corpusLevel() {
    var rate = ErrorRate()
    rate.add(
      reference: "one two three four five six seven eight",
      hypothesis: "one two three four five six seven eight")
    rate.add(reference: "nine", hypothesis: "five nine")
    rate.add(reference: "zero one", hypothesis: "zero")
    rate.add(reference: "oh", hypothesis: "no")
    let summary = rate.summary()
    #expect(summary.utterances == 4)
    #expect(summary.utterancesWithErrors == 3)
    #expect(summary.words.reference == 12)
    #expect(summary.words.substitutions == 1)
    #expect(summary.words.insertions == 1)
    #expect(summary.words.deletions == 1)
    #expect(summary.wordErrorRate == 3.0 / 12)
  }

  @Test("counts letters as words where the script writes no spaces")
  func unspaced() {
    var rate = ErrorRate()
    rate.add(reference: "打开客厅的灯", hypothesis: "打开客的 登")
    #expect(rate.words.reference == 6)
    #expect(rate.words.errors == 2)
  }

  @Test("counts characters with the spaces between words")
  func characters() {
    var rate = ErrorRate()
    rate.add(reference: "ab cd", hypothesis: "abcd")
    let summary = rate.summary()
    #expect(summary.characters.reference == 5)
    #expect(summary.characters.deletions == 1)
    #expect(summary.characterErrorRate == 0.2)
    #expect(summary.wordErrorRate == 1)
  }

  @Test("compares characters however they were composed, and words however they are spaced")
  func normalization() {
    var rate = ErrorRate()
    rate.add(reference: "caf\u{e9} \t noir ", hypothesis: " cafe\u{301}\u{a0}noir\n")
    #expect(rate.summary().words.errors == 0)
    #expect(rate.summary().characters.reference == 9)
    #expect(rate.summary().characters.errors == 0)
  }

  @Test("of insertions alone may pass 1, and of nothing is 0")
  func extremes() {
    #expect(ErrorRate().summary().wordErrorRate == 0)
    #expect(ErrorRate().summary().wordErrorRateInterval == nil)
    #expect(ErrorRate().summary().utteranceErrorRateBound == nil)
    var rate = ErrorRate()
    rate.add(reference: "a", hypothesis: "b c d")
    rate.add(reference: "b", hypothesis: "d c a")
    #expect(rate.summary().wordErrorRate == 3)
    #expect(rate.summary().wordErrorRateInterval == nil)
    var silence = ErrorRate()
    silence.add(reference: "", hypothesis: "b c")
    #expect(silence.summary().wordErrorRate == 2)
  }

  @Test("the interval is that of a binomial corpus, and the same for the same seed")
  func interval() throws {
    var rate = ErrorRate()
    for index in 0..<400 { rate.add(reference: "a", hypothesis: index % 5 == 0 ? "b" : "a") }
    let interval = try #require(rate.summary(seed: 7).wordErrorRateInterval)
    // 400 draws at 0.2: standard error 0.02, so about 0.2 ± 0.0392.
    #expect(abs(interval.lower - 0.1608) < 0.006)
    #expect(abs(interval.upper - 0.2392) < 0.006)
    #expect(rate.summary(seed: 7).wordErrorRateInterval == interval)
    #expect(rate.summary(seed: 8) != rate.summary(seed: 7))
  }

  @Test("without an error there is no interval, but a bound on utterances: the rule of three")
  func noError() throws {
    var rate = ErrorRate()
    for _ in 0..<100 { rate.add(reference: "a b", hypothesis: "a b") }
    #expect(rate.summary().wordErrorRateInterval == nil)
    let bound = try #require(rate.summary().utteranceErrorRateBound)
    #expect(abs(bound - 3.0 / 100) < 0.001)
    // It is the rate at which nothing is found once in twenty times.
    #expect(abs((0..<100).reduce(1) { product, _ in product * (1 - bound) } - 0.05) < 1e-12)
    rate.add(reference: "a", hypothesis: "")
    #expect(rate.summary().utteranceErrorRateBound == nil)
    #expect(rate.summary().wordErrorRateInterval != nil)
  }

  @Test("the summary survives JSON, rates included")
  func json() throws {
    var rate = ErrorRate()
    rate.add(reference: "a b", hypothesis: "a")
    let data = try JSONEncoder().encode(rate.summary())
    #expect(try JSONDecoder().decode(ErrorSummary.self, from: data) == rate.summary())
    #expect(String(decoding: data, as: UTF8.self).contains("\"rate\":0.5"))
  }
}
