/// Where the frames of several sequences of different lengths stand in one matrix, time-major and
/// without padding.
///
/// Sequences are sorted by falling length; at step `t` the first `active(t)` of them still have a
/// frame, and those frames are the rows from `offset(t)` on.  With lengths 3, 2, 1:
///
///     row       0 1 2 3 4 5
///     step      0 0 0 1 1 2
///     sequence  0 1 2 0 1 0
public struct RaggedLayout: Sendable, Equatable {
  /// The lengths in frames, never rising.
  public let lengths: [Int]
  /// `offsets[t]` is the first row of step `t`; the last element is the number of rows.
  public let offsets: [Int]

  /// The layout of sequences with these lengths.
  ///
  /// - Precondition: `lengths` never rises and has no negative element.
  public init(lengths: [Int]) {
    precondition(
      zip(lengths, lengths.dropFirst()).allSatisfy { $0 >= $1 }, "lengths must not rise")
    self.lengths = lengths
    var offsets = [0]
    var active = lengths.count
    for step in 0..<(lengths.first ?? 0) {
      while lengths[active - 1] <= step { active -= 1 }
      offsets.append(offsets[step] + active)
    }
    self.offsets = offsets
  }

  /// The number of steps: the longest length.
  public var steps: Int { offsets.count - 1 }

  /// The number of frames of all sequences together.
  public var rows: Int { offsets[offsets.count - 1] }

  /// How many sequences have a frame at step `t`; zero past the end.
  public func active(_ t: Int) -> Int {
    t >= 0 && t < steps ? offsets[t + 1] - offsets[t] : 0
  }

  /// The rows of step `t`.
  public func rows(at t: Int) -> Range<Int> { offsets[t]..<offsets[t + 1] }

  /// The row of frame `t` of sequence `index`.
  public func row(of index: Int, at t: Int) -> Int { offsets[t] + index }

  /// Puts sequences, sorted by falling length, into one matrix.
  package func pack(_ sequences: [Matrix], into packed: MatrixView) {
    for (index, sequence) in sequences.enumerated() {
      precondition(sequence.rows == lengths[index] && sequence.columns == packed.columns)
      sequence.withUnsafePointer { source in
        for t in 0..<sequence.rows {
          packed.row(row(of: index, at: t))
            .update(from: source + t * sequence.columns, count: sequence.columns)
        }
      }
    }
  }

  /// The frames of sequence `index`.
  package func unpack(_ index: Int, from packed: MatrixView) -> Matrix {
    Matrix(uninitializedRows: lengths[index], columns: packed.columns) { destination in
      for t in 0..<lengths[index] {
        (destination + t * packed.columns)
          .update(from: packed.row(row(of: index, at: t)), count: packed.columns)
      }
    }
  }
}
