import Foundation
import Interchange
import Testing

extension Program {
  /// The epochs that the training in "out" has written to its log.
  func epochsInLog() throws -> [Int] {
    struct Line: Decodable { let epoch: Int }
    return try contents(of: "out/log.jsonl").split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Line.self, from: Data($0)).epoch
    }
  }

  /// The steps that the checkpoint in "out" has taken.
  func stepsInCheckpoint() throws -> Int {
    struct Progress: Decodable { let steps: Int }
    let file = try SafeTensors(contentsOf: folder.appending(path: "out/last.checkpoint"))
    return try JSONDecoder().decode(
      Progress.self, from: Data((file.metadata["progress"] ?? "").utf8)
    ).steps
  }

  /// Waits until the checkpoint in "out" has taken that many steps.
  func waitForSteps(_ count: Int) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while (try? stepsInCheckpoint()) ?? 0 < count {
      try #require(ContinuousClock.now < deadline)
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  /// Waits until the training in "out" has finished that many epochs.
  func waitForEpochs(_ count: Int) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while (try? epochsInLog().count) ?? 0 < count {
      try #require(ContinuousClock.now < deadline)
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
