import Foundation
import NumericCore

extension Manifest {
  /// The paths of all that is in a folder and the folders in it, relative to it, sorted, without what
  /// is hidden; and the folders in it that cannot be read.
  ///
  /// - Throws: ``ManifestError/file(_:)`` when the folder itself cannot be read.
  static func listing(
    of folder: URL
  ) throws(ManifestError) -> (names: [String], faults: [ManifestError]) {
    // A folder that is named by a link is not listed.
    let place = folder.resolvingSymlinksInPath().path
    func visible(_ names: [String]) -> [String] {
      names.filter { !$0.hasPrefix(".") && !$0.contains("/.") }.sorted()
    }
    if let names = try? FileManager.default.subpathsOfDirectory(atPath: place) {
      return (visible(names), [])
    }
    if let fault = fault(of: folder) { throw fault }
    // Unlike the list, the enumerator passes over what cannot be read.
    let names = visible(
      FileManager.default.enumerator(atPath: place)?.compactMap { $0 as? String } ?? [])
    return (names, names.compactMap { fault(of: folder.appending(path: $0)) })
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
