import AudioFrontEnd
import Testing

@testable import SequenceLabeler

@Suite("Transcripts of sound that arrives")
struct LiveTranscriptsTests {
  private struct Unplugged: Error {}

  private let sound = tones("     ab  a       b          aab      ").samples

  private func pieces(of length: Int) -> AsyncStream<[Float]> {
    AsyncStream { continuation in
      for start in stride(from: 0, to: sound.count, by: length) {
        continuation.yield(Array(sound[start..<min(start + length, sound.count)]))
      }
      continuation.finish()
    }
  }

  @Test("are those of a stream, and what it says meanwhile", arguments: [true, false])
  func same(bidirectional: Bool) async throws {
    let labeler = SequenceLabeler(try toneModel(bidirectional: bidirectional))
    for length in [100_000, 4000, 777] {
      var stream = try TranscriptStream(labeler, sampleRate: 8000)
      var expected: [LiveTranscript] = []
      for start in stride(from: 0, to: sound.count, by: length) {
        let ended = stream.append(sound[start..<min(start + length, sound.count)])
        expected += ended.map { .utterance($0) }
        let partial = LiveTranscript.partial(
          text: stream.partialText, stable: stream.stableText)
        if !stream.partialText.isEmpty, expected.last != partial { expected.append(partial) }
      }
      expected += stream.finish().map { .utterance($0) }
      var found: [LiveTranscript] = []
      for await heard in try labeler.transcripts(of: pieces(of: length), sampleRate: 8000) {
        found.append(heard)
      }
      // What can be settled while the text stays is not told anew.
      func texts(_ all: [LiveTranscript]) -> [String] {
        all.map { if case .partial(let text, _) = $0 { text } else { "" } }
      }
      func utterances(_ all: [LiveTranscript]) -> [String] {
        all.compactMap { if case .utterance(let said) = $0 { said.text } else { nil } }
      }
      #expect(utterances(found) == ["aba", "b", "ab"])
      #expect(found.filter(isUtterance) == expected.filter(isUtterance))
      #expect(texts(found) == withoutRepetitions(texts(expected)))
      #expect(found.contains { !isUtterance($0) } == !bidirectional)
    }
  }

  private func isUtterance(_ heard: LiveTranscript) -> Bool {
    if case .utterance = heard { true } else { false }
  }

  private func withoutRepetitions(_ texts: [String]) -> [String] {
    texts.indices.filter { $0 == 0 || texts[$0] != texts[$0 - 1] || texts[$0].isEmpty }
      .map { texts[$0] }
  }

  @Test("end with the error of the sound, after what was heard before it")
  func failure() async throws {
    let labeler = SequenceLabeler(try toneModel(bidirectional: true))
    let sound = sound
    let (microphone, continuation) = AsyncThrowingStream.makeStream(of: [Float].self)
    continuation.yield(sound)
    continuation.finish(throwing: Unplugged())
    var texts: [String] = []
    await #expect(throws: Unplugged.self) {
      for try await heard in try labeler.transcripts(of: microphone, sampleRate: 8000) {
        if case .utterance(let transcript) = heard { texts.append(transcript.text) }
      }
    }
    #expect(texts == ["aba", "b", "ab"])
    #expect(throws: FeatureConfigurationError.self) {
      try labeler.transcripts(of: microphone, sampleRate: 8000, pause: -1)
    }
  }
}
