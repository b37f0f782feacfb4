import CTC
import Dispatch
import Synchronization

/// Loss and gradient, softmax included, of a batch of utterances of one size, on two threads.
func ctc(frames: Int, utterances: Int, symbols: Int, labels: Int) -> Repetition {
  let size = frames * symbols
  let logits = (0..<utterances).map { n in
    Matrix(
      rows: frames, columns: symbols, elements: (n * size..<(n + 1) * size).map { 6 * noise($0) })
  }
  let targets = (0..<utterances).map { n in
    (n * labels..<(n + 1) * labels).map { Int(hashed($0) % UInt64(symbols - 1)) + 1 }
  }
  return {
    let next = Atomic(0)
    let sums = Mutex(0.0)
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      while true {
        let n = next.add(1, ordering: .relaxed).oldValue
        guard n < utterances else { break }
        let loss = ctcLoss(logits: logits[n], target: targets[n], null: 0).loss
        sums.withLock { $0 += Double(loss) }
      }
    }
    return sums.withLock { $0 }
  }
}
