import CTC
import Foundation
import NumericCore
import SequenceLabeler
import TestSupport
import Testing

@Suite("Transcript of log-probabilities piece by piece")
struct TranscriptSearchTests {
  private func emissions() throws -> Emissions {
    try SequenceLabeler.bundled().emissions(
      of: AudioClip(contentsOf: packageRoot.appending(path: "Audio/two-six-eight.wav")))
  }

  @Test("is that of all frames at once, whatever the pieces, and of the next utterance after it")
  func piecesChangeNothing() throws {
    let whole = try emissions()
    let lexicon = try Lexicon(lines: ["two", "six", "eight"], alphabet: whole.alphabet)
    for decoding in [
      .greedy, .beam(BeamSearchOptions(beamSize: 8)), .beam(size: 8, lexicon: lexicon),
    ] as [SequenceLabeler.Decoding] {
      let expected = Emissions(
        logProbabilities: whole.logProbabilities, alphabet: whole.alphabet, secondsPerFrame: 0.04
      ).transcripts(decoding, count: 3)
      var search = TranscriptSearch(
        alphabet: whole.alphabet, decoding: decoding, secondsPerFrame: 0.04)
      for step in [1, 7] {
        var stable = ""
        for first in stride(from: 0, to: whole.logProbabilities.rows, by: step) {
          let end = min(first + step, whole.logProbabilities.rows)
          try search.append(whole.logProbabilities.rows(first..<end))
          #expect(search.stableText.hasPrefix(stable) && search.partialText.hasPrefix(stable))
          stable = search.stableText
        }
        #expect(search.partialText == "two six eight")
        #expect(search.finish(count: 3) == expected)
        #expect(search.partialText.isEmpty)
      }
      #expect(search.finish().map(\.text) == [""])
    }
  }

  @Test("gives whole words while a dictionary's words are said")
  func partialWords() throws {
    let phonemes = try Alphabet(tokenLines: ["<blank>", "T", "UW", "S", "IH", "K"])
    let lexicon = try Lexicon(
      lines: ["two\tT UW", "six\tS IH K S", "tut\tT UW T"], alphabet: phonemes)
    var search = TranscriptSearch(
      alphabet: phonemes, decoding: .beam(size: 16, lexicon: lexicon), secondsPerFrame: 0.04)
    var texts: [String] = []
    for label in [1, 2, 3, 4, 5, 3] {
      var frame = Matrix(rows: 1, columns: 6, elements: .init(repeating: log(0.01), count: 6))
      frame[0, label] = log(0.95)
      try search.append(frame)
      texts.append(search.partialText)
      #expect(search.stableText.isEmpty)
    }
    #expect(texts == ["", "two", "two", "two", "two", "two six"])
    #expect(search.finish()[0].text == "two six")
  }

  @Test("a piece that is none is refused, and the search goes on without it")
  func faultyPieces() throws {
    let alphabet = Alphabet(transcripts: ["a"])
    var search = TranscriptSearch(alphabet: alphabet, decoding: .greedy, secondsPerFrame: 0.04)
    try search.append(Matrix(rows: 1, columns: 2, elements: [-3, -0.05]))
    #expect(throws: EmissionsError.mismatch(path: "the piece", columns: 3, tokens: 2)) {
      try search.append(Matrix(rows: 1, columns: 3))
    }
    #expect(throws: EmissionsError.impossibleFrame(path: "the piece", frame: 1)) {
      try search.append(Matrix(rows: 2, columns: 2, elements: [0, 0, -.infinity, -.infinity]))
    }
    #expect {
      try search.append(Matrix(rows: 1, columns: 2, elements: [0, .nan]))
    } throws: { "\($0)".contains("nan in frame 0, symbol “a”") }
    #expect(search.finish()[0].text == "a")
  }

  @Test("no transcript is one too few to ask for")
  func noTranscript() async {
    for isGreedy in [true, false] {
      await #expect(processExitsWith: .failure) { [isGreedy = isGreedy as Bool] in
        Self.ask(isGreedy: isGreedy, atOnce: true)
      }
      await #expect(processExitsWith: .failure) { [isGreedy = isGreedy as Bool] in
        Self.ask(isGreedy: isGreedy, atOnce: false)
      }
    }
  }

  private static func ask(isGreedy: Bool, atOnce: Bool) {
    let alphabet = Alphabet(transcripts: ["a"])
    let decoding = isGreedy ? SequenceLabeler.Decoding.greedy : .beam(size: 4, lexicon: nil)
    if atOnce {
      let emissions = Emissions(
        logProbabilities: Matrix(rows: 0, columns: 2), alphabet: alphabet, secondsPerFrame: 1)
      _ = emissions.transcripts(decoding, count: 0)
    } else {
      var search = TranscriptSearch(alphabet: alphabet, decoding: decoding, secondsPerFrame: 1)
      _ = search.finish(count: 0)
    }
  }
}
