import AudioFrontEnd
import CTC
import Foundation
import RecurrentNetwork
import Synchronization
import TestSupport
import Testing

@testable import SequenceLabeler

@Suite("Cancelled transcription")
struct CancellationTests {
  @Test("a task hears what the synchronous methods hear, from a clip and from a file")
  func same() async throws {
    let labeler = SequenceLabeler(try randomModel())
    let clip = noise(count: 12_345, seed: 1)
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appending(path: "x.wav")
    try waveFile(channels: [clip.samples], sampleRate: 8000, encoding: .float32).write(to: url)
    let expected = synchronously { labeler.transcribe(clip) }
    #expect(try await labeler.transcribe(clip) == expected)
    #expect(try await labeler.transcribe(contentsOf: url) == expected)
    let missing = folder.appending(path: "y.wav")
    await #expect(throws: AudioFileError.missing(missing.path)) {
      try await labeler.transcribe(contentsOf: missing)
    }
  }

  @Test("of many tasks at once each hears what it hears alone, whatever becomes of the others")
  func manyAtOnce() async throws {
    let labeler = SequenceLabeler(try randomModel())
    let clips = (0..<24).map { noise(count: 4000 + 500 * $0, seed: UInt64($0)) }
    let expected = clips.map { clip in synchronously { labeler.transcribe(clip) } }
    let tasks = clips.indices.map { index in
      Task {
        if index % 3 == 0 { withUnsafeCurrentTask { $0?.cancel() } }
        return try await labeler.transcribe(clips[index])
      }
    }
    for (index, task) in tasks.enumerated() {
      if index % 3 == 0 {
        await #expect(throws: CancellationError.self) { try await task.value }
      } else {
        #expect(try await task.value == expected[index])
      }
    }
  }

  @Test("what was cancelled before it began does not begin")
  func cancelledBefore() async throws {
    let labeler = SequenceLabeler(try randomModel())
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await labeler.transcribe(AudioClip(samples: [], sampleRate: 8000))
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    let ofFile = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await labeler.transcribe(contentsOf: URL(filePath: "/nowhere.wav"))
    }
    await #expect(throws: CancellationError.self) { try await ofFile.value }
  }

  @Test("a search ends at the frame at which it is cancelled")
  func search() async throws {
    let scorer = CancellingScorer(at: 20)
    let labeler = try SequenceLabeler(
      randomModel(), decoding: .beam(BeamSearchOptions(beamSize: 4, languageModel: scorer)))
    let task = Task { try await labeler.transcribe(noise(count: 80_000, seed: 2)) }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect((20..<60).contains(scorer.calls))
    _ = synchronously { labeler.transcribe(noise(count: 80_000, seed: 2)) }
    #expect(scorer.calls > 200)
  }

  @Test("a transcript may end at every frame of the search, and of what ranks its results")
  func frames() throws {
    struct Interruption: Error {}
    let labeler = SequenceLabeler(try randomModel())
    let emissions = labeler.emissions(of: noise(seed: 4))
    let frames = emissions.logProbabilities.rows
    for last in [1, frames, frames + 1, 2 * frames] {
      var calls = 0
      #expect(throws: Interruption.self) {
        try emissions.transcript(.beam(size: 4, lexicon: nil)) {
          calls += 1
          if calls == last { throw Interruption() }
        }
      }
      #expect(calls == last)
    }
  }

  @Test(
    "emissions may end before any samples become features, and after every window",
    arguments: [true, false])
  func emissions(bidirectional: Bool) throws {
    struct Interruption: Error {}
    let labeler = SequenceLabeler(try randomModel { $0.bidirectional = bidirectional })
    let clip = noise(count: 1_200_000, seed: 3)
    func run(interruptingAt last: Int) throws -> Int {
      let calls = Mutex(0)
      let check = {
        try calls.withLock {
          $0 += 1
          if $0 == last { throw Interruption() }
        }
      }
      do {
        let emissions = try labeler.emissions(of: clip, check: check)
        #expect(emissions.logProbabilities == labeler.emissions(of: clip).logProbabilities)
      } catch is Interruption {
        return last
      }
      return calls.withLock { $0 }
    }
    // Two pieces of samples; five windows of 40 seconds, or fifteen thousand frames, 4096 at once.
    let calls = try run(interruptingAt: .max)
    #expect(calls >= 2 + (bidirectional ? 5 : 4))
    for last in [1, 3, calls] { #expect(try run(interruptingAt: last) == last) }
  }
}

/// The method that is not asynchronous, which a task would not choose.
private func synchronously<R>(_ body: () throws -> R) rethrows -> R { try body() }

/// Finds all words alike, and cancels the task that asks it for the `limit`-th time.
private final class CancellingScorer: WordScorer {
  private let limit: Int
  private let count = Mutex(0)
  var calls: Int { count.withLock { $0 } }
  let start = 0

  init(at limit: Int) { self.limit = limit }

  func index(of word: String) -> Int? { nil }

  func score(_ word: Int?, after context: Int) -> (score: Float, context: Int) {
    let call = count.withLock {
      $0 += 1
      return $0
    }
    if call == limit { withUnsafeCurrentTask { $0?.cancel() } }
    return (-1, 0)
  }

  func endScore(after context: Int) -> Float { -1 }
}
