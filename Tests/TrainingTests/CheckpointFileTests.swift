import Foundation
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
      let read: [CheckpointFile.Part] = parts.map { ($0.name, $0.values.zeros()) }
      let found = try file.read(into: read, fingerprint: "f", configuration: configuration)
      #expect(found.progress == progress && found.losses == losses)
      for (read, written) in zip(read.map(\.values), parts.map(\.values)) {
        #expect(read.entries.allSatisfy { read.values(of: $0) == written.values(of: $0) })
      }
      configuration.augmentation.speeds = [1]
      #expect(
        throws: CheckpointError.otherTraining(
          path: file.url.path, difference: "augmentation.speeds: [0.9, 1, 1.1], not [1]")
      ) {
        try file.read(into: read, fingerprint: "g", configuration: configuration)
      }
    }
  }
}
