import Foundation
import TestSupport
import Testing

@testable import Training

@Suite("The finder of learning rates", .serialized, .timeLimit(.minutes(5)))
struct LearningRateFinderTests {
  private func trainer(_ settings: [String], epochs: Int, in folder: URL) throws -> Trainer {
    let configuration = try TrainingConfiguration(
      yaml: ToneWords.configuration(epochs: epochs).yaml,
      settings: TrainerTests.small + settings)
    let set = try ToneWords.dataSet(
      ToneWords.manifest(TrainerTests.words, in: folder), configuration)
    return try Trainer(
      configuration, alphabet: ToneWords.alphabet, training: set, development: set,
      directory: folder.appending(path: "none"), resuming: false)
  }

  @Test(
    "goes from a rate that is too high or too low to one that teaches more, and writes nothing",
    arguments: [3, 0.002])
  func suggestion(_ first: Double) throws {
    try withTemporaryFolder { folder in
      var reported: [Float] = []
      let (trials, suggestion) = try trainer(
        ["optimizer.learningRate=\(first)"], epochs: 60, in: folder
      ).findLearningRate { reported.append($0.rate) }
      #expect(reported[0] == Float(first) && reported.count == trials.count)
      #expect(reported.sorted() == trials.map(\.rate))
      #expect(zip(trials, trials.dropFirst()).allSatisfy { $0.rate < $1.rate })
      #expect(Set(trials.filter(\.loss.isFinite).map(\.epochs)).count == 1)
      #expect(trials.allSatisfy { (1...24).contains($0.epochs) })
      let rate = try #require(suggestion)
      #expect(abs(log10(Double(rate) / first)) > 0.4, "\(trials)")
      #expect(trials.allSatisfy { $0.loss >= trials.first { $0.rate == rate }?.loss ?? .nan })
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "none").path))
    }
  }

  @Test("a trial has the loss of a training at its rate, whatever was tried before")
  func trialIsTraining() throws {
    try withTemporaryFolder { folder in
      let settings = ["schedule.hold=1", "schedule.warmUp=0", "optimizer.accumulate=2"]
      let (trials, _) = try trainer(settings, epochs: 10, in: folder).findLearningRate()
      for trial in trials {
        var losses: [Double] = []
        let training = try trainer(
          settings + ["optimizer.learningRate=\(trial.rate)"], epochs: trial.epochs, in: folder)
        _ = try training.run { losses.append($0.loss) }
        try FileManager.default.removeItem(at: folder.appending(path: "none"))
        #expect(losses.last == trial.loss, "\(trial.rate)")
      }
    }
  }

  @Test("suggests none where nothing is learned at any rate")
  func nothingLearned() throws {
    try withTemporaryFolder { folder in
      let (trials, suggestion) = try trainer(
        ["optimizer.learningRate=1e-12"], epochs: 5, in: folder
      ).findLearningRate()
      #expect(trials.count >= 3 && suggestion == nil)
    }
  }
}
