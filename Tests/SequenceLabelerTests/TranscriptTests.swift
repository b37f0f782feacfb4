import AudioFrontEnd
import CTC
import Foundation
import NumericCore
import SequenceLabeler
import TestSupport
import Testing

@Suite("Transcript")
struct TranscriptTests {
  /// Log-probabilities of frames that say `path` with these probabilities, the rest shared evenly.
  private func emissions(_ path: [Int], _ probabilities: [Float], symbols: Int = 4) -> Matrix {
    var matrix = Matrix(rows: path.count, columns: symbols)
    for (t, label) in path.enumerated() {
      for symbol in 0..<symbols {
        matrix[t, symbol] = log(
          symbol == label ? probabilities[t] : (1 - probabilities[t]) / Float(symbols - 1))
      }
    }
    return matrix
  }

  /// φ a a φ b | φ a, 20 ms a frame.
  private let path = [0, 2, 2, 0, 3, 1, 0, 2]
  private let probabilities: [Float] = [0.9, 0.8, 0.6, 0.9, 0.5, 0.9, 0.9, 0.99]

  @Test("words and symbols have their frames' times")
  func times() throws {
    let labeler = SequenceLabeler(try randomModel())
    let transcript = labeler.transcript(of: emissions(path, probabilities), duration: 0.2)
    #expect(transcript.text == "ab a")
    #expect(transcript.duration == 0.2)
    let frames = Emissions(
      logProbabilities: Matrix(rows: 37, columns: 2),
      alphabet: try Alphabet(tokenLines: ["<blank>", "a"]),
      secondsPerFrame: 0.03)
    #expect(frames.duration == 1.11)
    #expect(transcript.symbols.map(\.text) == ["a", "b", " ", "a"])
    let times = transcript.symbols.flatMap { [$0.start, $0.end] }
    #expect(largestDifference(times, [0.02, 0.06, 0.08, 0.10, 0.10, 0.12, 0.14, 0.16]) < 1e-9)
    #expect(transcript.words.map(\.text) == ["ab", "a"])
    let wordTimes = transcript.words.flatMap { [$0.start, $0.end] }
    #expect(largestDifference(wordTimes, [0.02, 0.10, 0.14, 0.16]) < 1e-9)
    let logProbability = probabilities.reduce(0) { $0 + log($1) }
    #expect(abs(transcript.logProbability - logProbability) < 1e-5)
  }

  @Test("pronounced words have their symbols' times")
  func pronounced() throws {
    // φ T T φ U φ T U
    let path = [0, 1, 1, 0, 2, 0, 1, 2]
    let emissions = Emissions(
      logProbabilities: emissions(path, path.map { _ in 0.9 }, symbols: 3),
      alphabet: try Alphabet(tokenLines: ["<blank>", "T", "U"]), secondsPerFrame: 0.02)
    let lexicon = try Lexicon(lines: ["two\tT U", "you\tU"], alphabet: emissions.alphabet)
    let transcript = emissions.transcript(.beam(BeamSearchOptions(lexicon: lexicon)))
    #expect(transcript.text == "two two")
    #expect(transcript.words.map(\.text) == ["two", "two"])
    #expect(transcript.symbols.map(\.text) == ["T", "U", "T", "U"])
    let times = transcript.words.flatMap { [$0.start, $0.end] }
    #expect(largestDifference(times, [0.02, 0.10, 0.12, 0.16]) < 1e-9)
    #expect(transcript.words.allSatisfy { (0.5...1).contains($0.confidence) })
    let mixed = try Lexicon(lines: ["吐\tT U", "two\tT U"], alphabet: emissions.alphabet)
    let unspaced = emissions.transcript(.beam(BeamSearchOptions(lexicon: mixed, wordBonus: 1)))
    #expect(["吐吐", "two two", "吐 two", "two 吐"].contains(unspaced.text))
  }

