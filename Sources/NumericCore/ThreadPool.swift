import Foundation
import Synchronization

/// The threads that share the work inside one operation.
///
/// Results never depend on the number of threads: a task's work is cut the same way whoever does
/// it.  While one operation uses the threads, another one that asks for them runs on its own
/// thread alone, so that many callers at once are safe and none waits for another.
package final class ThreadPool: @unchecked Sendable {
  /// The pool of this process, with as many threads as there are processors for it until
  /// ``resize(to:)`` says otherwise.
  package static let shared = ThreadPool(threadCount: availableProcessorCount)

  private let inUse = NSLock()
  private var work = SharedWork()
  private var workers = 0
  private let wanted: Atomic<Int>

  /// A pool of `threadCount` threads, the calling one included.
  package init(threadCount: Int) {
    wanted = Atomic(threadCount)
    start()
  }

  deinit {
    work.stop()
  }

  /// The number of threads that work together, the calling one included.
  package var threadCount: Int { wanted.load(ordering: .relaxed) }

  /// Changes the number of threads; an operation that runs keeps those that it has.
  package func resize(to threadCount: Int) {
    precondition(threadCount > 0, "a pool of \(threadCount) threads")
    wanted.store(threadCount, ordering: .relaxed)
    guard inUse.try() else { return }
    start()
    inUse.unlock()
  }

  /// Calls `body` once for each index below `count`, on several threads, and returns when all
  /// calls have returned.
  package func perform(_ count: Int, _ body: (Int) -> Void) {
    guard count > 1, threadCount > 1, inUse.try() else {
      for index in 0..<count { body(index) }
      return
    }
    defer { inUse.unlock() }
    start()
    withoutActuallyEscaping(body) { work.perform(count, $0) }
  }

  /// Calls `body` for consecutive ranges of `size` that together make up 0..<count.
  package func perform(_ count: Int, inBlocksOf size: Int, _ body: (Range<Int>) -> Void) {
    perform((count + size - 1) / size) { block in
      body(block * size..<min(count, (block + 1) * size))
    }
  }

  /// Makes as many threads wait for work as are wanted; `inUse` is locked, or nobody knows the pool.
  private func start() {
    let count = threadCount - 1
    guard count != workers else { return }
    work.stop()
    work = SharedWork()
    workers = count
    for _ in 0..<count {
      let thread = Thread { [work] in work.takeTasksUntilStopped() }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }
}

/// The tasks of one operation at a time, and the threads' way to them.
private final class SharedWork: @unchecked Sendable {
  private let condition = NSCondition()
  private var body: ((Int) -> Void)?
  private var taskCount = 0
  private var nextTask = 0
  private var unfinished = 0
  private var isStopping = false

  /// Offers tasks to the threads that wait and takes part until all are done.
  func perform(_ count: Int, _ body: @escaping (Int) -> Void) {
    condition.lock()
    self.body = body
    taskCount = count
    nextTask = 0
    unfinished = count
    condition.broadcast()
    takeTasks()
    while unfinished > 0 { condition.wait() }
    self.body = nil
    condition.unlock()
  }

  func takeTasksUntilStopped() {
    condition.lock()
    while !isStopping {
      takeTasks()
      if !isStopping { condition.wait() }
    }
    condition.unlock()
  }

  func stop() {
    condition.lock()
    isStopping = true
    condition.broadcast()
    condition.unlock()
  }

  /// Runs tasks until none is left; the condition is locked before and after.
  private func takeTasks() {
    while let body, nextTask < taskCount {
      let task = nextTask
      nextTask += 1
      condition.unlock()
      body(task)
      condition.lock()
      unfinished -= 1
      if unfinished == 0 { condition.broadcast() }
    }
  }
}
