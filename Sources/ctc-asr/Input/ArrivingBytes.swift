import AudioFrontEnd
import Foundation
import NumericCore

/// The bytes of a pipe or a device, as soon as they are there.
struct ArrivingBytes: ~Copyable {
  private let descriptor: Int32
  private let name: String
  private let interruption: Interruption

  /// Opens what is at `path`, or standard input for `-`.
  init(path: String, name: String, interruption: Interruption) throws(AudioFileError) {
    // Without waiting for a writer, which no signal would end.
    descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(name, reason: systemReason(code: errno)) }
    self.name = name
    self.interruption = interruption
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// The next bytes, after waiting for some; nil at the end, and after a signal.
  func next() throws(AudioFileError) -> Data? {
    var buffer = [UInt8](repeating: 0, count: 1 << 15)
    while !interruption.isRequested {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      // A signal that comes before the wait does not end it; so it is never long.
      let ready = poll(&waiting, 1, 50)
      if ready == 0 || ready < 0 && errno == EINTR { continue }
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 { return Data(buffer.prefix(count)) }
      if count == 0 { return nil }
      guard errno == EINTR || errno == EAGAIN else {
        throw .unreadable(name, reason: systemReason(code: errno))
      }
    }
    return nil
  }
}
