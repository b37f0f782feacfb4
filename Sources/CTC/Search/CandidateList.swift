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

/// The best candidates of a frame, as many as the beam holds.
struct CandidateList {
  private let capacity: Int
  private(set) var all: [Candidate] = []
  /// What is less probable cannot be among the best.
  private var bound = 0.0

  /// An empty list that keeps the best `capacity` candidates.
  init(capacity: Int) {
    self.capacity = capacity
  }

  mutating func removeAll() {
    all.removeAll(keepingCapacity: true)
    bound = 0
  }

  /// Whether a candidate of this probability could be among the best; never if it is zero.
  func admits(_ probability: Double) -> Bool {
    probability >= bound && probability > 0
  }

  /// Adds a candidate that may be among the best.
  mutating func offer(_ candidate: Candidate) {
    guard admits(candidate.probability) else { return }
    all.append(candidate)
    if all.count / 2 >= capacity {
      keepBest()
      raiseBound()
    }
  }

  /// Lifts the bound to the worst candidate if there are as many as the beam holds, and to `part` of
  /// the best one.
  mutating func raiseBound(toPart part: Double = 0) {
    if all.count == capacity { bound = all.reduce(.infinity) { min($0, $1.probability) } }
    if part > 0 { bound = max(bound, part * all.reduce(0) { max($0, $1.probability) }) }
  }

  /// Keeps the first candidates of their order, in no order.
  ///
  /// - Source: Hoare's FIND, Communications of the ACM 4(7), 1961.
  mutating func keepBest() {
    guard all.count > capacity else { return }
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
        if capacity <= j {
          high = j
        } else if capacity >= i {
          low = i
        } else {
          return
        }
      }
    }
    all.removeSubrange(capacity...)
  }
}