  @Test("a text aligns in whichever way its words are pronounced")
  func pronouncedText() throws {
    // φ T E φ φ U φ T U: "to ute two" with a pause for a word that is not in the text.
    let path = [0, 1, 3, 0, 2, 1, 2, 0, 1, 2, 0]
    let emissions = Emissions(
      logProbabilities: emissions(path, path.map { _ in 0.9 }),
      alphabet: try Alphabet(tokenLines: ["<blank>", "T", "U", "E"]), secondsPerFrame: 0.02)
    let lexicon = try Lexicon(
      lines: ["TO\tT U", "TO(2)\tT E", "TWO\tT U", "UTE\tU T", "TOE\tT E"],
      alphabet: emissions.alphabet)
    let alignment = try emissions.align("To * two!", lexicon: lexicon)
    let transcript = alignment.transcript
    #expect(transcript.text == "To * two!")
    #expect(transcript.words.map(\.text) == ["To", "*", "two!"])
    #expect(transcript.words.map(\.start) == [0.02, 0.08, 0.16])
    #expect(transcript.symbols.map(\.text) == ["T", "E", "*", "T", "U"])
    let plain = try emissions.align(
      "to ute u two",
      lexicon: Lexicon(
        lines: ["to\tT U", "to\tT E", "two\tT U", "ute\tU T", "u\tU"], alphabet: emissions.alphabet)
    )
    #expect(plain.transcript.symbols.map(\.text) == ["T", "E", "U", "T", "U", "T", "U"])
    #expect(plain.transcript.words.map(\.text) == ["to", "ute", "u", "two"])
    let line = try #require(try emissions.segments(of: ["toe"], lexicon: lexicon)[0])
    #expect(line.text == "toe" && line.start == 0.02 && line.end == 0.06)
    #expect(throws: AlignmentError.unpronounced(word: "too")) {
      try emissions.align("to too", lexicon: lexicon)
    }
    #expect(emissions.unwritable(in: "two too", lexicon: lexicon) == ["too"])
  }

  @Test("words of pieces begin with their marks, alone or not, and are written with spaces")
  func pieces() throws {
    // φ ▁a ▁a φ b ▁ φ ▁ b
    let path = [0, 2, 2, 0, 3, 1, 0, 1, 3]
    let emissions = Emissions(
      logProbabilities: emissions(path, path.map { _ in 0.9 }),
      alphabet: try Alphabet(tokenLines: ["<blk>", "▁", "▁a", "b"]), secondsPerFrame: 0.02)
    let transcript = emissions.transcript(.greedy)
    #expect(transcript.text == "ab b")
    #expect(transcript.words.map(\.text) == ["ab", "b"])
    #expect(transcript.symbols.map(\.text) == ["▁a", "b", "▁", "▁", "b"])
    let times = transcript.words.flatMap { [$0.start, $0.end] }
    #expect(largestDifference(times, [0.02, 0.10, 0.14, 0.18]) < 1e-9)
  }

  @Test("each letter of a script without spaces has its times, and the text has the spaces said")
  func unspaced() throws {
    let emissions = Emissions(
      logProbabilities: emissions(path, probabilities),
      alphabet: try Alphabet(tokenLines: ["<blank>", "|", "好", "棒"]), secondsPerFrame: 0.02)
    let transcript = emissions.transcript(.greedy)
    #expect(transcript.text == "好棒 好")
    #expect(transcript.words.map(\.text) == ["好", "棒", "好"])
    let times = transcript.words.flatMap { [$0.start, $0.end] }
    #expect(largestDifference(times, [0.02, 0.06, 0.08, 0.10, 0.14, 0.16]) < 1e-9)
    #expect(
      zip(transcript.words, [0, 1, 3]).allSatisfy {
        $0.confidence == transcript.symbols[$1].confidence
      })
  }

  @Test("transcripts can be put together by hand, and survive JSON")
  func byHand() throws {
    let word = Transcript.Span(text: "two", start: 0.1, end: 0.4, confidence: 0.9)
    let alignment = Alignment(
      transcript: Transcript(text: "two", words: [word], duration: 0.5), loss: 2)
    let data = try JSONEncoder().encode(alignment.transcript)
    #expect(try JSONDecoder().decode(Transcript.self, from: data) == alignment.transcript)
  }

  @Test("confidence is the posterior, whatever the decoder", arguments: [true, false])
  func posteriors(isGreedy: Bool) throws {
    let labeler = try SequenceLabeler(
      randomModel(), decoding: isGreedy ? .greedy : .beam(size: 8, lexicon: nil))
    let frames = emissions(path, probabilities)
    let transcript = labeler.transcript(of: frames, duration: 0.2)
    #expect(transcript.text == "ab a")
    let posteriors = LabelPosteriors(
      of: [2, 3, 1, 2], in: frames, alphabet: labeler.model.alphabet)
    #expect(transcript.symbols.map(\.confidence) == posteriors.labels)
    #expect(transcript.words.map(\.confidence) == posteriors.words)
    #expect(posteriors.words.count == 2)
  }

  @Test("a beam search's options scale the confidence of words, not that of symbols")
  func scaledConfidence() throws {
    let frames = Emissions(
      logProbabilities: emissions(path, probabilities), alphabet: try randomModel().alphabet,
      secondsPerFrame: 0.02)
    let scaling = PlattScaling(slope: 0.5, offset: 1)
    let plain = frames.transcript(.beam(BeamSearchOptions()))
    for scaled in [
      frames.transcript(.beam(BeamSearchOptions(confidence: scaling))),
      frames.transcripts(.beam(BeamSearchOptions(confidence: scaling)), count: 1)[0],
    ] {
      #expect(scaled.symbols == plain.symbols)
      #expect(
        scaled.words.map(\.confidence)
          == plain.words.map { scaling.confidence(ofPosterior: $0.confidence) })
      #expect(scaled.words.map(\.confidence) != plain.words.map(\.confidence))
    }
  }

  @Test("the confidence of a known text is its frames' probability")
  func confidenceOfAlignment() throws {
    let emissions = Emissions(
      logProbabilities: emissions(path, probabilities), alphabet: try randomModel().alphabet,
      secondsPerFrame: 0.02)
    let transcript = try emissions.align("ab a").transcript
    #expect(
      largestDifference(transcript.symbols.map(\.confidence), [0.7, 0.5, 0.9, 0.99]) < 1e-5)
    #expect(largestDifference(transcript.words.map(\.confidence), [0.5, 0.99]) < 1e-5)
  }

  @Test("no time lies behind the end of the clip")
  func endOfClip() throws {
    let labeler = SequenceLabeler(try randomModel())
    let transcript = labeler.transcript(of: emissions(path, probabilities), duration: 0.15)
    #expect(transcript.words.map(\.end) == [0.1, 0.15])
  }

  @Test("boundaries at the ends and in a row part no empty words")
  func boundaries() throws {
    let labeler = SequenceLabeler(try randomModel())
    let path = [1, 2, 1, 0, 1, 3, 1]
    let transcript = labeler.transcript(
      of: emissions(path, [Float](repeating: 0.9, count: 7)), duration: 1)
    #expect(transcript.text == "a b")
    #expect(transcript.words.map(\.text) == ["a", "b"])
    #expect(transcript.symbols.map(\.text) == [" ", "a", " ", " ", "b", " "])
  }

  @Test("without a word boundary in the alphabet all is one word")
  func oneWord() throws {
    let labeler = SequenceLabeler(try randomModel(symbols: ["a", "b", Alphabet.nullName]))
    let transcript = labeler.transcript(
      of: emissions([0, 2, 0, 1], [0.9, 0.9, 0.9, 0.9], symbols: 3), duration: 1)
    #expect(transcript.text == "aab")
    #expect(transcript.words.map(\.text) == ["aab"])
  }

  @Test("silence is an empty transcript", arguments: [[], [0, 0, 0], [1, 1]])
  func nothingSaid(path: [Int]) throws {
    for decoding in [SequenceLabeler.Decoding.greedy, .beam(size: 4, lexicon: nil)] {
      let labeler = try SequenceLabeler(randomModel(), decoding: decoding)
      let transcript = labeler.transcript(
        of: emissions(path, [Float](repeating: 0.99, count: path.count)), duration: 1)
      #expect(transcript.text == "")
      #expect(transcript.words.isEmpty)
    }
  }

  @Test("a beam finds what many paths say together, a lexicon only its words")
  func beam() throws {
    let model = try randomModel()
    // Twice φ 0.6, a 0.4 : the best path says nothing (0.36), a has 0.64 in all.
    let two = Matrix(
      rows: 2, columns: 4,
      elements: [0.6, 0, 0.4, 0, 0.6, 0, 0.4, 0].map { (p: Float) in p > 0 ? log(p) : -.infinity })
    #expect(SequenceLabeler(model).transcript(of: two, duration: 1).text == "")
    let beam = try SequenceLabeler(model, decoding: .beam(size: 8, lexicon: nil))
    let transcript = beam.transcript(of: two, duration: 1)
    #expect(transcript.text == "a")
    #expect(abs(transcript.logProbability - log(0.64)) < 1e-5)

    let lexicon = try Lexicon(lines: ["bb"], alphabet: model.alphabet)
    let restricted = try SequenceLabeler(model, decoding: .beam(size: 8, lexicon: lexicon))
    let said = restricted.transcript(
      of: emissions([3, 0, 2], [0.9, 0.9, 0.6]), duration: 1)
    #expect(said.text == "bb")
  }
}

