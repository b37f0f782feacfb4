import Dispatch
import Foundation
import Synchronization

/// Ctrl-C or SIGTERM in a training: the first asks it to stop after the step, the second ends the
/// program.
final class Interruption {
  private let request = Request()
  private let sources: [any DispatchSourceSignal]

  /// Takes the signals over from now on.
  init() {
    sources = [SIGINT, SIGTERM].map { number in
      DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    for (number, source) in zip([SIGINT, SIGTERM], sources) {
      signal(number, SIG_IGN)
      source.setEventHandler { [request] in
        guard request.take(number) else {
          notice("stopped; the same command with --resume goes on after the last checkpoint")
          _exit(128 + number)
        }
        notice("stopping after this step; once more stops at once")
      }
      source.activate()
    }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  /// Whether the training should stop.
  var isRequested: Bool { exitCode != nil }

  /// The exit code of a program that the signal ended, as shells have it; nil if there was none.
  var exitCode: Int32? { request.number.map { 128 + $0 } }
}

/// The signal that came first.
private final class Request: Sendable {
  private let first = Atomic<Int32>(0)

  var number: Int32? {
    let number = first.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Remembers a signal; false if there was one before.
  func take(_ number: Int32) -> Bool {
    first.compareExchange(expected: 0, desired: number, ordering: .relaxed).exchanged
  }
}
