import CKernels
import Foundation
import NumericCore

/// The n-grams of a model as a graph in one piece of memory.
///
/// Node 0 is the empty n-gram, node w + 1 that of word w alone; all longer ones stand in an open
/// hash table behind them, by the node of their context and their last word, so that to find one is
/// to read one place of memory.  A node's number is its place.
final class NGramNodes: Sendable {
  /// Never changed once the model is read, and freed with this object.
  nonisolated(unsafe) let nodes: UnsafeMutableBufferPointer<NGramNode>
  /// The number of words; the table begins behind their nodes.
  let wordCount: Int
  /// Keeps the mapped file, if the nodes are in one.
  private let file: Data?

  /// The most nodes that links can tell apart.
  static let mostNodes = Int(NGramNode.contextBit) - 1

  /// A table for so many words and, beside them, so many longer n-grams, none of them there yet.
  init(wordCount: Int, longerCount: Int) {
    self.wordCount = wordCount
    file = nil
    nodes = .allocate(capacity: 1 + wordCount + Self.capacity(for: longerCount))
    nodes.initialize(repeating: .empty)
    nodes[0] = .root
  }

  /// The nodes in a file's bytes from `offset` on, which is a multiple of 4.
  init?(file: Data, offset: Int, count: Int, wordCount: Int) {
    let start = file.withUnsafeBytes { $0.baseAddress }
    guard let start, wordCount < count else { return nil }
    self.wordCount = wordCount
    self.file = file
    nodes = UnsafeMutableBufferPointer(
      start: UnsafeMutableRawPointer(mutating: start + offset)
        .assumingMemoryBound(to: NGramNode.self), count: count)
  }

  deinit {
    if file == nil { nodes.deallocate() }
  }

  /// The places of a table for so many n-grams; at least one stays empty, which ends every search.
  static func capacity(for longerCount: Int) -> Int { longerCount + longerCount / 2 + 1 }

  /// The n-gram of `context` and `word` behind it.
  @inline(__always)
  func child(of context: Int, _ word: Int) -> Int? {
    if context == 0 { return word + 1 }
    let place = place(of: context, word)
    return nodes[place].context == NGramNode.vacant ? nil : place
  }

  /// Where the n-gram of `context` and `word` is, or the empty place where it belongs.
  ///
  /// - Precondition: `context` is not 0.
  @inline(__always)
  func place(of context: Int, _ word: Int) -> Int {
    var place = firstPlace(of: context, word)
    while true {
      let node = nodes[place]
      if node.context == UInt32(context) && node.word == UInt32(word)
        || node.context == NGramNode.vacant
      {
        return place
      }
      place += 1
      if place == nodes.count { place = 1 + wordCount }
    }
  }

  /// Where the search for an n-gram begins.
  @inline(__always)
  private func firstPlace(of context: Int, _ word: Int) -> Int {
    let first = 1 + wordCount
    var hash = (UInt64(context) << 32 | UInt64(word)) &* 0x9e37_79b9_7f4a_7c15
    hash = (hash ^ hash >> 29) &* 0xbf58_476d_1ce4_e5b9
    let capacity = UInt64(nodes.count - first)
    return first + Int(hash.multipliedFullWidth(by: capacity).high)
  }

  /// Asks for the memory of the n-gram of `context`, which is not 0, and `word` and of its longest
  /// proper ending.
  func prefetch(_ context: Int, _ word: Int) {
    guard let start = nodes.baseAddress else { return }
    let shorter = nodes[context].shorter
    ck_prefetch(start + firstPlace(of: context, word))
    ck_prefetch(start + (shorter == 0 ? word + 1 : firstPlace(of: shorter, word)))
  }

  /// Puts an n-gram of several words where it belongs, after those that are shorter.
  ///
  /// - Returns: whether it was not there yet.
  func insert(_ node: NGramNode) -> Bool {
    let (context, word) = (Int(node.context), Int(node.word))
    let place = place(of: context, word)
    guard nodes[place].context == NGramNode.vacant else { return false }
    nodes[context].isContext = true
    nodes[place] = node
    nodes[place].shorter = ending(of: context, word)
    return true
  }

  /// The longest proper ending of the n-gram of `context` and `word`, while links lead to every
  /// ending that is an n-gram.
  func ending(of context: Int, _ word: Int) -> Int {
    var context = context
    while context != 0 {
      context = nodes[context].shorter
      if let ending = child(of: context, word) { return ending }
    }
    return 0
  }

  /// Makes every link lead to the longest ending that is a context, as the last step of reading.
  func skipDeadEnds() {
    for index in 1..<nodes.count where nodes[index].backoff != 0 { nodes[index].isContext = true }
    for index in 1..<nodes.count {
      var shorter = nodes[index].shorter
      while !nodes[shorter].isContext { shorter = nodes[shorter].shorter }
      nodes[index].shorter = shorter
    }
  }
}
