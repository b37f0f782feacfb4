import Foundation

/// Keeps a directory to one training as long as it lives; the system lets go of it when the process
/// ends, however it ends.
final class DirectoryLock {
  private let descriptor: Int32

  /// - Throws: ``CheckpointError/inUse(path:)`` when another process holds the directory.
  init(_ directory: URL) throws(CheckpointError) {
    descriptor = open(directory.path, O_RDONLY | O_CLOEXEC)
    // File systems without locks are no reason not to train.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw .inUse(path: directory.path)
    }
  }

  deinit {
    // A process that is being started may hold the descriptor too, until it runs.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
