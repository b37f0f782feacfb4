import Testing
import Training

@Suite("Errors of speakers")
struct SpeakerErrorsTests {
  @Test("each speaker's errors are summed, the highest rate first, equal ones by name")
  func sums() {
    var errors = ErrorRate()
    errors.add(reference: "a b", hypothesis: "a b", speaker: "eve")
    errors.add(reference: "a b c", hypothesis: "a x", speaker: "dan")
    errors.add(reference: "c", hypothesis: "c", speaker: "dan")
    errors.add(reference: "ab", hypothesis: "a b", speaker: "ann")
    errors.add(reference: "a", hypothesis: "a", speaker: "bob")
    errors.add(reference: "a", hypothesis: "")
    let speakers = errors.speakers
    // "ab" is said otherwise, and a "b" more is heard: 2 errors in 1 word.
    #expect(speakers.map(\.speaker) == ["ann", nil, "dan", "bob", "eve"])
    #expect(speakers.map(\.words.errors) == [2, 1, 2, 0, 0])
    #expect(speakers.map(\.words.reference) == [1, 1, 4, 1, 2])
    #expect(speakers.map(\.words.rate) == [2, 1, 0.5, 0, 0])
    #expect(speakers.map(\.utterances) == [1, 1, 2, 1, 1])
    #expect(speakers[0].characters.insertions == 1)
  }

  @Test("without a name there is no speaker")
  func nobody() {
    var errors = ErrorRate()
    errors.add(reference: "a", hypothesis: "b")
    #expect(errors.speakers.isEmpty && ErrorRate().speakers.isEmpty)
  }
}
