import Foundation

/// Different words, numbered in the order in which they came; found by their bytes.
struct WordTable: Sendable {
  /// The UTF-8 of all words, one after the other.
  private(set) var bytes: [UInt8] = []
  /// Word w is `bytes[ends[w]..<ends[w + 1]]`.
  private(set) var ends: [UInt32] = [0]
  /// An open hash table.
  private var slots = [Slot](repeating: Slot(), count: 64)

  /// A word's hash, and its position counted from 1, or 0 where there is none.
  private struct Slot: Sendable {
    var hash: UInt32 = 0
    var position: UInt32 = 0
  }

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
    let slot = slots[slot(of: word, hash: Self.hash(of: word))]
    return slot.position == 0 ? nil : Int(slot.position) - 1
  }

  /// The number of a word; its canonical composition (NFC) is what is looked up.
  func index(of word: String) -> Int? {
    var word = word
    if !word.utf8.allSatisfy({ $0 < 0x80 }) { word = word.precomposedStringWithCanonicalMapping }
    return word.withUTF8 { index(of: $0) }
  }

  /// The number of the word with these bytes, a new one if it was not there.
  mutating func insert(_ word: some Collection<UInt8>) -> Int {
    let hash = Self.hash(of: word)
    let place = slot(of: word, hash: hash)
    guard slots[place].position == 0 else { return Int(slots[place].position) - 1 }
    bytes.append(contentsOf: word)
    ends.append(UInt32(bytes.count))
    slots[place] = Slot(hash: hash, position: UInt32(count))
    if 2 * count > slots.count { grow() }
    return count - 1
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(), count: 4 * old.count)
    for slot in old where slot.position != 0 {
      var place = Int(slot.hash) & (slots.count - 1)
      while slots[place].position != 0 { place = (place + 1) & (slots.count - 1) }
      slots[place] = slot
    }
  }

  /// Where the word is, or the empty place where it belongs.
  private func slot(of word: some Collection<UInt8>, hash: UInt32) -> Int {
    let mask = slots.count - 1
    var place = Int(hash) & mask
    while slots[place].position != 0 {
      if slots[place].hash == hash, bytes(of: Int(slots[place].position) - 1).elementsEqual(word) {
        return place
      }
      place = (place + 1) & mask
    }
    return place
  }

  /// FNV-1a, and a multiplication that brings every bit to the upper end.
  private static func hash(of word: some Collection<UInt8>) -> UInt32 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return UInt32(truncatingIfNeeded: (hash &* 0x9e37_79b9_7f4a_7c15) >> 32)
  }
}
