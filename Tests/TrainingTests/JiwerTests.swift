import TestSupport
import Testing
import Training

@Suite("Error rate, as jiwer's")
struct JiwerTests {
  /// Fixtures/Training/jiwer.json, written by Fixtures/generate/error_rates.py.
  private struct Golden: Decodable {
    struct Counts: Decodable {
      let hits, substitutions, insertions, deletions: Int
      var errors: Int { substitutions + insertions + deletions }
    }
    struct Case: Decodable {
      let reference, hypothesis: String
      let words, characters: Counts
    }
    let wer, cer: Double
    let cases: [Case]
  }

  @Test("every utterance has as many errors, and the corpus the same rates")
  func counts() throws {
    let golden: Golden = try fixture("Training/jiwer.json")
    #expect(golden.cases.count == 100)
    var corpus = ErrorRate()
    for item in golden.cases {
      corpus.add(reference: item.reference, hypothesis: item.hypothesis)
      var one = ErrorRate()
      one.add(reference: item.reference, hypothesis: item.hypothesis)
      for (ours, theirs) in [(one.words, item.words), (one.characters, item.characters)] {
        #expect(ours.errors == theirs.errors)
        // Among edits as few, substitutions may be exchanged for pairs of an insertion and a deletion.
        #expect(ours.insertions - ours.deletions == theirs.insertions - theirs.deletions)
        #expect(ours.reference == theirs.hits + theirs.substitutions + theirs.deletions)
      }
    }
    #expect(abs(corpus.words.rate - golden.wer) < 1e-12)
    #expect(abs(corpus.characters.rate - golden.cer) < 1e-12)
  }
}
