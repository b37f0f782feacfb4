import Foundation

/// The lines of an ARPA file and the fields of the one that is read.
struct ARPALines {
  /// What error messages call the file.
  let source: String
  private let bytes: UnsafeBufferPointer<UInt8>
  private var offset: Int
  /// The line that is read, counted from 1.
  private(set) var line = 0
  private var isAtEnd = false
  /// What white space separates in the line that is read.
  private(set) var fields: [Range<Int>] = []

  /// Starts before the first line; `bytes` must outlive this value.
  init(_ bytes: UnsafeBufferPointer<UInt8>, source: String) {
    self.bytes = bytes
    self.source = source
    offset = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  /// The number of bytes of the file.
  var byteCount: Int { bytes.count }
  /// Whether the line has nothing but white space.
  var isBlank: Bool { fields.isEmpty }

  /// Goes to the next line, by default to the next with a field.
  ///
  /// - Returns: whether there is one.
  mutating func next(skippingBlank: Bool = true) throws(NGramModelError) -> Bool {
    repeat {
      fields.removeAll(keepingCapacity: true)
      guard offset < bytes.count else {
        line += isAtEnd ? 0 : 1
        isAtEnd = true
        return false
      }
      line += 1
      splitLine()
    } while skippingBlank && fields.isEmpty
    return true
  }

  private mutating func splitLine() {
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte > 0x20 {
        let start = offset
        repeat { offset += 1 } while offset < bytes.count && !Self.isSpace(bytes[offset])
        fields.append(start..<offset)
      } else {
        offset += 1
        if byte == 0x0a { return }
        if !Self.isSpace(byte) {
          offset -= 1
          let start = offset
          repeat { offset += 1 } while offset < bytes.count && !Self.isSpace(bytes[offset])
          fields.append(start..<offset)
        }
      }
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
  }

  /// The bytes of a field of the line.
  func field(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[fields[index]])
  }

  /// The bytes from the first to the last of some fields of the line.
  func bytes(of fields: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    let (first, last) = (self.fields[fields.lowerBound], self.fields[fields.upperBound - 1])
    return UnsafeBufferPointer(rebasing: bytes[first.lowerBound..<last.upperBound])
  }

  /// A field of the line as an error message shows it.
  func text(of index: Int) -> String { String(decoding: field(index), as: UTF8.self) }

  /// The bytes of a field that is a word, in canonical composition (NFC).
  ///
  /// - Throws: ``NGramModelError/invalidLine(source:line:reason:)`` when they are not UTF-8.
  func word(_ index: Int) throws(NGramModelError) -> [UInt8] {
    let field = field(index)
    if field.allSatisfy({ $0 < 0x80 }) { return Array(field) }
    guard let text = String(validating: field, as: UTF8.self) else {
      throw fault("“\(text(of: index))” is not UTF-8; save the file as UTF-8")
    }
    return Array(text.precomposedStringWithCanonicalMapping.utf8)
  }

  /// Whether the line is `text` and nothing else.
  func `is`(_ text: String) -> Bool {
    fields.count == 1 && field(0).elementsEqual(text.utf8)
  }

  /// The whole number that follows `prefix`, which ends with `=`, in the line.
  func number(after prefix: String) -> Int? {
    let line = fields.indices.map(text(of:)).joined(separator: " ").replacing(" =", with: "=")
    guard line.hasPrefix(prefix) else { return nil }
    return Int(line.dropFirst(prefix.count).drop { $0 == " " }).flatMap { $0 >= 0 ? $0 : nil }
  }

  /// The error that something else stands in the line than it should.
  func unexpected(_ expected: String, advice: String = "") -> NGramModelError {
    let found = fields.indices.map(text(of:)).joined(separator: " ")
    let shown = found.count > 60 ? found.prefix(60) + "…" : found[...]
    return fault(
      "\(expected) expected, "
        + (isAtEnd ? "the file ends" : isBlank ? "an empty line" : "“\(shown)”")
        + (isAtEnd ? "" : " found") + advice)
  }

  /// The error that something is wrong with the line, or with an earlier one.
  func fault(_ reason: String, line: Int? = nil) -> NGramModelError {
    .invalidLine(source: source, line: line ?? self.line, reason: reason)
  }
}
