import Testing

@testable import Training

@Suite("Symptoms")
struct SymptomTests {
  private var healthy: EpochSums {
    var sums = EpochSums()
    (sums.loss, sums.counted, sums.gradientNorm, sums.steps) = (20, 10, 50, 10)
    (sums.frames, sums.nullFrames) = (1000, 850)
    return sums
  }

  private func found(
    _ sums: EpochSums, steps: Int = 1000, framesPerSymbol: Double = 5, dead: Int = 0,
    lowestLoss: Double = 2, lowestNorm: Double = 5
  ) -> [Symptom] {
    var progress = TrainingProgress(fingerprint: "")
    progress.steps = steps
    progress.lowestLoss = lowestLoss
    progress.lowestGradientNorm = lowestNorm
    return Symptom.found(
      in: sums, progress: progress, framesPerSymbol: framesPerSymbol, units: (100, dead)
    ) { "u\($0)" }
  }

  @Test("a healthy epoch has none")
  func none() {
    #expect(found(healthy) == [])
  }

  @Test("nulls everywhere are told of, but not in the first steps or where there are few symbols")
  func nulls() {
    var sums = healthy
    sums.nullFrames = 999
    #expect(found(sums) == [.onlyNulls(share: 0.999, epoch: 0)])
    #expect(found(sums, steps: 50) == [])
    #expect(found(sums, framesPerSymbol: 900) == [], "a symbol in 900 frames is no more than that")
  }

  @Test("gradients and losses that grow, and steps left out")
  func growth() {
    var sums = healthy
    sums.skippedSteps = 2
    #expect(found(sums) == [.gradientNotFinite(steps: 2, of: 12)])
    #expect(found(healthy, lowestLoss: 0.5) == [.lossRising(loss: 2, lowest: 0.5)])
    #expect(
      found(healthy, lowestLoss: 0.5, lowestNorm: 0.1) == [
        .gradientGrowing(norm: 5, lowest: 0.1)
      ])
  }

  @Test("utterances without a path are counted and named, dead units and few frames told of")
  func others() throws {
    var sums = healthy
    let result = StepResult(
      losses: [1, .infinity, .infinity], gradientNorm: 1, phases: PhaseDurations())
    sums.add(result, of: [7, 4, 9])
    #expect(found(sums) == [.impossible(count: 2, first: ["u4", "u9"])])
    #expect(found(healthy, dead: 30) == [.deadUnits(count: 30, of: 100)])
    #expect(found(healthy, framesPerSymbol: 1.2) == [.fewFrames(perSymbol: 1.2)])
    #expect(found(healthy, dead: 30).allSatisfy { !$0.description.contains("\n") })
  }
}
