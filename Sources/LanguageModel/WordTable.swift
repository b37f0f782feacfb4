import Foundation

/// Different words, numbered in the order in which they came; found by their bytes.
struct WordTable: Sendable, Equatable {
  /// The UTF-8 of all words, one after the other.
  private(set) var bytes: [UInt8] = []
  /// Word w is `bytes[ends[w]..<ends[w + 1]]`.
  private(set) var ends: [UInt32] = [0]
  /// An open hash table: a word's number and 1, or 0 where there is none.
  private var slots = [UInt32](repeating: 0, count: 64)

  /// The number of words.
  var count: Int { ends.count - 1 }

  /// The table without a word.
  init() {}

  /// The table of these words.
  ///
  /// - Returns: nil if `ends` does not cut `bytes` into different words.
  init?(bytes: [UInt8], ends: [UInt32]) {
    guard ends.first == 0, ends.last.map(Int.init) == bytes.count else { return nil }
    for (start, end) in zip(ends, ends.dropFirst()) {
      guard start < end, end <= bytes.count else { return nil }
      let known = count
      guard insert(bytes[Int(start)..<Int(end)]) == known else { return nil }
    }
  }

  /// The word of a number.
  subscript(word: Int) -> String {
    String(decoding: bytes(of: word), as: UTF8.self)
  }

  /// The UTF-8 of the word of a number.
  func bytes(of word: Int) -> ArraySlice<UInt8> {
    bytes[Int(ends[word])..<Int(ends[word + 1])]
  }

  /// The number of the word with these bytes.
  func index(of word: some Collection<UInt8>) -> Int? {
    found(word, at: slot(of: word))
  }

  /// The number of a word; its canonical composition (NFC) is what is looked up.
  func index(of word: String) -> Int? {
    var word = word
    if !word.utf8.allSatisfy({ $0 < 0x80 }) { word = word.precomposedStringWithCanonicalMapping }
    return word.withUTF8 { index(of: $0) }
  }

  /// The number of the word with these bytes, a new one if it was not there.
  mutating func insert(_ word: some Collection<UInt8>) -> Int {
    var place = slot(of: word)
    if let known = found(word, at: place) { return known }
    bytes.append(contentsOf: word)
    ends.append(UInt32(bytes.count))
    slots[place] = UInt32(count)
    if 2 * count > slots.count {
      slots = [UInt32](repeating: 0, count: 4 * slots.count)
      for known in 0..<count {
        place = slot(of: bytes(of: known))
        slots[place] = UInt32(known + 1)
      }
    }
    return count - 1
  }

  private func found(_ word: some Collection<UInt8>, at place: Int) -> Int? {
    slots[place] == 0 ? nil : Int(slots[place]) - 1
  }

  /// Where the word is, or the empty place where it belongs.
  private func slot(of word: some Collection<UInt8>) -> Int {
    // FNV-1a, and a multiplication that brings every bit to the upper end.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let mask = slots.count - 1
    var place = Int((hash &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
    while slots[place] != 0 {
      let known = Int(slots[place]) - 1
      let stored = bytes(of: known)
      if stored.count == word.count, stored.elementsEqual(word) { return place }
      place = (place + 1) & mask
    }
    return place
  }
}
