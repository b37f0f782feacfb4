import Foundation

/// Whether a named pipe, a socket or a device is at `path`, or where a link there leads: reading it may
/// never end.
package func isPipeOrDevice(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
}
