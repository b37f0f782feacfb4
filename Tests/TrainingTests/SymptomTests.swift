import Testing

@testable import Training

@Suite("Symptoms")
struct SymptomTests {
  private var healthy: EpochSums {
    var sums = EpochSums()
    (sums.loss, sums.counted, sums.gradientNorm, sums.steps) = (200, 100, 50, 10)
    (sums.frames, sums.nullFrames) = (1000, 850)
    return sums
  }

  private func found(
    _ sums: EpochSums, steps: Int = 1000, framesPerSymbol: Double = 5, dead: Int = 0,
    lowestLoss: Double = 2, lowestNorm: Double = 5, unstable: Int? = nil, settings: [String] = []
  ) throws -> [Symptom] {
    var progress = TrainingProgress(fingerprint: "")
    progress.steps = steps
    progress.lowestLoss = lowestLoss
    progress.lowestGradientNorm = lowestNorm
    progress.firstUnstableEpoch = unstable
    return Symptom.found(
      in: sums, progress: progress,
      configuration: try TrainingConfiguration(yaml: "", settings: settings),
      framesPerSymbol: framesPerSymbol, units: (100, dead)
    ) { "u\($0)" }
  }

  @Test("a healthy epoch has none")
  func none() throws {
    #expect(try found(healthy) == [])
  }

  @Test("nulls everywhere are told of, but not in the first steps or where there are few symbols")
  func nulls() throws {
    var sums = healthy
    sums.nullFrames = 999
    #expect(try found(sums) == [.onlyNulls(share: 0.999, epoch: 1)])
    #expect(try found(sums, steps: 50) == [])
    #expect(
      try found(sums, framesPerSymbol: 900) == [], "a symbol in 900 frames is no more than that")
  }

  @Test("gradients and losses that grow, and steps left out")
  func growth() throws {
    var sums = healthy
    sums.skippedSteps = 2
    #expect(try found(sums) == [.gradientNotFinite(steps: 2, of: 12)])
    #expect(try found(healthy, lowestLoss: 0.5) == [.lossRising(loss: 2, lowest: 0.5)])
    #expect(
      try found(healthy, lowestLoss: 0.5, lowestNorm: 0.1) == [
        .gradientGrowing(norm: 5, lowest: 0.1)
      ])
    #expect(
      try found(healthy, lowestLoss: 1.6, lowestNorm: 0.1) == [], "it has learned, and trembles")
  }

  @Test("means over a few utterances, which chance varies, tell nothing")
  func fewUtterances() throws {
    var sums = healthy
    (sums.loss, sums.counted) = (10, 5)
    #expect(try found(sums, lowestLoss: 0.5, lowestNorm: 0.1) == [])
  }

  @Test("what was told of the learning rate holds for what is told later")
  func agreement() throws {
    var silent = healthy
    silent.nullFrames = 999
    let symptoms = try found(silent, unstable: 3)
    #expect(symptoms == [.onlyNulls(share: 0.999, epoch: 1, unstableSince: 3)])
    #expect(
      try found(silent, dead: 30).last == .onlyNulls(share: 0.999, epoch: 1, unstableSince: 1))
    for symptom in symptoms + [.nothingLearned(errorRate: 0.8, unstableSince: 3)] {
      #expect(
        symptom.description.hasSuffix(
          "; lower optimizer.learningRate, which was too high in epoch 3"))
    }
    #expect(
      try found(silent).last?.description.contains("raise epochs or optimizer.learningRate") == true
    )
    #expect(
      Symptom.nothingLearned(errorRate: 0.8).description.contains("listen whether the texts belong")
    )
  }

  @Test("an epoch in which nothing is learned is no measure of later ones")
  func lowest() {
    var progress = TrainingProgress(fingerprint: "")
    var nothing = EpochSums()
    let impossible = StepResult(
      losses: [.infinity], gradientNorm: 0, phases: PhaseDurations())
    nothing.add(impossible, of: [0])
    progress.noteLowest(of: nothing)
    #expect(progress.lowestLoss == nil && progress.lowestGradientNorm == nil)
    progress.noteLowest(of: healthy)
    progress.noteLowest(of: nothing)
    #expect(progress.lowestLoss == 2 && progress.lowestGradientNorm == 5)
  }

  @Test("utterances without a path are counted and named, dead units and few frames told of")
  func others() throws {
    var sums = healthy
    let result = StepResult(
      losses: [1, .infinity, .infinity], gradientNorm: 1, phases: PhaseDurations())
    sums.add(result, of: [7, 4, 9])
    #expect(
      try found(sums) == [
        .impossible(
          count: 2, first: ["u4", "u9"],
          lower: ["network.stackedFrames", "the highest of augmentation.speeds"])
      ])
    #expect(try found(healthy, dead: 30) == [.deadUnits(count: 30, of: 100)])
    #expect(
      try found(healthy, framesPerSymbol: 1.2) == [
        .fewFrames(perSymbol: 1.2, lower: ["network.stackedFrames"])
      ])
    #expect(try found(healthy, dead: 30).allSatisfy { !$0.description.contains("\n") })
  }

  @Test(
    "too few frames are put down to the settings that took them",
    arguments: [
      (["network.front=convolution"], ["network.frontStrides"]),
      (["network.stackedFrames=1", "network.pyramid=[2]"], ["network.pyramid"]),
      (["network.stackedFrames=1"], ["features.frameShiftMilliseconds"]),
    ])
  func takenFrames(settings: [String], lower: [String]) throws {
    var sums = healthy
    (sums.impossible, sums.impossibleIndices) = (1, [3])
    let others = ["augmentation.speeds=[1]", "augmentation.cut=0.5"]
    #expect(
      try found(sums, framesPerSymbol: 1.2, settings: settings + others) == [
        .impossible(count: 1, first: ["u3"], lower: lower + ["augmentation.cut"]),
        .fewFrames(perSymbol: 1.2, lower: lower),
      ])
  }
}
