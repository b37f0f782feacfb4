import Foundation
import NumericCore
import Synchronization
import Testing

@Suite("Thread pool", .timeLimit(.minutes(1)))
struct ThreadPoolTests {
  /// How often each index below `count` is visited.
  private func visits(_ pool: ThreadPool, _ count: Int) -> [Int] {
    let visits = Mutex([Int](repeating: 0, count: count))
    pool.perform(count) { index in visits.withLock { $0[index] += 1 } }
    return visits.withLock { $0 }
  }

  @Test("every index is visited once", arguments: [1, 2, 3, 8], [0, 1, 2, 7, 1000])
  func everyIndexOnce(threads: Int, count: Int) {
    let pool = ThreadPool(threadCount: threads)
    #expect(pool.threadCount == threads)
    #expect(visits(pool, count) == [Int](repeating: 1, count: count))
  }

  @Test("many short operations in a row all finish")
  func manyOperations() {
    let pool = ThreadPool(threadCount: 4)
    let total = Atomic(0)
    for _ in 0..<2000 { pool.perform(5) { total.add($0, ordering: .relaxed) } }
    #expect(total.load(ordering: .relaxed) == 2000 * 10)
  }

  @Test("blocks make up the range, the last one shorter", arguments: [0, 1, 9, 10, 11, 25])
  func blocks(count: Int) {
    let pool = ThreadPool(threadCount: 2)
    let found = Mutex<[Range<Int>]>([])
    pool.perform(count, inBlocksOf: 10) { range in found.withLock { $0.append(range) } }
    let sorted = found.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } }
    #expect(sorted.flatMap { Array($0) } == Array(0..<count))
    #expect(sorted.allSatisfy { $0.lowerBound % 10 == 0 && $0.count <= 10 && !$0.isEmpty })
  }

  @Test("a task may use the pool itself")
  func nestedUse() {
    let pool = ThreadPool(threadCount: 3)
    let sum = Atomic(0)
    pool.perform(10) { outer in
      pool.perform(10) { inner in sum.add(10 * outer + inner, ordering: .relaxed) }
    }
    #expect(sum.load(ordering: .relaxed) == 99 * 100 / 2)
  }

  @Test("several callers at once each get all of their work done")
  func severalCallers() async {
    let pool = ThreadPool(threadCount: 2)
    let complete = await withTaskGroup(of: Bool.self) { group in
      for caller in 0..<8 {
        group.addTask {
          (0..<50).allSatisfy { _ in
            self.visits(pool, 10 + caller) == [Int](repeating: 1, count: 10 + caller)
          }
        }
      }
      return await group.reduce(true) { $0 && $1 }
    }
    #expect(complete)
  }

  @Test("work goes on after each change of size")
  func resize() {
    let pool = ThreadPool(threadCount: 1)
    for threads in [4, 2, 2, 1, 3] {
      pool.resize(to: threads)
      #expect(pool.threadCount == threads)
      #expect(visits(pool, 100) == [Int](repeating: 1, count: 100))
    }
  }

  @Test("the number of threads may be changed by a task, and while others work")
  func resizeAtWork() async {
    let pool = ThreadPool(threadCount: 3)
    pool.perform(20) { pool.resize(to: 1 + $0 % 4) }
    #expect((1...4).contains(pool.threadCount))
    let complete = await withTaskGroup(of: Bool.self) { group in
      for caller in 0..<4 {
        group.addTask {
          (0..<50).allSatisfy { round in
            pool.resize(to: 1 + (caller + round) % 5)
            return self.visits(pool, 10) == [Int](repeating: 1, count: 10)
          }
        }
      }
      return await group.reduce(true) { $0 && $1 }
    }
    #expect(complete)
    pool.resize(to: 2)
    #expect(visits(pool, 10) == [Int](repeating: 1, count: 10))
  }

  @Test("two tasks that wait for each other meet on two threads")
  func workIsShared() {
    let pool = ThreadPool(threadCount: 2)
    let arrived = Atomic(0)
    let met = Atomic(0)
    pool.perform(2) { _ in
      arrived.add(1, ordering: .sequentiallyConsistent)
      let limit = Date(timeIntervalSinceNow: 20)
      while arrived.load(ordering: .sequentiallyConsistent) < 2, Date() < limit {
        Thread.sleep(forTimeInterval: 0.001)
      }
      met.add(arrived.load(ordering: .sequentiallyConsistent), ordering: .sequentiallyConsistent)
    }
    #expect(met.load(ordering: .sequentiallyConsistent) == 4)
  }

  @Test("a pool is freed while its threads wait")
  func deinitialization() {
    weak var freed: ThreadPool?
    for _ in 0..<20 {
      let pool = ThreadPool(threadCount: 3)
      freed = pool
      #expect(visits(pool, 10) == [Int](repeating: 1, count: 10))
    }
    #expect(freed == nil)
  }

  @Test("values computed in parallel come in order")
  func inOrder() {
    #expect(inParallel(100) { $0 * $0 } == (0..<100).map { $0 * $0 })
    #expect(inParallel(0) { $0 }.isEmpty)
    #expect(inParallel(3) { $0 == 1 ? nil : $0 } == [0, nil, 2])
    struct Odd: Error, Equatable { let number: Int }
    #expect(throws: Odd(number: 1)) {
      try inParallel(50) { (i) throws(Odd) in
        guard i % 2 == 0 else { throw Odd(number: i) }
        return i
      }
    }
  }
}
