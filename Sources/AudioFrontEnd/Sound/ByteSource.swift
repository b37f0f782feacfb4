import Foundation
import NumericCore

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

  /// The bytes that a handle reads from where it stands; those that are no file's, such as a pipe's,
  /// are read to their end first.
  ///
  /// - Throws: ``AudioFileError``, also when they begin as no sound does that has a header, or do not
  ///   end.
  init(
    _ file: FileHandle, name: String, hasHeader: Bool, limit: Int = ByteSource.mostInMemory
  ) throws(AudioFileError) {
    var status = stat()
    if fstat(file.fileDescriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      lseek(file.fileDescriptor, 0, SEEK_CUR) == 0
    {
      storage = .file(file)
      count = Int(status.st_size)
    } else {
      let data = try Self.arriving(from: file, name: name, hasHeader: hasHeader, limit: limit)
      storage = .memory(data)
      count = data.count
    }
  }

  /// As many as a WAV file may have, but no more than half of the memory.
  private static let mostInMemory = min(1 << 32, availableMemory / 2)

  private static func arriving(
    from file: FileHandle, name: String, hasHeader: Bool, limit: Int
  ) throws(AudioFileError) -> Data {
    var data = Data()
    var isUnknown = hasHeader
    do {
      while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
        data.append(piece)
        if isUnknown, data.count >= 1 << 16 {
          guard SoundFile.mayRead(beginning: data) else { break }
          isUnknown = false
        }
        guard data.count <= limit else { throw AudioFileError.endless(name, limit: limit) }
      }
    } catch let error as AudioFileError {
      throw error
    } catch {
      throw .unreadable(name, reason: systemReason(for: error))
    }
    return data
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

  /// Whether all bytes from `offset` on are 0.
  func isZero(from offset: Int) -> Bool {
    let zeros = [UInt8](repeating: 0, count: 1 << 16)
    return stride(from: offset, to: count, by: zeros.count).allSatisfy { start in
      let length = min(zeros.count, count - start)
      return bytes(length, at: start).map { memcmp($0, zeros, length) == 0 } ?? true
    }
  }

  /// Where a row of bytes stands first, from `start` on.
  func offset(of pattern: [UInt8], from start: Int) -> Int? {
    var start = start
    let length = 1 << 20
    while start + pattern.count <= count {
      var bytes = [UInt8](repeating: 0, count: min(length, count - start))
      let found = bytes.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { read(buffer.count, at: start, to: $0) } ?? 0
      }
      if let range = Data(bytes.prefix(found)).range(of: Data(pattern)) {
        return start + range.lowerBound
      }
      start += length - pattern.count + 1
    }
    return nil
  }
}
