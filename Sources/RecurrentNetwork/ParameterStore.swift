package import NumericCore

/// The trainable values of a network, or anything that goes with them one to one (gradients, an
/// optimizer's moments, an average): one block of memory with a name for each part.
public final class ParameterStore: @unchecked Sendable {
  /// A named part: a matrix, a vector as a matrix of one row, or a convolution's kernels as a matrix
  /// of one row for each output channel.
  public struct Entry: Sendable, Equatable {
    /// PyTorch's name of the parameter, such as `lstm.weight_ih_l0_reverse`.
    public let name: String
    /// The shape as PyTorch gives it: [rows, columns], [count] for a vector, or [output channels,
    /// input channels, time, frequency].
    public let shape: [Int]
    let offset: Int

    var rows: Int { shape.count > 1 ? shape[0] : 1 }
    var columns: Int { count / rows }
    var count: Int { shape.reduce(1, *) }
  }

  /// The parts in order.
  public let entries: [Entry]
  private let values: MatrixBuffer

  /// Zeros for parts with these names and shapes.
  init(_ parts: [(name: String, shape: [Int])]) {
    var offset = 0
    entries = parts.map { part in
      let entry = Entry(name: part.name, shape: part.shape, offset: offset)
      offset += entry.count
      return entry
    }
    values = MatrixBuffer(rows: 1, columns: offset)
  }

  /// Zeros in the same arrangement.
  public func zeros() -> ParameterStore {
    ParameterStore(entries.map { ($0.name, $0.shape) })
  }

  /// The number of values of all parts together.
  public var count: Int { values.columns }

  /// All values, one part after the other.
  package var all: UnsafeMutablePointer<Float> { values.view.base }

  package func view(_ entry: Entry) -> MatrixView {
    MatrixView(
      base: base(of: entry), rows: entry.rows, columns: entry.columns, stride: entry.columns)
  }

  private func base(of entry: Entry) -> UnsafeMutablePointer<Float> {
    precondition(entry.offset + entry.count <= count, "\(entry.name) of another network")
    return values.view.base + entry.offset
  }

  /// The values of one part.
  ///
  /// - Precondition: `entry` is one of ``entries``.
  public func values(of entry: Entry) -> [Float] {
    Array(UnsafeBufferPointer(start: base(of: entry), count: entry.count))
  }

  /// Replaces the values of one part; ``Network/prepare(forTraining:)`` then brings a network up to date.
  ///
  /// - Precondition: `entry` is one of ``entries``, and there are as many values as it has.
  public func set(_ entry: Entry, to newValues: [Float]) {
    precondition(
      newValues.count == entry.count,
      "\(newValues.count) values for \(entry.name) of \(entry.count)")
    newValues.withUnsafeBufferPointer { source in
      if let base = source.baseAddress {
        self.base(of: entry).update(from: base, count: entry.count)
      }
    }
  }

  /// Takes all values of another store in the same arrangement.
  public func copy(_ other: ParameterStore) {
    precondition(entries == other.entries, "parameters of another network")
    values.view.copy(other.values.view)
  }

  /// Sets all values to zero.
  public func clear() {
    values.view.fill(0)
  }
}
