import Foundation
import NumericCore

/// The memory of a trellis, used for one utterance after the other.
final class TrellisMemory {
  private let emissions = MatrixBuffer()
  private let forward = MatrixBuffer()
  private let states = MatrixBuffer()
  private let skips = MatrixBuffer()
  private let posteriors = MatrixBuffer()

  /// Calls `body` with a trellis of undefined states.
  ///
  /// If it does not keep its frames, each one's emissions and forward states take the place of the
  /// one's before.
  func withTrellis<R>(
    target: [Int], null: Int, frames: Int, keepsFrames: Bool = true, _ body: (Trellis) -> R
  ) -> R {
    let width = Trellis.width(labels: target.count)
    let rows = keepsFrames ? frames : 1
    emissions.reshape(rows: rows, columns: 2 * (width + Trellis.margin))
    forward.reshape(rows: rows, columns: 4 * width)
    states.reshape(rows: 4, columns: width + 2 * Trellis.margin)
    skips.reshape(rows: 1, columns: width + Trellis.margin)
    posteriors.reshape(rows: 1, columns: width)
    let symbols = [Int32(null)] + target.map { Int32($0) }
    return symbols.withUnsafeBufferPointer { symbols in
      body(
        Trellis(
          symbols: symbols,
          emissions: keepsFrames ? emissions.view : emissions.view.repeated(frames),
          forward: keepsFrames ? forward.view : forward.view.repeated(frames),
          states: states.view, skips: skips.view, posteriors: posteriors.view))
    }
  }
}

extension MatrixView {
  /// A view of so many rows that are all the first one.
  func repeated(_ rows: Int) -> MatrixView {
    MatrixView(base: base, rows: rows, columns: columns, stride: 0)
  }
}

/// The memory of trellises that nobody uses now: as much as was ever used at the same time.
final class TrellisPool: @unchecked Sendable {
  static let shared = TrellisPool()

  private let lock = NSLock()
  private var free: [TrellisMemory] = []

  /// Calls `body` with memory that nobody else uses meanwhile.
  func withMemory<R>(_ body: (TrellisMemory) -> R) -> R {
    let memory = lock.withLock { free.popLast() } ?? TrellisMemory()
    defer { lock.withLock { free.append(memory) } }
    return body(memory)
  }
}
