import Foundation

/// The bytes of a sound file, in memory or on disk.
final class ByteSource {
  private enum Storage {
    case memory(Data)
    case file(FileHandle)
  }

  private let storage: Storage
  let count: Int

  init(_ data: Data) {
    storage = .memory(data)
    count = data.count
  }

  /// The bytes of a file; those of a pipe are read to its end first.
  init(contentsOf url: URL) throws {
    let file = try FileHandle(forReadingFrom: url)
    // Of the file itself: a URL's properties are those of a symbolic link.
    var status = stat()
    if fstat(file.fileDescriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
      storage = .file(file)
      count = Int(try file.seekToEnd())
    } else {
      let data = try file.readToEnd() ?? Data()
      storage = .memory(data)
      count = data.count
    }
  }

  /// Copies up to `length` bytes from `offset` on; returns how many there were.
  func read(_ length: Int, at offset: Int, to destination: UnsafeMutableRawPointer) -> Int {
    let length = max(0, min(length, count - offset))
    guard offset >= 0, length > 0 else { return 0 }
    switch storage {
    case .memory(let data):
      let start = data.startIndex + offset
      let buffer = UnsafeMutableRawBufferPointer(start: destination, count: length)
      return data.copyBytes(to: buffer, from: start..<start + length)
    case .file(let file):
      return Self.read(length, at: offset, of: file.fileDescriptor, to: destination)
    }
  }

  /// Reads on after interruptions by signals, up to the end of the file or a failure.
  private static func read(
    _ length: Int, at offset: Int, of descriptor: Int32, to destination: UnsafeMutableRawPointer
  ) -> Int {
    var found = 0
    while found < length {
      let count = pread(descriptor, destination + found, length - found, off_t(offset + found))
      if count > 0 {
        found += count
      } else if count == 0 || errno != EINTR {
        break
      }
    }
    return found
  }

  /// The bytes from `offset` on, or nil if there are fewer.
  func bytes(_ length: Int, at offset: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: length)
    let found = bytes.withUnsafeMutableBytes { buffer in
      buffer.baseAddress.map { read(length, at: offset, to: $0) }
    }
    return found == length ? bytes : nil
  }
}
