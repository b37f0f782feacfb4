import Foundation

/// The values of `body` for 0..<count in order, computed on all threads of ``ThreadPool/shared``.
package func inParallel<R>(_ count: Int, _ body: (Int) -> R) -> [R] {
  var results = [R?](repeating: nil, count: count)
  results.withUnsafeMutableBufferPointer { results in
    nonisolated(unsafe) let results = results
    ThreadPool.shared.perform(count) { results[$0] = body($0) }
  }
  return results.compactMap { $0 }
}

/// Computes `body` for 0..<count on all threads of ``ThreadPool/shared`` and hands the values to
/// `consume` in order, one at a time, as soon as they and all before them are there.
///
/// No more than `ahead` values wait for an earlier one, so that memory does not grow with `count`.
/// After the first error no further value is computed.
///
/// - Throws: the error of `consume`.
/// - Precondition: `ahead` is at least 1.
package func inParallel<R, E: Error>(
  _ count: Int, ahead: Int, _ body: (Int) -> R, inOrder consume: (Int, R) throws(E) -> Void
) throws(E) {
  precondition(ahead >= 1, "\(ahead) values ahead")
  let condition = NSCondition()
  var waiting: [Int: R] = [:]
  var next = 0
  var failure: E?
  ThreadPool.shared.perform(count) { index in
    condition.lock()
    // Indices are given out in order, so that the next one is never among those that wait here.
    while index >= next + ahead && failure == nil { condition.wait() }
    let isNeeded = failure == nil
    condition.unlock()
    guard isNeeded else { return }
    let value = body(index)
    condition.lock()
    defer { condition.unlock() }
    waiting[index] = value
    while failure == nil, let value = waiting.removeValue(forKey: next) {
      do throws(E) {
        try consume(next, value)
      } catch {
        failure = error
      }
      next += 1
    }
    condition.broadcast()
  }
  if let failure { throw failure }
}
