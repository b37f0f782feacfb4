import Dispatch
import Foundation
import Interchange
import Synchronization

/// Ctrl-C or SIGTERM: the first asks for an orderly end, the second ends the program.
final class Interruption {
  private let request = Request()
  private let sources: [any DispatchSourceSignal]

  /// Takes the signals over from now on.
  ///
  /// - Parameters:
  ///   - stopping: what is told after the first; nil for nothing.
  ///   - stopped: what is told after the second.
  init(stopping: String?, stopped: String) {
    sources = signalSources { [request] number in
      guard request.take(number, telling: stopping) else {
        notice(stopped)
        _exit(128 + number)
      }
    }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  /// Whether there was a signal.
  var isRequested: Bool { exitCode != nil }

  /// The exit code of a program that the signal ended, as shells have it; nil if there was none.
  var exitCode: Int32? { request.number.map { 128 + $0 } }
}

/// Ctrl-C or SIGTERM, while files are written: what is not whole goes, and the program ends.
final class OutputInterruption {
  private let sources: [any DispatchSourceSignal]

  /// Takes the signals over from now on.
  init() {
    sources = signalSources { number in
      UnfinishedFiles.remove()
      _exit(128 + number)
    }
  }
}

/// Sources of Ctrl-C and SIGTERM, which no longer end the program themselves.
private func signalSources(
  _ handle: @escaping @Sendable (Int32) -> Void
) -> [any DispatchSourceSignal] {
  [SIGINT, SIGTERM].map { number in
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    signal(number, SIG_IGN)
    source.setEventHandler { handle(number) }
    source.activate()
    return source
  }
}

/// The signal that came first.
private final class Request: Sendable {
  private let first = Mutex<Int32?>(nil)

  var number: Int32? { first.withLock { $0 } }

  /// Remembers a signal, and tells of it before anybody acts upon it; false if there was one before.
  func take(_ number: Int32, telling message: String?) -> Bool {
    first.withLock { first in
      guard first == nil else { return false }
      if let message { notice(message) }
      first = number
      return true
    }
  }
}
