import Foundation

/// The package's own form of a model: a head, the words, and the nodes as they are in memory.
///
///     magic 8 bytes · version, byte order: 32 bits · checksum of all that follows: 64 bits
///     order, number of words, bytes of words, number of nodes, counts[order]: 64 bits each
///     ends of words: 32 bits each · bytes of words · 0 up to a multiple of 8 · nodes: 20 bytes each
///
/// Numbers are in the order of the machine's bytes.
enum NGramCache {
  static let magic = Array("ctcngram".utf8)
  private static let version: UInt32 = 1
  private static let byteOrder: UInt32 = 0x0102_0304
  /// Where what the checksum covers begins.
  private static let checkedOffset = 24

  /// All that stands in the file before the nodes.
  static func header(of model: NGramModel) -> Data {
    var rest = Data()
    let numbers =
      [model.order, model.words.count, model.words.bytes.count, model.nodes.nodes.count]
      + model.counts
    rest.append(values: numbers.map(UInt64.init))
    rest.append(values: model.words.ends)
    rest.append(contentsOf: model.words.bytes)
    rest.append(contentsOf: [UInt8](repeating: 0, count: -rest.count & 7))
    var checksum = Checksum()
    rest.withUnsafeBytes { checksum.add($0) }
    checksum.add(UnsafeRawBufferPointer(model.nodes.nodes))
    var header = Data(magic)
    header.append(values: [version, byteOrder])
    header.append(values: [checksum.value])
    return header + rest
  }

  /// The model in a file's bytes, which it goes on to use where they are.
  ///
  /// - Throws: ``NGramModelError/invalidCache(source:reason:)`` unless all is as it was written.
  static func model(in data: Data, named source: String) throws(NGramModelError) -> NGramModel {
    func fault(_ reason: String) -> NGramModelError {
      .invalidCache(source: source, reason: reason)
    }
    // The nodes are used in place and must stand at multiples of 4.
    let isAligned = data.withUnsafeBytes { Int(bitPattern: $0.baseAddress) % 8 == 0 }
    let data = isAligned ? data : Data(Array(data))
    var fields = CacheFields(data, offset: magic.count)
    guard let version = fields.next(UInt32.self), let byteOrder = fields.next(UInt32.self),
      let checksum = fields.next(UInt64.self)
    else { throw fault("it is cut off") }
    guard version == Self.version else {
      throw fault("it has version \(version), this program reads \(Self.version)")
    }
    guard byteOrder == Self.byteOrder else {
      throw fault("it was made on a machine with another order of bytes")
    }
    var found = Checksum()
    data.withUnsafeBytes { found.add(UnsafeRawBufferPointer(rebasing: $0[checkedOffset...])) }
    guard found.value == checksum else { throw fault("it is damaged or cut off") }

    guard let order = fields.nextCount(), let wordCount = fields.nextCount(),
      let wordBytes = fields.nextCount(), let nodeCount = fields.nextCount(),
      let counts = fields.next(UInt64.self, count: order),
      let ends = fields.next(
        UInt32.self, count: wordCount + 1), let bytes = fields.next(UInt8.self, count: wordBytes),
      let words = WordTable(bytes: bytes, ends: ends),
      fields.alignedOffset + nodeCount * MemoryLayout<NGramNode>.stride == data.count,
      let nodes = NGramNodes(
        file: data, offset: fields.alignedOffset, count: nodeCount, wordCount: wordCount),
      nodes.areSound,
      let model = NGramModel(
        words: words, nodes: nodes, counts: counts.map { Int(truncatingIfNeeded: $0) })
    else { throw fault("its parts do not fit together") }
    return model
  }
}

extension NGramNodes {
  /// Whether no link leads out of the table, and an empty place ends every search in it.
  fileprivate var areSound: Bool {
    func isSound(_ node: NGramNode) -> Bool {
      node.context < nodes.count && node.word < wordCount && node.shorter < nodes.count
    }
    return nodes.count > 1 + wordCount && nodes[0].isContext
      && nodes[1..<1 + wordCount].allSatisfy { $0.context == 0 && isSound($0) }
      && nodes[(1 + wordCount)...].allSatisfy { $0.context == NGramNode.vacant || isSound($0) }
      && nodes[(1 + wordCount)...].contains { $0.context == NGramNode.vacant }
  }
}

/// The numbers of a file, one after the other; nil where it ends.
private struct CacheFields {
  private let data: Data
  private var offset: Int

  init(_ data: Data, offset: Int) {
    (self.data, self.offset) = (data, offset)
  }

  /// The next multiple of 8.
  var alignedOffset: Int { (offset + 7) & ~7 }

  mutating func next<T: BitwiseCopyable>(_ type: T.Type) -> T? { next(type, count: 1)?.first }

  /// A number of things that the rest of the file has room for.
  mutating func nextCount() -> Int? {
    next(UInt64.self).flatMap { $0 <= data.count ? Int($0) : nil }
  }

  mutating func next<T: BitwiseCopyable>(_ type: T.Type, count: Int) -> [T]? {
    let size = MemoryLayout<T>.stride
    guard count >= 0, count * size <= data.count - offset else { return nil }
    defer { offset += count * size }
    return data.withUnsafeBytes { bytes in
      (0..<count).map { bytes.loadUnaligned(fromByteOffset: offset + $0 * size, as: T.self) }
    }
  }
}

/// FNV-1a over words of 32 bits.
private struct Checksum {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var hash = value
    for offset in stride(from: 0, to: bytes.count & ~3, by: 4) {
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
      hash = (hash ^ UInt64(word)) &* 0x100_0000_01b3
    }
    value = hash
  }
}

extension Data {
  fileprivate mutating func append<T: BitwiseCopyable>(values: [T]) {
    values.withUnsafeBytes { append(contentsOf: $0) }
  }
}
