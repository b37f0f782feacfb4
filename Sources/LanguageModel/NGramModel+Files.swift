public import Foundation
import Interchange

extension NGramModel {
  /// Reads a model: ARPA, ARPA packed by gzip, or the package's own form, which is mapped into memory.
  ///
  /// - Throws: ``NGramModelError``.
  public init(contentsOf url: URL) throws(NGramModelError) {
    let data: Data
    do {
      data = try contents(of: url)
    } catch {
      throw .file(error)
    }
    try self.init(data, named: url.path)
  }

  /// Reads the contents of a file that ``init(contentsOf:)`` reads.
  ///
  /// - Parameters:
  ///   - data: the contents of the file.
  ///   - source: what error messages call the data; a path, as a rule.
  /// - Throws: ``NGramModelError``.
  public init(_ data: Data, named source: String = "the data") throws(NGramModelError) {
    if data.starts(with: NGramCache.magic) {
      self = try NGramCache.model(in: data, named: source)
    } else {
      let text = data.isGzip ? try data.gunzipped(named: source) : data
      self = try ARPAReader.model(in: text, named: source)
    }
  }

  /// Writes the model in the package's own form, whole or not at all; it is read many times faster
  /// than ARPA.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public func writeCache(to url: URL) throws(FileError) {
    let file = try OutputFile(url)
    try file.append(NGramCache.header(of: self))
    try file.append(UnsafeRawBufferPointer(nodes.nodes))
    try file.finish()
  }
}
