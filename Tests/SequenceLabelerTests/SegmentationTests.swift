import CTC
import Foundation
import NumericCore
import SequenceLabeler
import TestSupport
import Testing

@Suite("Lines of a text in a long recording")
struct SegmentationTests {
  /// Frames in which one symbol after the other is all but certain, each two frames long and two
  /// frames of silence after it.
  private func emissions(saying text: String) throws -> Emissions {
    let alphabet = try Alphabet(tokenLines: ["<blank>", "|", "a", "b", "c", "x"])
    var logits = Matrix(rows: 4 * text.count, columns: alphabet.count)
    for (index, character) in text.enumerated() {
      let label = try alphabet.labels(of: String(character)).first ?? 1
      for t in 0..<4 { logits[4 * index + t, t < 2 ? label : alphabet.null] = 9 }
    }
    return Emissions(
      logProbabilities: logits.logSoftmax(), alphabet: alphabet, secondsPerFrame: 0.5)
  }

  @Test("are found where they are said, with foreign speech before, between and after them")
  func foreign() throws {
    let segments = try emissions(saying: "xxabc xx cab bax").segments(of: ["abc", "cab ba"])
    #expect(segments.map(\.?.text) == ["abc", "cab ba"])
    #expect(segments.map(\.?.start) == [4, 18])
    #expect(segments.map(\.?.end) == [9, 29])
    #expect(segments.compactMap(\.self).allSatisfy { $0.confidence > 0.95 })
  }

  @Test("are found one after the other where nothing else is said")
  func adjacent() throws {
    let segments = try emissions(saying: "abccab").segments(of: ["abc", "cab"])
    #expect(segments.map(\.?.start) == [0, 6] && segments.map(\.?.end) == [5, 11])
  }

  @Test("a line that was not said is left out, or has little confidence if it must be placed")
  func missing() throws {
    let emissions = try emissions(saying: "abc xx cab")
    let lines = ["abc", "bbbb", "cab"]
    let found = try emissions.segments(of: lines)
    #expect(found.map(\.?.text) == ["abc", nil, "cab"])
    let placed = try emissions.segments(of: lines, allSaid: true).map { try #require($0) }
    #expect(placed[0].confidence > 0.95 && placed[2].confidence > 0.95)
    #expect(placed[1].confidence < 0.1)
  }

  @Test("lines keep their places where a row is missing in the recording, or in the text")
  func rows() throws {
    let lines = ["abc", "cab", "bca", "acb", "bac"]
    let cut = try emissions(saying: "abc bac").segments(of: lines)
    #expect(cut.map(\.?.start) == [0, nil, nil, nil, 8])
    let foreign = try emissions(saying: "abc xcx xxa cxa xbx bac")
      .segments(of: [lines[0], lines[4]])
    #expect(foreign.map(\.?.start) == [0, 40] && foreign.map(\.?.end) == [5, 45])
    #expect(try emissions(saying: "xxx xcx").segments(of: lines).allSatisfy { $0 == nil })
  }

  @Test("any speech may stand for what cannot be written, but not for a whole line")
  func unwritable() throws {
    let emissions = try emissions(saying: "xx abc xx cab")
    let lines = ["qab7c éé cabq", "q7"]
    let unwritable = lines.map { emissions.unwritable(in: $0) }
    #expect(unwritable == [["q", "7", "é", "é", "q"], ["q", "7"]])
    let found = try emissions.segments(of: lines)
    #expect(found.map(\.?.text) == [lines[0], nil])
    #expect(found[0]?.start == 6 && found[0]?.end == 25)
  }

  @Test("a star in a text is a word where there is other speech, and nothing where there is none")
  func star() throws {
    let alignment = try emissions(saying: "ab xx c").align("ab * c")
    #expect(alignment.transcript.words.map(\.text) == ["ab", "*", "c"])
    #expect(alignment.transcript.text == "ab * c")
    #expect(alignment.transcript.words[2].start == 12)
    let silent = try emissions(saying: "abc").align("* abc *")
    #expect(silent.transcript.words.map(\.text) == ["abc"])
  }

  @Test("what cannot be aligned names the line")
  func faults() throws {
    let emissions = try emissions(saying: "ab")
    for (lines, part) in [
      (["a", " "], "line 2 of the text is empty"),
      (["abcabcabc"], "the text needs 9 frames, the sound has 8"),
    ] {
      let error = #expect(throws: AlignmentError.self) {
        try emissions.segments(of: lines, allSaid: true)
      }
      #expect(try #require(error).description.contains(part))
    }
  }
}
