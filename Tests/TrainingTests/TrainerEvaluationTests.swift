import Foundation
import Interchange
import RecurrentNetwork
import SequenceLabeler
import TestSupport
import Testing

@testable import Training

@Suite("What evaluations decide", .serialized, .timeLimit(.minutes(5)))
struct TrainerEvaluationTests {
  private func trainer(_ settings: [String], epochs: Int, in folder: URL) throws -> Trainer {
    let configuration = try TrainingConfiguration(
      yaml: ToneWords.configuration(epochs: epochs).yaml, settings: settings)
    let set = try ToneWords.dataSet(
      ToneWords.manifest(["a", "b", "ab"], in: folder), configuration)
    return try Trainer(
      configuration, alphabet: ToneWords.alphabet, training: set, development: set,
      directory: folder.appending(path: "model"), resuming: false)
  }

  @Test("keep: average leaves the mean of the weights of the epochs kept")
  func average() throws {
    try withTemporaryFolder { folder in
      let trainer = try trainer(
        ["keep=average", "keepCount=3", "averageDecay=0"], epochs: 3, in: folder)
      let entries = trainer.step.network.parameters.entries
      func values(_ entry: ParameterStore.Entry) -> [Float] {
        trainer.step.network.parameters.values(of: entry)
      }
      var sums = entries.map { [Float](repeating: 0, count: values($0).count) }
      _ = try trainer.run { _ in
        for (index, entry) in entries.enumerated() {
          sums[index] = zip(sums[index], values(entry)).map(+)
        }
      }
      let kept = try Model(contentsOf: folder.appending(path: "model")).network.parameters
      for (entry, sum) in zip(kept.entries, sums) {
        #expect(largestDifference(kept.values(of: entry), sum.map { $0 / 3 }) < 1e-6)
        #expect(kept.values(of: entry) != values(entry), "\(entry.name)")
      }
    }
  }

  @Test("plateau lowers the rate whenever evaluations have not got better, down to the end")
  func plateau() throws {
    try withTemporaryFolder { folder in
      let trainer = try trainer(
        [
          "optimizer.learningRate=1e-9", "schedule.kind=plateau", "schedule.warmUp=0",
          "schedule.patience=2", "schedule.fall=0.5", "schedule.end=0.2",
        ], epochs: 9, in: folder)
      var rates: [Float] = []
      _ = try trainer.run { rates.append($0.learningRate * 1e9) }
      let expected: [Float] = [1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2]
      #expect(largestDifference(rates, expected) < 1e-6, "\(rates)")
    }
  }
}
