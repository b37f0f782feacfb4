package import Foundation
import NumericCore

/// How many bytes a text may have, and what comes from a pipe or a device, which may not end.
package let contentsLimit = 1 << 30

/// The bytes of a file, mapped into memory; those of a pipe up to its end.
package func contents(of url: URL) throws(FileError) -> Data {
  if let mapped = try mappedContents(of: url) { return mapped }
  return try arrivingContents(of: url, limit: contentsLimit) { _, _ in nil }
}

/// The contents of a text file in UTF-8, or in UTF-16 with a byte order mark, without the mark.
///
/// - Throws: ``FileError/unreadable(path:reason:)``, also for what is binary, as soon as that is seen,
///   is in another encoding, or has more than `limit` bytes.
package func textFile(at url: URL, limit: Int = contentsLimit) throws(FileError) -> String {
  let data: Data
  if let mapped = try mappedContents(of: url) {
    let fault = mapped.count > limit ? tooLong(limit) : textFault(mapped, after: Data())
    if let fault { throw .unreadable(path: url.relativePath, reason: fault) }
    data = mapped
  } else {
    data = try arrivingContents(of: url, limit: limit, fault: textFault)
  }
  do {
    return try decodedText(data)
  } catch {
    throw .unreadable(path: url.relativePath, reason: error.reason)
  }
}

/// The lines of a text file, empty ones too, whether they end with LF, CR or both.
///
/// Other separators of Unicode, which a text may have been copied with, are white space in a line.
package func textLines(at url: URL) throws(FileError) -> [String] {
  lines(of: try textFile(at: url))
}

/// The lines of a text, parted as ``textLines(at:)`` says.
func lines(of text: String) -> [String] {
  text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    .map(String.init)
}

/// The bytes of a file, mapped into memory; nil for a pipe or a device.
private func mappedContents(of url: URL) throws(FileError) -> Data? {
  // Of the file itself: a URL's properties are those of a symbolic link.
  var status = stat()
  guard stat(url.path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else { return nil }
  do {
    return try Data(contentsOf: url, options: .alwaysMapped)
  } catch {
    throw .unreadable(path: url.relativePath, reason: systemReason(for: error))
  }
}

/// The bytes of a pipe or a device up to its end, to a piece in which `fault` finds one, or to more than
/// `limit` bytes, which is one, too.
private func arrivingContents(
  of url: URL, limit: Int, fault: (_ piece: Data, _ head: Data) -> String?
) throws(FileError) -> Data {
  var data = Data()
  do {
    let file = try FileHandle(forReadingFrom: url)
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      let reason = data.count + piece.count > limit ? tooLong(limit) : fault(piece, data)
      if let reason { throw FileError.unreadable(path: url.relativePath, reason: reason) }
      data.append(piece)
    }
    return data
  } catch let error as FileError {
    throw error
  } catch {
    throw .unreadable(path: url.relativePath, reason: systemReason(for: error))
  }
}

private func tooLong(_ limit: Int) -> String {
  "it has more than \(limit >> 20) MiB; name another file, or divide it"
}

extension URL {
  /// The file at `path`, which is relative to the folder of this one unless it begins with a slash.
  func neighbour(_ path: String) -> URL {
    let url =
      path.hasPrefix("/")
      ? URL(filePath: path)
      : relativePath.contains("/")
        ? deletingLastPathComponent().appending(path: path)
        : URL(filePath: path, relativeTo: baseURL)
    return url.orWithSlashes
  }

  /// The file itself, or, if there is none and its name has backslashes, as lists from Windows have, the
  /// one with slashes in their place.
  var orWithSlashes: URL {
    guard relativePath.contains("\\"), !FileManager.default.fileExists(atPath: path) else {
      return self
    }
    return URL(filePath: relativePath.replacing("\\", with: "/"), relativeTo: baseURL)
  }
}
