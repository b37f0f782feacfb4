/// What is said in a cue of subtitles, line by line; nothing of music and sounds.
///
/// Tags, positions (`{\an8}`), what stands in brackets (`[music]`, `(laughs)`), dashes and `>>` before
/// a speaker's words, and names in capitals (`ANNA:`) before words that are not, are no speech; a cue
/// with a note (♪) is sung.
func spokenLines(ofCue cue: String) -> [String] {
  guard !cue.contains(where: { "♩♪♫♬".contains($0) }) else { return [] }
  let isTag: (Character) -> Bool = { $0.isLetter || $0.isNumber || $0 == "/" }
  var text = cue.without("<", ">", where: isTag).without("{", "}") { $0 == "\\" }
  text = text.decodingEntities
  for (open, close) in [("[", "]"), ("(", ")"), ("（", "）"), ("［", "］"), ("【", "】")]
    as [(Character, Character)]
  {
    text = text.without(open, close)
  }
  return text.split(whereSeparator: \.isNewline).map { spoken($0) }.filter { !$0.isEmpty }
}

/// The name in the voice tags of a cue, `<v Ann Lee>`; nil if there are none, or several names.
func voice(ofCue cue: String) -> String? {
  guard cue.contains("<v") else { return nil }
  let names = Set(
    cue.matches(of: /<v(?:\.[^\s>]*)?\s+([^>]+)>/).map { match in
      match.1.split(whereSeparator: \.isWhitespace).joined(separator: " ").decodingEntities
    })
  return names.count == 1 ? names.first : nil
}

/// The entities of WebVTT and others that programs write, without & and ;.
private let entities = [
  "lt": "<", "gt": ">", "nbsp": " ", "lrm": "", "rlm": "", "quot": "\"", "apos": "'", "amp": "&",
  "ndash": "–", "mdash": "—", "hellip": "…", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”",
]

/// What is said in a line; "" if it has neither letter nor digit.
private func spoken(_ line: Substring) -> String {
  let marks = line.prefix { $0.isWhitespace || "-‐–—>:".contains($0) }
  var words = line.dropFirst(marks.count)
  if marks.last == "-", words.first?.isNumber == true { words = "-" + words }
  let name = words.prefix { $0.isUppercase || $0.isNumber || " ._-'’#&".contains($0) }
  let rest = words.dropFirst(name.count)
  if name.first?.isUppercase == true, rest.first == ":", rest.contains(where: \.isLowercase) {
    words = rest.dropFirst()
  }
  guard words.contains(where: { $0.isLetter || $0.isNumber }) else { return "" }
  return words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

extension String {
  /// The text without what stands between `open` and the next `close`, and without these, where
  /// `begins` says so of the first character.
  fileprivate func without(
    _ open: Character, _ close: Character, where begins: (Character) -> Bool = { _ in true }
  ) -> String {
    var result = ""
    var rest = self[...]
    while let start = rest.firstIndex(of: open) {
      result += rest[..<start]
      let inside = rest[rest.index(after: start)...]
      if let first = inside.first, begins(first), let end = inside.firstIndex(of: close) {
        rest = inside[inside.index(after: end)...]
      } else {
        result.append(open)
        rest = inside
      }
    }
    return result + rest
  }

  /// The text with the characters that entities such as `&amp;`, `&#39;` and `&#xe4;` stand for.
  fileprivate var decodingEntities: String {
    guard contains("&") else { return self }
    return replacing(/&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]+));/) { entity in
      let code =
        entity.1.flatMap { UInt32($0) } ?? entity.2.flatMap { UInt32($0, radix: 16) }
      if let scalar = code.flatMap(Unicode.Scalar.init) { return String(scalar) }
      return entity.3.flatMap { entities[String($0)] } ?? String(entity.0)
    }
  }
}
