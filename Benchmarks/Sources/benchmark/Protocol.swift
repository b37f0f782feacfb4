import Foundation

/// Work to be timed again and again.
///
/// It gives a number that the program compared with must give too, so that both are known to do the
/// same work.
typealias Repetition = () -> Double

/// Runs one repetition for every line on standard input and answers with a line: milliseconds, and
/// the repetition's number.
func serve(_ repetition: Repetition) throws {
  let clock = ContinuousClock()
  while readLine() != nil {
    var number = 0.0
    let elapsed = clock.measure { number = repetition() }
    let answer = "\(elapsed / .milliseconds(1)) \(number)\n"
    try FileHandle.standardOutput.write(contentsOf: Data(answer.utf8))
  }
}

/// Data that peers.py makes likewise: the SplitMix64 hash of an index.
func hashed(_ index: Int) -> UInt64 {
  var z = UInt64(index) &+ 0x9e37_79b9_7f4a_7c15
  z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
  z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
  return z ^ (z >> 31)
}

/// A number in [-0.5, 0.5) that belongs to an index.
func noise(_ index: Int) -> Float {
  Float(hashed(index) >> 40) * 0x1p-24 - 0.5
}
