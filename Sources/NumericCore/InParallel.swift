import Foundation

/// The values of `body` for 0..<count in order, computed on all threads of ``ThreadPool/shared``.
///
/// - Throws: the error of the lowest number that has one.
package func inParallel<R, E: Error>(
  _ count: Int, _ body: (Int) throws(E) -> R
) throws(E) -> [R] {
  var results = [Result<R, E>?](repeating: nil, count: count)
  results.withUnsafeMutableBufferPointer { results in
    nonisolated(unsafe) let results = results
    ThreadPool.shared.perform(count) { index in
      results[index] = Result { () throws(E) in try body(index) }
    }
  }
  var values: [R] = []
  values.reserveCapacity(count)
  for case let result? in results { values.append(try result.get()) }
  return values
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
