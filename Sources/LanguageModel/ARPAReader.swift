import Foundation
import Interchange

/// Reads a model from ARPA text, line by line.
struct ARPAReader {
  private var lines: ARPALines
  private let byteCount: Int
  private var words = WordTable()
  /// So many n-grams are read before their places are used, which come from memory meanwhile.
  private static let linesAtOnce = 64

  /// The model in the text of an ARPA file.
  ///
  /// - Throws: ``NGramModelError`` with the line that is wrong and what was expected there.
  static func model(in data: Data, named source: String) throws(NGramModelError) -> NGramModel {
    try data.withUnsafeBytes { bytes in
      Result { () throws(NGramModelError) in
        var reader = ARPAReader(ARPALines(bytes.bindMemory(to: UInt8.self), source: source))
        return try reader.model()
      }
    }.get()
  }

  private init(_ lines: ARPALines) {
    self.lines = lines
    byteCount = lines.byteCount
  }

  private mutating func model() throws(NGramModelError) -> NGramModel {
    var counts = try readCounts()
    let unigrams = try readUnigrams(of: counts)
    if words.index(of: "<unk>") == nil, words.index(of: "<UNK>") == nil {
      _ = words.insert("<unk>".utf8)
      counts[0] += 1
    }
    let nodes = NGramNodes(wordCount: words.count, longerCount: counts[1...].reduce(0, +))
    // Without an <unk> of its own, as in kenlm.
    let missing = (logProbability: Float(-100 * nats), backoff: Float(0))
    for word in 0..<words.count {
      let (logProbability, backoff) = word < unigrams.count ? unigrams[word] : missing
      nodes.nodes[word + 1] = NGramNode(
        context: 0, word: UInt32(word), logProbability: logProbability, backoff: backoff, link: 0)
    }
    for order in counts.indices.dropFirst().map({ $0 + 1 }) {
      try readNGrams(order, of: counts, into: nodes)
    }
    guard try lines.next(), lines.is("\\end\\") else { throw lines.unexpected("\\end\\") }
    nodes.skipDeadEnds()
    guard let model = NGramModel(words: words, nodes: nodes, counts: counts) else {
      throw .invalidModel(
        source: lines.source, reason: "<s> or </s> is not among the 1-grams; a model needs both")
    }
    return model
  }

  /// The numbers of n-grams that the head of the file announces.
  private mutating func readCounts() throws(NGramModelError) -> [Int] {
    var beginning = lines
    while !lines.is("\\data\\") {
      // Any text may stand before it; without it, the first line is what is wrong.
      guard try !lines.next() else { continue }
      _ = try beginning.next()
      throw beginning.unexpected(
        "\\data\\", advice: "; an ARPA file begins so, ctc-asr lm makes one of texts")
    }
    var counts: [Int] = []
    var bytesLeft = byteCount
    while try lines.next(skippingBlank: false), !lines.isBlank {
      let expected = "ngram \(counts.count + 1)="
      guard let count = lines.number(after: expected) else {
        throw lines.unexpected("\(expected) and a number, or an empty line")
      }
      counts.append(count)
      // Each has a line with a number and words, of one byte at least with one behind it.
      let bytesInLine = 2 + 2 * counts.count
      guard count <= bytesLeft / bytesInLine else {
        throw lines.fault("\(count) n-grams do not fit into the file's \(byteCount) bytes")
      }
      bytesLeft -= count * bytesInLine
    }
    guard let words = counts.first, words > 0 else {
      throw lines.unexpected("ngram 1= and a number")
    }
    let longer = counts[1...].reduce(0, +)
    guard words + 2 + NGramNodes.capacity(for: longer) <= NGramNodes.mostNodes else {
      throw lines.fault("more n-grams than 1400 million")
    }
    return counts
  }

  private mutating func readUnigrams(
    of counts: [Int]
  ) throws(NGramModelError) -> [(logProbability: Float, backoff: Float)] {
    var unigrams: [(logProbability: Float, backoff: Float)] = []
    unigrams.reserveCapacity(counts[0] + 1)
    try readHeader(1)
    for _ in 0..<counts[0] {
      unigrams.append(try readEntry(1, isLongest: counts.count == 1))
      let word = try lines.word(1)
      guard words.insert(word) == unigrams.count - 1 else {
        throw lines.fault("“\(String(decoding: word, as: UTF8.self))” stands twice")
      }
    }
    return unigrams
  }

