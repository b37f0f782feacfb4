import AudioFrontEnd
import CTC
import NumericCore
import Testing

@testable import SequenceLabeler

@Suite("Transcript stream")
struct TranscriptStreamTests {
  private func utterances(
    _ labeler: SequenceLabeler, of clip: AudioClip, pieces: [Int], pause: Double = 0.6
  ) throws -> [Transcript] {
    var stream = try TranscriptStream(labeler, sampleRate: clip.sampleRate, pause: pause)
    var found: [Transcript] = []
    var (start, turn) = (0, 0)
    while start < clip.samples.count {
      let end = min(start + pieces[turn % pieces.count], clip.samples.count)
      found += stream.append(clip.samples[start..<end])
      (start, turn) = (end, turn + 1)
    }
    return found + stream.finish()
  }

  @Test(
    "pauses part utterances, shorter ones do not", arguments: [true, false],
    [[100_000], [777, 1]])
  func pauses(bidirectional: Bool, pieces: [Int]) throws {
    let labeler = SequenceLabeler(try toneModel(bidirectional: bidirectional))
    let sound = tones("     ab  a       b          aab      ")
    let found = try utterances(labeler, of: sound, pieces: pieces)
    #expect(found.map(\.text) == ["aba", "b", "ab"])
    // Times count from the start of the stream.
    for (transcript, seconds) in zip(found, [1.0, 3.4, 5.6]) {
      #expect(abs((transcript.words.first?.start ?? 0) - seconds) < 0.1)
    }
    // No digit of them is finer than that of a file's.
    for span in found.flatMap({ $0.words + $0.symbols }) {
      #expect("\(span.start) \(span.end)".count <= "0.000000 0.000000".count, "\(span)")
    }
    #expect(found == (try utterances(labeler, of: sound, pieces: [4000])))
    #expect(try utterances(labeler, of: sound, pieces: pieces, pause: 3).map(\.text) == ["ababab"])
  }

  @Test("samples that are no numbers stop no program", arguments: [Float.nan, .infinity])
  func noNumbers(sample: Float) throws {
    for (bidirectional, decoding) in [
      (true, .greedy), (false, .beam(size: 8, lexicon: nil)),
    ] as [(Bool, SequenceLabeler.Decoding)] {
      let labeler = try SequenceLabeler(
        toneModel(bidirectional: bidirectional), decoding: decoding)
      var sound = tones("     ab  a       b     ").samples
      for index in stride(from: 9000, to: sound.count, by: 97) { sound[index] = sample }
      let clip = AudioClip(samples: sound, sampleRate: 8000)
      #expect(labeler.transcribe(clip).duration == clip.duration)
      #expect(throws: Never.self) { try utterances(labeler, of: clip, pieces: [777]) }
      _ = try? labeler.align("ab", to: clip)
    }
  }

  @Test("who speaks more softly after a loud speaker is heard within the range asked for")
  func loudnessRange() throws {
    let labeler = SequenceLabeler(try toneModel(bidirectional: true))
    // Of a soft "a" the model does not hear anything.
    let sound = tones("    ab      ").samples + tones("bb        ").samples.map { $0 / 16 }
    for (range, texts) in [(Float(18), ["ab"]), (30, ["ab", "b"])] {
      var stream = try TranscriptStream(labeler, sampleRate: 8000, loudnessRange: range)
      #expect((stream.append(sound) + stream.finish()).map(\.text) == texts)
    }
  }

  @Test("a model that reads forwards says what it hears while it is said")
  func partialText() throws {
    let model = try toneModel(bidirectional: false)
    for decoding in [SequenceLabeler.Decoding.greedy, .beam(size: 8, lexicon: nil)] {
      var stream = try TranscriptStream(
        SequenceLabeler(model, decoding: decoding), sampleRate: 8000)
      #expect(stream.append(tones("     a b a").samples).isEmpty)
      #expect(stream.partialText == "aba")
      #expect(stream.partialText.hasPrefix(stream.stableText))
      #expect(stream.append(tones(" b").samples).isEmpty)
      #expect(stream.partialText == "abab")
      let ended = stream.append(tones("        ").samples)
      #expect(ended.map(\.text) == ["abab"] && stream.partialText == "")
      #expect(stream.finish() == [])
    }
    var heard = try TranscriptStream(
      SequenceLabeler(toneModel(bidirectional: true)), sampleRate: 8000)
    _ = heard.append(tones("     a b").samples)
    #expect(heard.partialText == "")
    #expect(heard.finish().map(\.text) == ["ab"])
    #expect(abs(heard.delay - 1.1) < 1e-6)
  }

  @Test("pauses hardly longer than the shortest, at a rate that is no multiple of 100 hertz")
  func shortPauses() throws {
    let labeler = SequenceLabeler(try toneModel(bidirectional: false))
    var stream = try TranscriptStream(labeler, sampleRate: 22050, pause: 0.1)
    var generator = SeededGenerator(seed: 3)
    for burst in 0..<40 {
      let pause = [Float](repeating: 1e-4, count: 6174 + 55 * burst)
      let levels = [Float](repeating: 0.3, count: 6615) + pause
      _ = stream.append(levels.map { $0 * generator.normal() })
    }
    _ = stream.finish()
  }

  @Test(
    "an utterance without a pause ends after half a minute", arguments: [true, false])
  func withoutPause(bidirectional: Bool) throws {
    let labeler = SequenceLabeler(try toneModel(bidirectional: bidirectional))
    var stream = try TranscriptStream(labeler, sampleRate: 8000)
    // Loud and soft in turn, as what the detector takes for speech must be.
    let sound = tones(String(repeating: "ab ", count: 55))
    #expect(sound.duration == 33)
    let found = stream.append(sound.samples)
    #expect(found.count == 1)
    #expect((found.first?.text.count ?? 0) >= 95)
    #expect(stream.finish().count == 1)
  }

  @Test("silence says nothing, however long", arguments: [true, false])
  func silence(bidirectional: Bool) throws {
    let labeler = SequenceLabeler(try toneModel(bidirectional: bidirectional))
    let silence = AudioClip(samples: [Float](repeating: 0, count: 8000 * 40), sampleRate: 8000)
    #expect(try utterances(labeler, of: silence, pieces: [4000]).isEmpty)
    var stream = try TranscriptStream(labeler, sampleRate: 8000)
    #expect(stream.finish().isEmpty)
  }
}
