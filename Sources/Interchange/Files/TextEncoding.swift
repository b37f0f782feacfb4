import Foundation

/// Why bytes are no text, in words that follow "cannot read the file: ".
struct TextFault: Error {
  let reason: String
}

/// The text that bytes hold in UTF-8, or, after its byte order mark, in UTF-16; without the mark.
func decodedText(_ data: Data) throws(TextFault) -> String {
  guard let isBigEndian = isBigEndianUTF16(data) else {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let bytes = data.starts(with: mark) ? data.dropFirst(mark.count) : data
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    throw TextFault(
      reason:
        "line \(firstLineNotUTF8(bytes)) is not UTF-8; save the file as UTF-8, or convert it, "
        + "as iconv -f WINDOWS-1252 -t UTF-8 does with Windows' western encoding")
  }
  let bytes = [UInt8](data.dropFirst(2))
  let units = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
    let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
    return isBigEndian ? first << 8 | second : second << 8 | first
  }
  guard bytes.count.isMultiple(of: 2), !units.contains(0),
    let text = String(validating: units, as: UTF16.self)
  else {
    throw TextFault(reason: "it begins as UTF-16, but is damaged; save it as UTF-8")
  }
  return text
}

/// Why a piece of a file, of which `head` came before it, is in no text, as far as that is seen at once;
/// nil if it may be.
func textFault(_ piece: Data, after head: Data) -> String? {
  guard isBigEndianUTF16(head.isEmpty ? piece : head) == nil else { return nil }
  let hasZero = piece.withUnsafeBytes { bytes in
    bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
  }
  return hasZero
    ? "it has bytes of zero, so it is not UTF-8 text; name a text file, or save it as UTF-8" : nil
}

/// Whether bytes with UTF-16's byte order mark have the larger byte of a unit first; nil without one.
private func isBigEndianUTF16(_ data: Data) -> Bool? {
  data.starts(with: [0xfe, 0xff]) ? true : data.starts(with: [0xff, 0xfe]) ? false : nil
}

/// The number of the first line that is not UTF-8.
private func firstLineNotUTF8(_ data: Data) -> Int {
  let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
}
