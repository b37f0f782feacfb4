public import Foundation

extension Manifest {
  /// The entries of a file of JSON lines, and the faults of the lines that are none.
  static func readLines(
    _ url: URL, relativeTo folder: URL?, _ textIsOptional: Bool
  ) throws(ManifestError) -> ([ManifestEntry], [ManifestError]) {
    let lines = try text(of: url).utf8.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let first = lines.firstIndex { $0.contains { $0 > UInt8(ascii: " ") } }
    if let first, lines[first].first(where: { $0 > UInt8(ascii: " ") }) == UInt8(ascii: "[") {
      throw .invalidLine(
        path: url.relativePath, line: first + 1,
        reason: "begins a JSON array; write each of its objects on a line of its own, as "
          + "jq -c '.[]' does")
    }
    var entries: [ManifestEntry] = []
    var faults: [ManifestError] = []
    let decoder = JSONDecoder()
    if let key = Record.textIsOptional { decoder.userInfo[key] = textIsOptional }
    for (index, line) in lines.enumerated() where line.contains(where: { $0 > UInt8(ascii: " ") }) {
      do {
        let record = try decoder.decode(Record.self, from: Data(line))
        entries.append(
          ManifestEntry(
            audioPath: folder.map { URL(filePath: record.audioPath, relativeTo: $0).orWithSlashes }
              ?? url.neighbour(record.audioPath),
            channel: try record.channel.flatMap(Self.channel), duration: record.duration,
            offset: record.offset, text: record.text, speaker: record.speaker, id: record.id,
            source: url, line: index + 1))
      } catch let error as ChannelError {
        faults.append(
          .invalidLine(path: url.relativePath, line: index + 1, reason: error.reason))
      } catch {
        faults.append(
          .invalidLine(path: url.relativePath, line: index + 1, reason: jsonFault(error)))
      }
    }
    let open = UInt8(ascii: "{")
    guard !entries.isEmpty || lines.contains(where: { $0.first { $0 > UInt8(ascii: " ") } == open })
    else { throw .empty(path: url.relativePath) }
    return (entries, faults)
  }

  /// The channel that a list names: a number from 1 on, or A or B as in NIST's lists; nil for what is no
  /// channel of a sound file, such as a broadcaster's.
  static func channel(_ name: String) throws(ChannelError) -> Int? {
    let channel = ["A": 1, "B": 2][name] ?? Int(name)
    if let channel, channel < 1 { throw ChannelError(channel: channel) }
    return channel
  }

  /// A list names a channel that no file has.
  struct ChannelError: Error {
    let channel: Int

    /// What is wrong with the line.
    var reason: String { "has channel \(channel), but channels are counted from 1" }
  }

  /// The contents of a list or of a transcript.
  static func text(of url: URL) throws(ManifestError) -> String {
    do {
      return try textFile(at: url)
    } catch {
      throw .file(error)
    }
  }

  /// Writes the list as JSON lines, whole or not at all.
  ///
  /// Sound files in the folder of `url` or below are named relative to it, others by their full
  /// path.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``, also for a duration or an offset that is
  ///   negative, infinite or no number.
  public func write(to url: URL) throws(FileError) {
    let folder = url.standardizedFileURL.deletingLastPathComponent().path + "/"
    let lines = try entries.map { (entry) throws(FileError) in
      for time in [entry.duration, entry.offset].compactMap(\.self)
      where !(time >= 0 && time.isFinite) {
        throw .unwritable(
          path: url.relativePath, reason: "\(entry.location) has a duration or an offset of \(time)"
        )
      }
      let path = entry.audioPath.standardizedFileURL.path
      let name = path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
      var members = ["\"audio_filepath\": \(name.jsonLiteral)"]
      if let channel = entry.channel { members.append("\"channel\": \(channel)") }
      if let duration = entry.duration { members.append("\"duration\": \(duration)") }
      if let offset = entry.offset { members.append("\"offset\": \(offset)") }
      members.append("\"text\": \(entry.text.jsonLiteral)")
      if let speaker = entry.speaker { members.append("\"speaker\": \(speaker.jsonLiteral)") }
      if let id = entry.id { members.append("\"id\": \(id.jsonLiteral)") }
      return "{\(members.joined(separator: ", "))}\n"
    }
    try writeAtomically(Data(lines.joined().utf8), to: url)
  }
}

/// The members of a manifest's line.
private struct Record: Decodable {
  let audioPath: String
  let channel: String?
  let duration: Double?
  let offset: Double?
  let text: String
  let speaker: String?
  let id: String?

  /// Whether a line may do without its text; a decoder is told by this key.
  static let textIsOptional = CodingUserInfoKey(rawValue: "textIsOptional")

  /// The name of a member.
  private struct Member: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }

    static let (duration, offset) = (Self(stringValue: "duration"), Self(stringValue: "offset"))
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    /// The first that is there, else what it should be called.
    func member(_ names: [String]) -> Member {
      let known = names.map(Member.init)
      return known.first(where: members.contains) ?? known[0]
    }
    let sound = member(["audio_filepath"] + Manifest.soundColumns)
    audioPath = try members.decode(String.self, forKey: sound)
    let said = member(["text"] + Manifest.textColumns)
    let textIsOptional = Self.textIsOptional.flatMap { decoder.userInfo[$0] as? Bool } ?? false
    text =
      textIsOptional
      ? try members.decodeIfPresent(String.self, forKey: said) ?? ""
      : try members.decode(String.self, forKey: said)
    duration = try members.decodeIfPresent(Double.self, forKey: .duration)
    offset = try members.decodeIfPresent(Double.self, forKey: .offset)
    channel = try Self.name("channel", in: members)
    speaker = try Self.name("speaker", in: members)
    id = try Self.name("id", in: members)
    if audioPath.isEmpty {
      throw DecodingError.dataCorruptedError(
        forKey: sound, in: members, debugDescription: "empty")
    }
    for (value, key) in [(duration, Member.duration), (offset, .offset)] {
      if let value, !(value >= 0) {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: members, debugDescription: "negative")
      }
    }
  }

  /// A name; corpora number their speakers and recordings, and a number is as good a name.
  private static func name(
    _ name: String, in members: KeyedDecodingContainer<Member>
  ) throws -> String? {
    let key = Member(stringValue: name)
    let number = try? members.decodeIfPresent(Int.self, forKey: key)
    return try number.map(String.init) ?? members.decodeIfPresent(String.self, forKey: key)
  }
}
