import AudioFrontEnd
import NumericCore
import Synchronization
import Testing

@testable import Training

@Suite("Batches made ahead")
struct BatchQueueTests {
  private let sampler = BatchSampler(
    lengths: (0..<23).map { 10 + $0 * 7 % 40 }, maximumFrames: 100, maximumUtterances: 4, seed: 3)

  private func targets(threads: Int, batches: Int) throws -> [[[Int]]] {
    let plan = BatchPlan(sampler, epoch: 1, batch: 2)
    let queue = BatchQueue(threads: threads, next: plan.next) { index, epoch in
      Example(features: Matrix(rows: 1, columns: 1), target: [index, epoch])
    }
    return try (0..<batches).map { _ in try queue.take()?.map(\.target) ?? [] }
  }

  @Test("come in the plan's order, over the ends of epochs, by any number of threads")
  func order() throws {
    let expected = (1...3).flatMap { epoch in
      sampler.batches(epoch: epoch).map { $0.map { [$0, epoch] } }
    }.dropFirst(2)
    for threads in [0, 1, 3] {
      #expect(try targets(threads: threads, batches: expected.count) == Array(expected))
    }
  }

  @Test("no more than two are made before they are asked for")
  func ahead() throws {
    let made = Mutex<Set<Int>>([])
    let asked = Mutex(0)
    let queue = BatchQueue(
      threads: 2,
      next: {
        asked.withLock {
          $0 += 1
          return $0 > 20 ? nil : (epoch: $0, batch: [0])
        }
      },
      make: { _, epoch in
        _ = made.withLock { $0.insert(epoch) }
        return Example(features: Matrix(rows: 1, columns: 1), target: [epoch])
      })
    for batch in 1...20 {
      #expect(try queue.take()?.first?.target == [batch])
      #expect((made.withLock { $0.max() } ?? 0) <= batch + 2)
    }
    let last = try queue.take()?.count
    #expect(last == nil, "there is an end")
  }

  @Test(
    "whoever takes a batch is told of the first example that could not be made", arguments: [0, 2])
  func failure(threads: Int) {
    let queue = BatchQueue(
      threads: threads, next: { (epoch: 1, batch: [0, 1, 2, 3]) },
      make: { (index, _) throws(AudioFileError) in
        guard index % 2 == 0 else { throw .missing("\(index)") }
        return Example(features: Matrix(rows: 1, columns: 1), target: [index])
      })
    #expect(throws: AudioFileError.missing("1")) { try queue.take() }
  }
}
