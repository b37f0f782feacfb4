/// The rows of a text of fields between delimiters.
///
/// A field in quotes may have delimiters, line ends and doubled quotes (RFC 4180).  Where tabs part
/// fields, a quote that is not closed before the next tab or line end is a quote like any character.
struct TableRows {
  struct Row: Equatable {
    var line: Int
    var fields: [String] = []
    /// What is wrong with the row, in words that follow "the line ".
    var fault: String?
  }

  private(set) var rows: [Row] = []
  /// Not characters, of which a delimiter with a mark behind it would be another one.
  private let bytes: [UInt8]
  private let delimiter: UInt8

  private static let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
  private static let (quote, tab) = (UInt8(ascii: "\""), UInt8(ascii: "\t"))

  init(_ text: String, delimiter: Unicode.Scalar) {
    bytes = Array(text.utf8)
    self.delimiter = UInt8(ascii: delimiter)
    var position = 0
    var line = 1
    while position < bytes.count {
      var row = Row(line: line)
      var ended = false
      while !ended {
        if let (field, end) = quotedField(at: position) {
          row.fields.append(field)
          line += (position..<end).count { endsLine($0) }
          position = end
        } else {
          if delimiter != "\t", position < bytes.count, bytes[position] == Self.quote {
            row.fault = "has a quote that is not closed before a delimiter or the line's end"
          }
          let end = (position..<bytes.count).first { endsField($0) } ?? bytes.count
          row.fields.append(String(decoding: bytes[position..<end], as: UTF8.self))
          position = end
        }
        ended = position >= bytes.count || bytes[position] != self.delimiter
        if position < bytes.count { position += 1 }
      }
      if position < bytes.count, !endsLine(position - 1) { position += 1 }
      line += 1
      if row.fields != [""] { rows.append(row) }
    }
  }

  /// Whether the last byte of a line's end is at `position`.
  private func endsLine(_ position: Int) -> Bool {
    guard bytes[position] == Self.carriageReturn else { return bytes[position] == Self.lineFeed }
    return position + 1 >= bytes.count || bytes[position + 1] != Self.lineFeed
  }

  /// Whether a field that is not in quotes cannot go on at `position`.
  private func endsField(_ position: Int) -> Bool {
    guard position < bytes.count else { return true }
    let byte = bytes[position]
    return byte == delimiter || byte == Self.lineFeed || byte == Self.carriageReturn
  }

  /// The field in quotes that begins at `start`, and where it ends.
  private func quotedField(at start: Int) -> (field: String, end: Int)? {
    guard start < bytes.count, bytes[start] == Self.quote else { return nil }
    var field: [UInt8] = []
    var position = start + 1
    while position < bytes.count {
      if bytes[position] == Self.quote {
        position += 1
        if position >= bytes.count || bytes[position] != Self.quote {
          return endsField(position)
            ? (String(decoding: field, as: UTF8.self), position) : nil
        }
      } else if delimiter == Self.tab, endsField(position) {
        return nil
      }
      field.append(bytes[position])
      position += 1
    }
    return nil
  }
}
