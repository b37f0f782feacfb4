import Testing
import Training

@Suite("Paired bootstrap")
struct PairedBootstrapTests {
  /// The errors in utterances of one word each, of which those that `isWrong` are wrong.
  private func errors(
    _ count: Int, speaker: (Int) -> String? = { _ in nil }, isWrong: (Int) -> Bool
  ) -> ErrorRate {
    var errors = ErrorRate()
    for index in 0..<count {
      errors.add(
        reference: "a", hypothesis: isWrong(index) ? "b" : "a", speaker: speaker(index))
    }
    return errors
  }

  @Test("finds no difference between recognizers that make the same errors")
  func identical() {
    let same = errors(50) { $0 % 3 == 0 }
    let result = PairedBootstrap(same, against: same)
    #expect(result.difference == 0 && result.probabilityOfImprovement == 0.5)
    #expect(result.interval.lower == 0 && result.interval.upper == 0)
    #expect(!result.isSignificant)
    let nothing = PairedBootstrap(ErrorRate(), against: ErrorRate())
    #expect(nothing.difference == 0 && nothing.probabilityOfImprovement == 0.5)
  }

  @Test("is sure of a recognizer that is better by as much on every utterance")
  func alwaysBetter() {
    var (better, worse) = (ErrorRate(), ErrorRate())
    for _ in 0..<7 {
      better.add(reference: "a b c d", hypothesis: "a b c")
      worse.add(reference: "a b c d", hypothesis: "a x c d e f")
    }
    // 1 and 3 errors in 4 words, whatever is drawn.
    let result = PairedBootstrap(better, against: worse)
    #expect(result.difference == -0.5 && result.probabilityOfImprovement == 1)
    #expect(result.interval.lower == -0.5 && result.interval.upper == -0.5)
    #expect(result.isSignificant && result.unit == .utterances && result.units == 7)
    let reverse = PairedBootstrap(worse, against: better)
    #expect(reverse.difference == 0.5 && reverse.probabilityOfImprovement == 0)
    #expect(reverse.isSignificant)
  }

  @Test("spreads as the mean of paired differences does, and is the same for the same seed")
  func normal() {
    let (mine, theirs) = (errors(400) { $0 < 40 }, errors(400) { $0 >= 340 })
    let result = PairedBootstrap(mine, against: theirs, seed: 3)
    // Of 400 differences, 40 are 1 and 60 are -1: mean -0.05, variance 0.25 - 0.05² of one.  So
    // the standard error is 0.02487, and the mean 2.01 of them below 0: a probability of 0.978.
    #expect(abs(result.difference + 0.05) < 1e-12)
    #expect(abs(result.interval.lower + 0.05 + 1.96 * 0.02487) < 0.007)
    #expect(abs(result.interval.upper + 0.05 - 1.96 * 0.02487) < 0.007)
    #expect(abs(result.probabilityOfImprovement - 0.978) < 0.015)
    #expect(PairedBootstrap(mine, against: theirs, seed: 3) == result)
    #expect(PairedBootstrap(mine, against: theirs, seed: 4) != result)
    let reverse = PairedBootstrap(theirs, against: mine, seed: 3)
    #expect(abs(reverse.probabilityOfImprovement + result.probabilityOfImprovement - 1) < 1e-12)
    #expect(abs(reverse.interval.upper + result.interval.lower) < 1e-12)
  }

  @Test("draws the same utterances for both: those that are hard for both do not matter")
  func paired() {
    let (mine, theirs) = (errors(400) { $0 < 100 }, errors(400) { $0 < 108 })
    let result = PairedBootstrap(mine, against: theirs)
    // A binomial count of 400 at 0.02 is from 3 to 14 in 95 of 100 cases, and 0 in 3 of 10000.
    // Unpaired, the standard error alone would be 0.03.
    #expect((-0.035 - 0.0026...(-0.035 + 0.0026)).contains(result.interval.lower))
    #expect((-0.0075 - 0.0026...(-0.0075 + 0.0026)).contains(result.interval.upper))
    #expect(result.probabilityOfImprovement > 0.995 && result.isSignificant)
  }

  @Test("draws ten or more speakers, if all utterances name theirs, each with all utterances")
  func speakers() {
    func compare(_ speakers: Int, speaker: (Int) -> String?) -> PairedBootstrap {
      PairedBootstrap(
        errors(20 * speakers, speaker: speaker) { _ in false },
        against: errors(20 * speakers, speaker: speaker) { $0 % speakers < speakers / 2 })
    }
    let drawn = compare(20) { "speaker \($0 % 20)" }
    #expect(drawn.unit == .speakers && drawn.units == 20)
    // Half of the speakers: a binomial count of 20 at 0.5 is from 6 to 14 in 95 of 100 cases.
    #expect(drawn.difference == -0.5)
    #expect(abs(drawn.interval.lower + 14.0 / 20) < 0.051)
    #expect(abs(drawn.interval.upper + 6.0 / 20) < 0.051)
    // 400 utterances: standard error 0.025.
    let utterances = compare(20) { $0 == 0 ? nil : "speaker \($0 % 20)" }
    #expect(utterances.unit == .utterances && utterances.units == 400)
    #expect(abs(utterances.interval.lower + 0.549) < 0.01)
    #expect(compare(9) { "speaker \($0 % 9)" }.unit == .utterances)
    #expect(compare(10) { "speaker \($0 % 10)" }.unit == .speakers)
  }
}
