import Foundation
import NumericCore

extension Manifest {
  /// The paths of all that is in a folder and the folders in it, relative to it, sorted, without what
  /// is hidden; and the folders in it that cannot be read.
  ///
  /// What is in a folder elsewhere that a link in it names counts, too.
  ///
  /// - Parameters:
  ///   - folder: the folder.
  ///   - places: the folders with the links by which this one was found, to which no link goes back.
  /// - Returns: the paths and the faults.
  /// - Throws: ``ManifestError/file(_:)`` when the folder itself cannot be read.
  static func listing(
    of folder: URL, linkedFrom places: [String] = []
  ) throws(ManifestError) -> (names: [String], faults: [ManifestError]) {
    // A folder that is named by a link is not listed.
    let place = folder.resolvingSymlinksInPath()
    let found = try? FileManager.default.subpathsOfDirectory(atPath: place.path)
    if found == nil, let fault = fault(of: folder) { throw fault }
    // Unlike the list, the enumerator passes over what cannot be read.
    let all =
      found ?? FileManager.default.enumerator(atPath: place.path)?.compactMap { $0 as? String }
    var names = (all ?? []).filter { !$0.hasPrefix(".") && !$0.contains("/.") }.sorted()
    var faults = found == nil ? names.compactMap { fault(of: folder.appending(path: $0)) } : []
    let known = places + [place.path]
    for name in names {
      guard let target = linkedFolder(place.appending(path: name)),
        !known.contains(where: { has($0, target) || has(target, $0) })
      else { continue }
      let link = folder.appending(path: name)
      do throws(ManifestError) {
        let (inside, broken) = try listing(of: link, linkedFrom: known)
        names += inside.map { name + "/" + $0 }
        faults += broken
      } catch {
        faults.append(error)
      }
    }
    return (names.sorted(), faults)
  }

  /// Whether a path is in a folder, or it.
  private static func has(_ folder: String, _ path: String) -> Bool {
    (path + "/").hasPrefix(folder + "/")
  }

  /// The path of the folder that a link names; nil of anything else.
  private static func linkedFolder(_ url: URL) -> String? {
    var status = stat()
    guard lstat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK,
      stat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR
    else { return nil }
    return url.resolvingSymlinksInPath().path
  }

  /// Why a folder cannot be read; nil if it can, or is none.
  private static func fault(of folder: URL) -> ManifestError? {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder)
    guard exists, isFolder.boolValue else { return nil }
    do {
      _ = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      return nil
    } catch {
      return .file(.unreadable(path: folder.relativePath, reason: systemReason(for: error)))
    }
  }
}
