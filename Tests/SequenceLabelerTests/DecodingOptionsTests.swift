import CTC
import SequenceLabeler
import Testing

@Suite("A decoding that cannot be")
struct DecodingOptionsTests {
  @Test("stops the program where its labeler is made, not at the first transcript")
  func beamOptions() async {
    await #expect(processExitsWith: .failure) {
      let model = try randomModel()
      _ = SequenceLabeler(model, decoding: .beam(size: 0, lexicon: nil))
    }
    await #expect(processExitsWith: .failure) {
      let model = try randomModel()
      let lexicon = try Lexicon(lines: ["z"], alphabet: Alphabet(transcripts: ["z"]))
      _ = SequenceLabeler(model, decoding: .beam(size: 4, lexicon: lexicon))
    }
  }
}
