import Dispatch
import Foundation
import Synchronization

/// Ctrl-C in a training: the first asks it to stop after the epoch, the second ends the program.
final class Interruption {
  /// The exit code of a program that Ctrl-C ended, as shells have it.
  static let exitCode: Int32 = 130

  private let requests = Requests()
  private let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())

  /// Takes the signal over from now on.
  init() {
    signal(SIGINT, SIG_IGN)
    source.setEventHandler { [requests] in
      guard requests.count.add(1, ordering: .relaxed).oldValue == 0 else {
        notice("stopped; the same command with --resume goes on after the last finished epoch")
        _exit(Self.exitCode)
      }
      notice("stopping after this epoch; Ctrl-C again stops at once")
    }
    source.activate()
  }

  deinit {
    source.cancel()
    signal(SIGINT, SIG_DFL)
  }

  /// Whether the training should stop.
  var isRequested: Bool { requests.count.load(ordering: .relaxed) > 0 }
}

/// How many times Ctrl-C was pressed.
private final class Requests: Sendable {
  let count = Atomic(0)
}
