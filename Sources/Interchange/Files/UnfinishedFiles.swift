import Foundation
import Synchronization

/// Files that are being written and do not stand in their place yet.
package enum UnfinishedFiles {
  private static let paths = Mutex<Set<String>>([])

  static func insert(_ path: String) { paths.withLock { _ = $0.insert(path) } }

  static func forget(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  /// Removes them all: of a program that a signal ends, nothing half-written stays.
  package static func remove() {
    paths.withLock { for path in $0 { unlink(path) } }
  }
}
