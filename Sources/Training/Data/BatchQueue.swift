import AudioFrontEnd
import Foundation
import NumericCore

/// Has the examples of the next batches made by threads of low priority while a step learns from
/// the present one.
///
/// Whoever takes a batch that is not ready makes what is missing with all threads of the pool, so
/// that no processor waits while there is work.  The examples are the same whoever makes them.
final class BatchQueue {
  private let work: BatchWork

  /// - Parameters:
  ///   - threads: how many make examples ahead; with 0, examples are made when they are taken.
  ///   - ahead: how many batches are made ahead at most.
  ///   - next: the utterances of the next batch and their epoch, nil at the end.
  ///   - make: makes an example of an utterance in an epoch.
  init(
    threads: Int, ahead: Int = 2,
    next: @escaping @Sendable () -> (epoch: Int, batch: [Int])?,
    make: @escaping @Sendable (_ index: Int, _ epoch: Int) throws(AudioFileError) -> Example
  ) {
    work = BatchWork(ahead: threads > 0 ? ahead : 0, next: next, make: make)
    for _ in 0..<threads {
      let thread = Thread { [work] in
        lowerPriorityOfThread()
        work.makeUntilStopped()
      }
      thread.stackSize = 8 << 20
      thread.qualityOfService = .utility
      thread.start()
    }
  }

  deinit { work.stop() }

  /// How many threads make examples ahead where `threadCount` share the work of a step.
  static func threads(beside threadCount: Int) -> Int {
    threadCount > 1 ? max(1, threadCount / 4) : 0
  }

  /// The examples of the next batch; nil at the end.
  ///
  /// - Throws: the error of the first example that has one.
  func take() throws(AudioFileError) -> [Example]? { try work.take() }
}

/// The examples of one batch, on their way.
private final class PendingBatch {
  let epoch: Int
  let indices: [Int]
  var examples: [Result<Example, AudioFileError>?]
  var nextTask = 0
  var unfinished: Int

  init(epoch: Int, indices: [Int]) {
    self.epoch = epoch
    self.indices = indices
    examples = Array(repeating: nil, count: indices.count)
    unfinished = indices.count
  }
}

/// The batches under way and the threads' way to them; the condition guards all that changes.
private final class BatchWork: @unchecked Sendable {
  private let condition = NSCondition()
  private let ahead: Int
  private let next: @Sendable () -> (epoch: Int, batch: [Int])?
  private let make: @Sendable (Int, Int) throws(AudioFileError) -> Example
  private var pending: [PendingBatch] = []
  private var isStopped = false

  init(
    ahead: Int, next: @escaping @Sendable () -> (epoch: Int, batch: [Int])?,
    make: @escaping @Sendable (Int, Int) throws(AudioFileError) -> Example
  ) {
    self.ahead = ahead
    self.next = next
    self.make = make
  }

  func stop() {
    condition.withLock {
      isStopped = true
      condition.broadcast()
    }
  }

  func take() throws(AudioFileError) -> [Example]? {
    condition.lock()
    defer { condition.unlock() }
    if pending.isEmpty { plan() }
    guard let batch = pending.first else { return nil }
    let missing = batch.indices.count - batch.nextTask
    condition.unlock()
    ThreadPool.shared.perform(missing) { _ in
      condition.withLock { _ = makeOne(of: batch) }
    }
    condition.lock()
    while batch.unfinished > 0 { condition.wait() }
    pending.removeFirst()
    condition.broadcast()
    var examples: [Example] = []
    for case let example? in batch.examples { examples.append(try example.get()) }
    return examples
  }

  func makeUntilStopped() {
    condition.lock()
    defer { condition.unlock() }
    while !isStopped {
      if let batch = pending.first(where: { $0.nextTask < $0.indices.count }) {
        _ = makeOne(of: batch)
      } else if pending.count >= ahead || !plan() {
        condition.wait()
      }
    }
  }

  /// Adds the next batch, if there is one; the condition is locked.
  @discardableResult private func plan() -> Bool {
    guard let (epoch, batch) = next() else { return false }
    pending.append(PendingBatch(epoch: epoch, indices: batch))
    return true
  }

  /// Makes one example that nobody has begun; the condition is locked before and after.
  private func makeOne(of batch: PendingBatch) -> Bool {
    let task = batch.nextTask
    guard task < batch.indices.count else { return false }
    batch.nextTask += 1
    condition.unlock()
    let example = Result { () throws(AudioFileError) in
      try make(batch.indices[task], batch.epoch)
    }
    condition.lock()
    batch.examples[task] = example
    batch.unfinished -= 1
    if batch.unfinished == 0 { condition.broadcast() }
    return true
  }
}

/// Lets other threads of this program go first, where the system has priorities for threads; Linux
/// takes them for the calling thread, macOS has been told by the quality of service.
private func lowerPriorityOfThread() {
  #if os(Linux)
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
  #endif
}
