import Testing

@testable import Training

@Suite("Learning rate schedule")
struct LearningRateScheduleTests {
  @Test("the rate rises in a straight line, holds, and falls to its end along half a cosine")
  func shape() {
    var schedule = LearningRateSchedule()
    schedule.warmUp = 0.1
    schedule.hold = 0.4
    schedule.end = 0.02
    let factors = (0..<1000).map { schedule.factor(step: $0, of: 1000) }
    #expect(abs(factors[0] - 0.01) < 1e-6)
    #expect(abs(factors[49] - 0.5) < 1e-5)
    #expect(factors[100..<499].allSatisfy { $0 == 1 })
    #expect(abs(factors[749] - 0.51) < 1e-5)
    #expect(abs(factors[999] - 0.02) < 1e-6)
    #expect(zip(factors[499...], factors[500...]).allSatisfy { $0 >= $1 })
  }

  @Test("without rise or fall the rate is that of the configuration", arguments: [0, 1, 7])
  func constant(total: Int) {
    var schedule = LearningRateSchedule()
    schedule.warmUp = 0
    schedule.hold = 1
    #expect((0..<max(total, 1)).allSatisfy { schedule.factor(step: $0, of: total) == 1 })
  }

  @Test("steps past the planned ones keep the last rate")
  func pastTheEnd() {
    let schedule = LearningRateSchedule()
    #expect(abs(schedule.factor(step: 250, of: 100) - schedule.end) < 1e-6)
  }
}
