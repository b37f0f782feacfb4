import Foundation
import Interchange
import RecurrentNetwork
import TestSupport
import Testing

@testable import Training

@Suite("Checkpoint file")
struct CheckpointFileTests {
  @Test("what is written is read, bit for bit")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      var shape = NetworkConfiguration(inputs: 3, outputs: 4)
      shape.shape.units = 5
      let parts: [CheckpointFile.Part] = try ["a", "b", "c", "d"].enumerated().map {
        ($1, try Network(shape, seed: UInt64($0)).parameters)
      }
      var progress = TrainingProgress(fingerprint: "f")
      progress.epoch = 3
      progress.steps = 70
      progress.bestWordErrorRate = 0.1 + 0.2
      let file = CheckpointFile(url: folder.appending(path: "c"))
      #expect(!file.exists)
      progress.batch = 5
      progress.sums.loss = 1.0 / 3
      var losses = UtteranceLosses(utteranceCount: 2)
      losses.add(0.7, at: 1, symbols: 3)
      var configuration = TrainingConfiguration()
      try file.write(parts, progress, losses: losses, configuration: configuration)
      #expect(file.exists)
      var read: [CheckpointFile.Part] = parts.map { ($0.name, $0.values.zeros()) }
      let found = try file.read(into: &read, fingerprint: "f", configuration: configuration)
      #expect(found.progress == progress && found.losses == losses)
      for (read, written) in zip(read.map(\.values), parts.map(\.values)) {
        #expect(read.entries.allSatisfy { read.values(of: $0) == written.values(of: $0) })
      }
      configuration.augmentation.speeds = [1]
      #expect(
        throws: CheckpointError.otherTraining(
          path: file.url.path, difference: "augmentation.speeds: [0.9, 1, 1.1], not [1]")
      ) {
        try file.read(into: &read, fingerprint: "g", configuration: configuration)
      }
    }
  }

  @Test("a checkpoint of a program that had other keys is told from one of other data")
  func otherVersion() throws {
    try withTemporaryFolder { folder in
      let file = CheckpointFile(url: folder.appending(path: "c"))
      let configuration = TrainingConfiguration()
      let losses = UtteranceLosses(utteranceCount: 1)
      func difference(after change: (String) -> String) throws -> String? {
        try file.write(
          [], TrainingProgress(fingerprint: "f"), losses: losses, configuration: configuration)
        var contents = try SafeTensors(contentsOf: file.url)
        contents.metadata["configuration"] = contents.metadata["configuration"].map(change)
        try contents.write(to: file.url)
        let error = #expect(throws: CheckpointError.self) {
          var parts: [CheckpointFile.Part] = []
          _ = try file.read(into: &parts, fingerprint: "g", configuration: configuration)
        }
        guard case .otherTraining(_, let difference) = error else { return nil }
        return difference
      }
      let same = try difference { $0 }
      #expect(same == "other data")
      let older = try difference { $0.replacing("firstEpoch: random\n", with: "") }
      #expect(older == "another version of the program")
    }
  }
}
