import Testing

@testable import AudioFrontEnd

@Suite("Segments and pieces")
struct SpeechSegmentTests {
  /// The segments of decisions written as letters: `s` is speech.
  private func segments(_ decisions: String, speech: Int, pause: Int) -> [Range<Int>] {
    var assembly = SegmentAssembly(minimumSpeech: speech, minimumPause: pause)
    let found = decisions.compactMap { assembly.append($0 == "s") }
    return found + [assembly.finish()].compactMap { $0 }
  }

  @Test("short speech is none, a short pause belongs to the speech around it")
  func assembly() {
    #expect(segments("", speech: 1, pause: 1) == [])
    #expect(segments("..ss.s.", speech: 1, pause: 1) == [2..<4, 5..<6])
    #expect(segments("..ss.s.", speech: 1, pause: 2) == [2..<6])
    #expect(segments("ss..s..ss", speech: 1, pause: 3) == [0..<9])
    #expect(segments("ss.s...ssss", speech: 2, pause: 3) == [0..<2, 7..<11])
    // Speech that is too short does not hold a pause together, nor does it split one.
    #expect(segments("sss..s..sss", speech: 2, pause: 5) == [0..<3, 8..<11])
    #expect(segments("sss..s..sss", speech: 2, pause: 6) == [0..<11])
    #expect(segments("s.s.s.s", speech: 2, pause: 9) == [])
  }

  @Test("a segment is given as soon as no later frame can join it")
  func assemblyDelay() {
    var assembly = SegmentAssembly(minimumSpeech: 2, minimumPause: 3)
    let given = "ss...".map { assembly.append($0 == "s") }
    #expect(given == [nil, nil, nil, nil, 0..<2])
    #expect(assembly.finish() == nil)
  }

  @Test("the largest of a window, against a search")
  func slidingMaximum() {
    var generator = SeededGenerator(seed: 1)
    for width in [1, 2, 5, 50] {
      let numbers = (0..<300).map { _ in Float(Int.random(in: 0..<20, using: &generator)) }
      var window = SlidingMaximum()
      for end in numbers.indices {
        window.append(numbers[end])
        let first = max(0, end + 1 - width)
        #expect(window.maximum(from: first) == numbers[first...end].max())
      }
    }
  }

  /// Noise of half a second for each letter: `s` is loud, `.` silent, `-` in between.
  private func clip(_ pattern: String) -> AudioClip {
    var generator = SeededGenerator(seed: 5)
    let samples = pattern.flatMap { letter in
      (0..<4000).map { i in
        // Like syllables, so that noise does not look like a background.
        let syllable: Float = i % 1000 < 700 ? 1 : 0.02
        let level: Float = letter == "s" ? 0.3 * syllable : letter == "-" ? 0.05 * syllable : 1e-4
        return level * generator.normal()
      }
    }
    return AudioClip(samples: samples, sampleRate: 8000)
  }

  @Test("a long recording is cut in its longest pauses, into pieces that are together the whole")
  func pieces() throws {
    let detector = try VoiceActivityDetector(sampleRate: 8000)
    let clip = clip("sssss.sssss..sssss.ssss")
    let pieces = detector.pieces(of: clip, atMost: 6.5)
    #expect(pieces.first?.lowerBound == 0 && pieces.last?.upperBound == clip.samples.count)
    #expect(zip(pieces, pieces.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    // The pause of a second is in the middle of the second half of 6.5 s.
    #expect(pieces.count == 2)
    #expect(abs(try #require(pieces.first).upperBound - 12 * 4000) < 400)
    for seconds in [60, 1e300, .infinity] {
      #expect(detector.pieces(of: clip, atMost: seconds) == [0..<clip.samples.count])
    }
    #expect(detector.pieces(of: AudioClip(samples: [], sampleRate: 8000), atMost: 5) == [])
  }

  @Test("where nobody pauses, the softest place is cut")
  func noPause() throws {
    let detector = try VoiceActivityDetector(sampleRate: 8000)
    var samples = clip("ssssss").samples
    samples.replaceSubrange(12700..<13300, with: [Float](repeating: 0, count: 600))
    let speech = AudioClip(samples: samples, sampleRate: 8000)
    #expect(detector.segments(of: speech) == [0..<samples.count])
    let pieces = detector.pieces(of: speech, atMost: 2)
    #expect(pieces.allSatisfy { $0.count <= 16000 && $0.count > 0 })
    #expect(pieces.map(\.count).reduce(0, +) == samples.count)
    #expect(abs(try #require(pieces.first).upperBound - 13000) < 200)
  }
}
