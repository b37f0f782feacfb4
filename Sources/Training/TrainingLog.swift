import Foundation
import Interchange

/// `log.jsonl`: a line for each finished epoch.
struct TrainingLog {
  private let url: URL
  private var lines: [Data] = []

  /// The log in `directory` up to epoch `epoch`; a later epoch was not finished and will come again.
  init(in directory: URL, through epoch: Int) {
    struct Line: Decodable { let epoch: Int }
    url = directory.appending(path: "log.jsonl")
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
