/// The values of `body` for 0..<count in order, computed on all threads of ``ThreadPool/shared``.
package func inParallel<R>(_ count: Int, _ body: (Int) -> R) -> [R] {
  var results = [R?](repeating: nil, count: count)
  results.withUnsafeMutableBufferPointer { results in
    nonisolated(unsafe) let results = results
    ThreadPool.shared.perform(count) { results[$0] = body($0) }
  }
  return results.compactMap { $0 }
}
