public import Foundation
public import Interchange

/// `log.jsonl`: a line for each finished epoch.
struct TrainingLog {
  private let url: URL
  private var lines: [Data] = []

  fileprivate static func url(in directory: URL) -> URL { directory.appending(path: "log.jsonl") }

  /// The log in `directory` up to epoch `epoch`; a later epoch was not finished and will come again.
  ///
  /// - Throws: `FileError` when it is there and cannot be read.
  init(in directory: URL, through epoch: Int) throws(FileError) {
    struct Line: Decodable { let epoch: Int }
    url = Self.url(in: directory)
    guard epoch > 0 else { return }
    lines = try Self.lines(at: url).filter {
      ((try? JSONDecoder().decode(Line.self, from: $0))?.epoch).map { $0 <= epoch } ?? false
    }
  }

  /// The lines of a log; none if it is not there.
  fileprivate static func lines(at url: URL) throws(FileError) -> [Data] {
    guard FileManager.default.fileExists(atPath: url.path) else { return [] }
    return try contents(of: url).split(separator: UInt8(ascii: "\n"))
  }

  /// Adds an epoch.
  mutating func append(_ entry: EpochReport) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    lines.append(try encoder.encode(entry))
    try writeAtomically(Data(lines.map { $0 + Data("\n".utf8) }.joined()), to: url)
  }
}

extension EpochReport {
  /// The epochs that the log in a training's directory tells of; none without a log.
  ///
  /// - Throws: `FileError` when the log cannot be read.
  public static func log(in directory: URL) throws(FileError) -> [EpochReport] {
    let url = TrainingLog.url(in: directory)
    return try TrainingLog.lines(at: url).enumerated().map { index, line throws(FileError) in
      do {
        return try JSONDecoder().decode(EpochReport.self, from: line)
      } catch {
        throw FileError.unreadable(
          path: url.path, reason: "line \(index + 1) is no epoch of a training")
      }
    }
  }
}
