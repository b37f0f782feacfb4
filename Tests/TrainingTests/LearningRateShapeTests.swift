import Testing

@testable import Training

@Suite("Shapes of learning rate schedules")
struct LearningRateShapeTests {
  private func factors(_ kind: LearningRateSchedule.Kind) -> [Float] {
    var schedule = LearningRateSchedule()
    (schedule.kind, schedule.warmUp, schedule.hold, schedule.end) = (kind, 0.1, 0.2, 0.01)
    return (0..<100).map { schedule.factor(step: $0, of: 100) }
  }

  private func expect(_ value: Float, near expected: Float) {
    #expect(abs(value - expected) < 1e-5, "\(value), not \(expected)")
  }

  @Test("cosine, exponential and plateau rise in a line and are level")
  func rise() {
    for kind in [LearningRateSchedule.Kind.cosine, .exponential, .plateau] {
      let factors = factors(kind)
      expect(factors[4], near: 0.5)
      expect(factors[9], near: 1)
      expect(factors[29], near: 1)
    }
  }

  @Test("then cosine is half way down in the middle, exponential at the root, plateau still up")
  func fall() {
    expect(factors(.cosine)[64], near: 0.505)
    expect(factors(.exponential)[64], near: 0.1)
    expect(factors(.plateau)[99], near: 1)
    expect(factors(.cosine)[99], near: 0.01)
    expect(factors(.exponential)[99], near: 0.01)
  }

  @Test("one cycle goes from a twenty-fifth to the top at 30 % and down to the end")
  func oneCycle() {
    let factors = factors(.oneCycle)
    expect(factors[14], near: 0.52)
    expect(factors[29], near: 1)
    expect(factors[64], near: 0.505)
    expect(factors[99], near: 0.01)
  }
}
