import NumericCore

/// The trainable values of a network, or anything that goes with them one to one (gradients, an
/// optimizer's moments, an average): one block of memory with a name for each part.
///
/// A store is a value: a copy does not change with the original, and costs memory only once one of
/// them changes.
public struct ParameterStore: Sendable {
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
  private(set) var memory: ParameterMemory

  /// Zeros for parts with these names and shapes.
  init(_ parts: [(name: String, shape: [Int])]) {
    var offset = 0
    entries = parts.map { part in
      let entry = Entry(name: part.name, shape: part.shape, offset: offset)
      offset += entry.count
      return entry
    }
    memory = ParameterMemory(count: offset)
  }

  /// Zeros in the same arrangement.
  public func zeros() -> ParameterStore {
    ParameterStore(entries.map { ($0.name, $0.shape) })
  }

  /// The number of values of all parts together.
  public var count: Int { memory.values.columns }

  /// The values of one part, one row after the other.
  ///
  /// - Precondition: `entry` is one of ``entries``.
  public func values(of entry: Entry) -> [Float] {
    Array(UnsafeBufferPointer(start: memory.view(entry).base, count: entry.count))
  }

  /// Replaces the values of one part.
  ///
  /// - Precondition: `entry` is one of ``entries``, and there are as many values as it has.
  public mutating func set(_ entry: Entry, to newValues: [Float]) {
    precondition(
      newValues.count == entry.count,
      "\(newValues.count) values for \(entry.name) of \(entry.count)")
    newValues.withUnsafeBufferPointer { source in
      if let base = source.baseAddress {
        unsharedMemory().view(entry).base.update(from: base, count: entry.count)
      }
    }
  }

  /// Sets all values to zero.
  public mutating func clear() {
    unsharedMemory().values.view.fill(0)
  }

  /// The memory, which no other store shares any more.
  mutating func unsharedMemory() -> ParameterMemory {
    if !isKnownUniquelyReferenced(&memory) {
      let shared = memory
      memory = ParameterMemory(count: shared.values.columns)
      memory.values.view.copy(shared.values.view)
    }
    return memory
  }

  /// Calls `body` with a pointer to all values, one part after the other.
  package func withUnsafePointer<R>(_ body: (UnsafePointer<Float>) -> R) -> R {
    withExtendedLifetime(memory) { body(memory.values.view.base) }
  }

  /// Calls `body` with a pointer to all values, one part after the other, which it may change.
  package mutating func withUnsafeMutablePointer<R>(
    _ body: (UnsafeMutablePointer<Float>) -> R
  ) -> R {
    let memory = unsharedMemory()
    return withExtendedLifetime(memory) { body(memory.values.view.base) }
  }
}
