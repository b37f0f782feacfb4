import NumericCore
import Synchronization

/// Working memory: one piece for each thread that asks at the same time, used
/// again and again.
package enum ScratchMemory {
  private static let free = Mutex<[MatrixBuffer]>([])

  /// Calls `body` with at least `count` floats that nobody else uses meanwhile.
  package static func withFloats<R>(
    _ count: Int, _ body: (UnsafeMutablePointer<Float>) -> R
  ) -> R {
    let buffer = free.withLock { $0.popLast() } ?? MatrixBuffer()
    defer { free.withLock { $0.append(buffer) } }
    buffer.reshape(rows: 1, columns: count)
    return body(buffer.view.base)
  }
}
