import AudioFrontEnd
import CTC
import Foundation
import RecurrentNetwork
import TestSupport
import Testing

@testable import SequenceLabeler

@Suite("Cancelled alignments and n-best lists")
struct CancelledAlignmentTests {
  @Test("a sound file gives what its clip gives, in tasks too")
  func files() async throws {
    let file = packageRoot.appending(path: "Audio/two-six-eight.wav")
    let clip = try AudioClip(contentsOf: file)
    let labeler = try SequenceLabeler.bundled()
    let transcripts = synchronously { labeler.transcripts(of: clip, count: 3) }
    let alignment = try synchronously { try labeler.align("two six eight", to: clip) }
    let frames = synchronously { labeler.emissions(of: clip) }.logProbabilities
    #expect(
      try synchronously { try labeler.transcripts(contentsOf: file, count: 3) } == transcripts)
    #expect(
      try synchronously { try labeler.align("two six eight", toContentsOf: file) } == alignment)
    #expect(
      try synchronously { try labeler.emissions(contentsOf: file) }.logProbabilities == frames)
    #expect(try await labeler.transcripts(contentsOf: file, count: 3) == transcripts)
    #expect(try await labeler.align("two six eight", toContentsOf: file) == alignment)
    #expect(try await labeler.emissions(contentsOf: file).logProbabilities == frames)
    let missing = URL(filePath: "/no/such.wav")
    #expect(throws: AudioFileError.self) {
      try labeler.transcripts(contentsOf: missing, count: 1)
    }
    await #expect(throws: AudioFileError.self) {
      try await labeler.align("two", toContentsOf: missing)
    }
  }

  @Test("a task gives what the synchronous methods give")
  func same() async throws {
    let model = try toneModel(bidirectional: true)
    let clip = tones(" a b ab  b ")
    for decoding in [SequenceLabeler.Decoding.greedy, .beam(size: 8, lexicon: nil)] {
      let labeler = try SequenceLabeler(model, decoding: decoding)
      let expected = synchronously { labeler.transcripts(of: clip, count: 3) }
      #expect(try await labeler.transcripts(of: clip, count: 3) == expected)
      #expect(expected.count == (decoding.beamSearchOptions == nil ? 1 : 3))
    }
    let labeler = SequenceLabeler(model)
    let emissions = synchronously { labeler.emissions(of: clip) }
    #expect(
      try await labeler.emissions(of: clip).logProbabilities == emissions.logProbabilities)
    #expect(try await labeler.align("ababb", to: clip) == emissions.align("ababb"))
    #expect(try await labeler.align("ab * b", to: clip) == emissions.align("ab * b"))
    let lines = try await labeler.segments(of: ["a", "abb"], in: clip, allSaid: true)
    #expect(lines.map(\.?.text) == ["a", "abb"])
    #expect(try lines == emissions.segments(of: ["a", "abb"], allSaid: true))
    #expect(
      try await labeler.segments(of: ["a", "abb"], in: clip)
        == emissions.segments(of: ["a", "abb"]))
  }

  @Test("so it does for what cannot be aligned")
  func faults() async throws {
    let labeler = SequenceLabeler(try randomModel())
    let clip = noise(seed: 1)
    await #expect(throws: AlignmentError.self) { try await labeler.align("q", to: clip) }
    await #expect(throws: AlignmentError.emptyLine(line: 2)) {
      try await labeler.segments(of: ["a", ""], in: clip)
    }
  }

  @Test("what was cancelled before it began does not begin")
  func cancelledBefore() async throws {
    let labeler = SequenceLabeler(try randomModel())
    let nothing = AudioClip(samples: [], sampleRate: 8000)
    let calls: [@Sendable () async throws -> Void] = [
      { _ = try await labeler.transcripts(of: nothing, count: 2) },
      { _ = try await labeler.align("q", to: nothing) },
      { _ = try await labeler.segments(of: [""], in: nothing) },
      { _ = try await labeler.emissions(of: nothing) },
    ]
    for call in calls {
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        try await call()
      }
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }

  @Test("tasks that are at work end when they are cancelled, long before they would")
  func cancelledAtWork() async throws {
    let labeler = try SequenceLabeler(
      randomModel(), decoding: .beam(BeamSearchOptions(beamSize: 2000)))
    // Minutes of work, were they to end.
    let clip = AudioClip(samples: [Float](repeating: 0.1, count: 2_000_000), sampleRate: 8000)
    let text = String(repeating: "ab ", count: 1500)
    let calls: [@Sendable () async throws -> Void] = [
      { _ = try await labeler.transcripts(of: clip, count: 20) },
      { _ = try await labeler.align(text, to: clip) },
      { _ = try await labeler.segments(of: [text, text], in: clip) },
    ]
    for call in calls {
      let task = Task { try await call() }
      try await Task.sleep(for: .milliseconds(50))
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }

  @Test("an alignment may end at every frame, an n-best list before every transcript, too")
  func frames() throws {
    struct Interruption: Error {}
    let labeler = SequenceLabeler(try randomModel())
    let emissions = labeler.emissions(of: noise(seed: 4))
    let frames = emissions.logProbabilities.rows
    func run(_ last: Int, _ body: (() throws -> Void) throws -> Void) -> Int {
      var calls = 0
      #expect(throws: Interruption.self) {
        try body {
          calls += 1
          if calls == last { throw Interruption() }
        }
      }
      return calls
    }
    for last in [1, frames] {
      #expect(run(last) { _ = try emissions.alignment(of: "ab", check: $0).get() } == last)
      #expect(run(last) { _ = try emissions.segments(of: ["a", "b"], check: $0).get() } == last)
    }
    for last in [1, frames, 2 * frames, 2 * frames + 3] {
      #expect(
        run(last) {
          _ = try emissions.transcripts(.beam(size: 8, lexicon: nil), count: 3, check: $0)
        } == last)
    }
  }
}

/// The method that is not asynchronous, which a task would not choose.
private func synchronously<R>(_ body: () throws -> R) rethrows -> R { try body() }
