public import Foundation
public import NumericCore

extension Matrix {
  /// Reads the array that `numpy.save` wrote: one or two dimensions, float32 or float64,
  /// little-endian, row by row.
  ///
  /// An array of one dimension becomes one row, unless two dimensions are asked for by name.
  ///
  /// - Parameters:
  ///   - data: the contents of an `.npy` file.
  ///   - source: what error messages call the data; a path, as a rule.
  ///   - axes: what error messages call the two dimensions, where one will not do.
  /// - Throws: ``NPYError`` when the data are damaged or of another kind.
  public init(
    npy data: Data, named source: String = "the array", axes: (String, String)? = nil
  ) throws(NPYError) {
    let header = try NPYHeader(data, source: source)
    if let axes, header.shape.count != 2 {
      throw .unsupportedLayout(
        source: source,
        reason: "has the shape \(header.shape); save two dimensions, [\(axes.0), \(axes.1)]")
    }
    guard header.shape.count == 1 || header.shape.count == 2 else {
      throw .unsupportedLayout(
        source: source, reason: "has \(header.shape.count) dimensions; save one or two")
    }
    guard !header.isFortranOrder || header.shape.count == 1 else {
      throw .unsupportedLayout(
        source: source,
        reason: "is stored column by column; save numpy.ascontiguousarray of it")
    }
    let sizes = ["<f4": 4, "<f8": 8]
    guard let size = sizes[header.type] else {
      throw .unsupportedType(source: source, type: header.type)
    }
    let found = data.count - header.dataOffset
    guard let count = elementCount(ofShape: header.shape, elementSize: size) else {
      throw .invalidHeader(source: source, reason: "its shape \(header.shape) is too large")
    }
    guard found == count * size else {
      throw .wrongSize(source: source, expected: count * size, found: found)
    }
    self.init(
      rows: header.shape.count == 1 ? 1 : header.shape[0],
      columns: header.shape[header.shape.count - 1],
      elements: size == 4
        ? data.floats(at: header.dataOffset, count: count)
        : data.floats(at: header.dataOffset, count: count, from: Double.self) { Float($0) })
  }

  /// Reads a file that `numpy.save` wrote; see ``init(npy:named:axes:)``.
  ///
  /// - Throws: ``NPYError`` when the file cannot be read, is damaged or of another kind.
  public init(contentsOfNPY url: URL) throws(NPYError) {
    let data: Data
    do {
      data = try contents(of: url)
    } catch {
      throw .file(error)
    }
    try self.init(npy: data, named: url.path)
  }

  /// The contents of an `.npy` file with this matrix as float32 of shape `[rows, columns]`.
  public var npyData: Data {
    var data = NPYHeader.bytes(rows: rows, columns: columns)
    data.append(floats: elements)
    return data
  }

  /// Writes the matrix as an `.npy` file, whole or not at all.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public func writeNPY(to url: URL) throws(FileError) {
    try writeAtomically(npyData, to: url)
  }
}