  private mutating func readNGrams(
    _ order: Int, of counts: [Int], into nodes: NGramNodes
  ) throws(NGramModelError) {
    try readHeader(order)
    let isLongest = order == counts.count
    var read: [(node: NGramNode, line: Int)] = []
    read.reserveCapacity(Self.linesAtOnce)
    // All words but the last; in many files, lines that share them come together.
    var history = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    var context = 0
    for remaining in (0..<counts[order - 1]).reversed() {
      let (logProbability, backoff) = try readEntry(order, isLongest: isLongest)
      let words = lines.bytes(of: 1..<order)
      if !words.elementsEqual(history) { context = try node(ofFirst: order - 1, in: nodes) }
      history = words
      let word = try wordIndex(order)
      nodes.prefetch(context, word)
      let node = NGramNode(
        context: UInt32(context), word: UInt32(word), logProbability: logProbability,
        backoff: backoff, link: 0)
      read.append((node, lines.line))
      if read.count == Self.linesAtOnce || remaining == 0 {
        try add(read, to: nodes)
        read.removeAll(keepingCapacity: true)
      }
    }
  }

  /// Puts n-grams where they belong, for which the memory was asked when they were read.
  private func add(
    _ read: [(node: NGramNode, line: Int)], to nodes: NGramNodes
  ) throws(NGramModelError) {
    for (node, line) in read where !nodes.insert(node) {
      throw lines.fault("the n-gram stands twice", line: line)
    }
  }

  /// The node of the n-gram of the line's first `count` words, which must be there.
  private func node(ofFirst count: Int, in nodes: NGramNodes) throws(NGramModelError) -> Int {
    var node = 0
    for position in 1...count {
      guard let longer = nodes.child(of: node, try wordIndex(position)) else {
        throw lines.fault(
          "its first \(count) words must be one of the \(count)-grams, and are not")
      }
      node = longer
    }
    return node
  }

  private mutating func readHeader(_ order: Int) throws(NGramModelError) {
    let header = "\\\(order)-grams:"
    guard try lines.next(), lines.is(header) else { throw lines.unexpected(header) }
  }

  /// Reads the line of one n-gram: log10 of its probability, its words, log10 of its backoff.
  private mutating func readEntry(
    _ order: Int, isLongest: Bool
  ) throws(NGramModelError) -> (logProbability: Float, backoff: Float) {
    guard try lines.next(), (order + 1...order + 2).contains(lines.fields.count) else {
      throw lines.unexpected(Self.entry(order))
    }
    guard let probability = natural(0), probability <= 0 else {
      throw lines.fault(
        "“\(lines.text(of: 0))” is not the logarithm of a probability: a number, 0 at most")
    }
    guard lines.fields.count == order + 2 else { return (probability, 0) }
    guard let backoff = natural(order + 1) else {
      throw lines.fault(
        "“\(lines.text(of: order + 1))” is not a number; \(Self.entry(order)) expected")
    }
    guard !isLongest || backoff == 0 else {
      throw lines.fault("the longest n-grams have no backoff, this one has")
    }
    return (probability, backoff)
  }

  /// The natural logarithm of what a field gives the logarithm to base 10 of.
  private func natural(_ field: Int) -> Float? {
    guard let number = decimalNumber(lines.field(field)), abs(number) < 1e6 else { return nil }
    return Float(number * nats)
  }

  /// What the line of an n-gram should be.
  private static func entry(_ order: Int) -> String {
    "a logarithm, \(order) word\(order == 1 ? "" : "s") and perhaps a backoff"
  }

  private func wordIndex(_ position: Int) throws(NGramModelError) -> Int {
    if let index = words.index(of: lines.field(position)) { return index }
    let word = try lines.word(position)
    guard let index = words.index(of: word) else {
      throw lines.fault("“\(lines.text(of: position))” is not among the 1-grams")
    }
    return index
  }
}

/// The natural logarithm of 10: what a logarithm to base 10 is multiplied by.
let nats = log(10.0)
