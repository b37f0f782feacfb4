public import Foundation
import Interchange

/// `log.jsonl`: a line for each finished epoch.
struct TrainingLog {
  private let url: URL
  private var lines: [Data] = []

  fileprivate static func url(in directory: URL) -> URL { directory.appending(path: "log.jsonl") }

  /// The log in `directory` up to epoch `epoch`; a later epoch was not finished and will come again.
  init(in directory: URL, through epoch: Int) {
    struct Line: Decodable { let epoch: Int }
    url = Self.url(in: directory)
    guard epoch > 0 else { return }
    lines = ((try? Data(contentsOf: url)) ?? Data()).split(separator: UInt8(ascii: "\n")).filter {
      ((try? JSONDecoder().decode(Line.self, from: $0))?.epoch).map { $0 <= epoch } ?? false
    }
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
  /// - Throws: when the log cannot be read, with its path.
  public static func log(in directory: URL) throws -> [EpochReport] {
    let url = TrainingLog.url(in: directory)
    guard FileManager.default.fileExists(atPath: url.path) else { return [] }
    let lines = try Data(contentsOf: url).split(separator: UInt8(ascii: "\n"))
    return try lines.enumerated().map { index, line in
      do {
        return try JSONDecoder().decode(EpochReport.self, from: line)
      } catch {
        throw FileError.unreadable(
          path: url.path, reason: "line \(index + 1) is no epoch of a training")
      }
    }
  }
}