@Suite("Sequence labeler")
struct SequenceLabelerTests {
  @Test("many tasks at once hear what one alone hears")
  func concurrency() async throws {
    let labeler = SequenceLabeler(try randomModel())
    let clips = (0..<12).map { noise(count: 2000 + 700 * $0, seed: UInt64($0)) }
    let serial = clips.map { labeler.transcribe($0) }
    #expect(Set(serial.map(\.logProbability)).count == clips.count)
    let concurrent = try await withThrowingTaskGroup(of: (Int, Transcript).self) { group in
      for round in 0..<4 {
        for (index, clip) in clips.enumerated() {
          group.addTask { (round * clips.count + index, try await labeler.transcribe(clip)) }
        }
      }
      return try await group.reduce(into: [Int: Transcript]()) { $0[$1.0] = $1.1 }
    }
    #expect(concurrent.count == 48)
    for (index, transcript) in concurrent {
      #expect(transcript == serial[index % clips.count])
    }
  }

  @Test("a file is transcribed like its sound, and a missing one is named")
  func file() throws {
    try withTemporaryFolder { folder in
      let labeler = SequenceLabeler(try randomModel())
      let clip = noise(seed: 5)
      let url = folder.appending(path: "x.wav")
      try waveFile(channels: [clip.samples], sampleRate: 8000, encoding: .float32).write(to: url)
      #expect(try labeler.transcribe(contentsOf: url) == labeler.transcribe(clip))
      let missing = folder.appending(path: "y.wav")
      #expect(throws: AudioFileError.missing(missing.path)) {
        try labeler.transcribe(contentsOf: missing)
      }
    }
  }

  @Test("sound of another sample rate is resampled to the model's")
  func resampling() throws {
    let model = try randomModel()
    let clip = noise(sampleRate: 16000, count: 16000, seed: 6)
    #expect(
      model.logProbabilities(of: clip) == model.logProbabilities(of: clip.resampled(to: 8000)))
    #expect(SequenceLabeler(model).transcribe(clip).duration == 1)
  }

  @Test("a clip too short for a frame has an empty transcript")
  func tooShort() throws {
    let labeler = SequenceLabeler(try randomModel())
    for count in [0, 1, 199] {
      let transcript = labeler.transcribe(noise(count: count, seed: 7))
      #expect(transcript.text == "")
      #expect(transcript.symbols.isEmpty)
      #expect(transcript.logProbability == 0)
    }
  }

  @Test("a transcript written as JSON reads back")
  func codable() throws {
    let transcript = SequenceLabeler(try randomModel()).transcribe(noise(seed: 8))
    let data = try JSONEncoder().encode(transcript)
    #expect(try JSONDecoder().decode(Transcript.self, from: data) == transcript)
  }
}
