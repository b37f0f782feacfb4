public import Foundation
public import Interchange

extension NGramEstimate {
  /// Writes the model as ARPA text, whole or not at all.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public func writeARPA(to url: URL) throws(FileError) {
    try writeARPA(to: OutputFile(url))
  }

  /// Writes the model as ARPA text and finishes the file.
  package func writeARPA(to file: OutputFile) throws(FileError) {
    var text = Array("\\data\\\n".utf8)
    for (index, count) in counts.enumerated() { text += "ngram \(index + 1)=\(count)\n".utf8 }
    for (index, level) in levels.enumerated() {
      text += "\n\\\(index + 1)-grams:\n".utf8
      for gram in level.log10Probabilities.indices {
        text += Self.number(level.log10Probabilities[gram]).utf8
        text.append(UInt8(ascii: "\t"))
        appendWords(of: gram, length: index + 1, to: &text)
        if index + 1 < order {
          text.append(UInt8(ascii: "\t"))
          text += Self.number(level.log10Backoffs[gram]).utf8
        }
        text.append(UInt8(ascii: "\n"))
        if text.count > 1 << 20 {
          try file.append(Data(text))
          text.removeAll(keepingCapacity: true)
        }
      }
    }
    text += "\n\\end\\\n".utf8
    try file.append(Data(text))
    try file.finish()
  }

  private func appendWords(of gram: Int, length: Int, to text: inout [UInt8]) {
    for (index, word) in words(of: gram, length: length).enumerated() {
      if index > 0 { text.append(UInt8(ascii: " ")) }
      text += words.bytes(of: Int(word))
    }
  }

  /// The shortest decimal number that reads as this one.
  static func number(_ value: Float) -> String {
    value == 0 ? "0" : "\(value)"
  }
}
