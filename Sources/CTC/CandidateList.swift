/// A prefix that may enter the beam: one of the beam as it is, or extended by a label.
struct Candidate {
  /// The label of a prefix that is not extended.
  static let noLabel: Int32 = -1

  let probability: Double
  /// The prefix's index in the beam.
  let prefix: Int32
  let label: Int32

  init(probability: Double, prefix: Int, label: Int32 = noLabel) {
    self.probability = probability
    self.prefix = Int32(prefix)
    self.label = label
  }

  /// A strict order of all candidates of a frame; among equally probable ones, what is not extended
  /// comes first, then the lower label.
  func precedes(_ other: Candidate) -> Bool {
    guard probability == other.probability else { return probability > other.probability }
    return label == other.label ? prefix < other.prefix : label < other.label
  }
}

/// The candidates of one frame.
struct CandidateList {
  private(set) var all: [Candidate] = []

  mutating func removeAll() { all.removeAll(keepingCapacity: true) }

  mutating func append(_ candidate: Candidate) { all.append(candidate) }

  /// Keeps the first `count` candidates of their order, in no order.
  ///
  /// - Source: Hoare's FIND, Communications of the ACM 4(7), 1961.
  mutating func keep(_ count: Int) {
    guard all.count > count else { return }
    all.withUnsafeMutableBufferPointer { all in
      var low = 0
      var high = all.count - 1
      while low < high {
        let pivot = all[(low + high) / 2]
        var i = low
        var j = high
        while i <= j {
          while all[i].precedes(pivot) { i += 1 }
          while pivot.precedes(all[j]) { j -= 1 }
          if i <= j {
            all.swapAt(i, j)
            i += 1
            j -= 1
          }
        }
        if count <= j {
          high = j
        } else if count >= i {
          low = i
        } else {
          return
        }
      }
    }
    all.removeSubrange(count...)
  }
}
