import Foundation
import Synchronization
import Training

/// Shows on standard error how far a long piece of work is, how fast it goes and how long it will
/// take: a bar on a terminal, a plain line every few seconds elsewhere.
final class ProgressMeter: Sendable {
  private struct State {
    var done = 0.0
    var note = ""
    var lastShown = ContinuousClock.now
    var shown = false
  }

  private let label: String
  private let total: Double
  private let unit: String
  private let interval: Duration
  private let isTerminal: Bool
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// A meter for `total` units of work.
  ///
  /// - Parameters:
  ///   - label: what is done.
  ///   - total: how much there is to do.
  ///   - unit: what the rate counts a second, such as `frames`.
  init(_ label: String, total: Double, unit: String) {
    self.label = label
    self.total = total
    self.unit = unit
    isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
    interval = isTerminal ? .milliseconds(100) : .seconds(15)
  }

  /// Reports more work done, with a note to show beside it.
  func advance(by amount: Double = 1, note: String? = nil) {
    let line = state.withLock { state -> String? in
      state.done += amount
      if let note { state.note = note }
      let now = ContinuousClock.now
      guard now - state.lastShown >= interval else { return nil }
      state.lastShown = now
      state.shown = true
      return text(state, elapsed: (now - start) / .seconds(1))
    }
    if let line { show(line) }
  }

  /// Takes the bar away; plain lines stay.
  func finish() {
    if isTerminal, state.withLock({ $0.shown }) { write("\r\u{1b}[K") }
  }

  private func text(_ state: State, elapsed: Double) -> String {
    let share = min(state.done / max(total, 1), 1)
    let rate = state.done / max(elapsed, 1e-9)
    let left = (total - state.done) / max(rate, 1e-9)
    let figures =
      "\(Int(100 * share))% \(Int(rate)) \(unit)/s \(clockTime(left)) left "
      + state.note
    guard isTerminal else { return "\(label) \(figures)" }
    let filled = Int(share * 24)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
    return "\(label) \(bar) \(figures)"
  }

  private func show(_ line: String) {
    write(isTerminal ? "\r\u{1b}[K\(line)" : "\(line)\n")
  }

  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
