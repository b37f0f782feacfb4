import Foundation
import Testing

@testable import Training

@Suite("Reports of a training")
struct ReportTests {
  private let report = EpochReport(
    epoch: 3, epochs: 60, steps: 120, loss: 1.23456, gradientNorm: 2.5, learningRate: 0.002,
    nullShare: 0.876, wordErrorRate: 0.125, characterErrorRate: 0.04, isBest: true,
    framesPerSecond: 1234.5,
    seconds: 75, phases: "forward 100%", symptoms: [])

  @Test("a line tells epoch, loss, error rates, the best one marked, speed and time")
  func line() {
    #expect(
      report.line
        == "epoch 3/60 loss 1.235 dev WER 12.50% CER 4.00% * |g| 2.50 null 88% rate 2.0e-03 "
        + "1234 frames/s 1:15 (forward 100%)")
    var without = report
    without.wordErrorRate = nil
    without.isBest = false
    #expect(without.line.hasPrefix("epoch 3/60 loss 1.235 |g| 2.50 "))
  }

  @Test("phases are shares of the time in the order of a step")
  func phases() {
    var durations = PhaseDurations()
    durations.add(3, to: .backward)
    durations.add(0.5, to: .forward)
    var more = PhaseDurations()
    more.add(0.5, to: .forward)
    durations.add(more)
    #expect(durations.shares == "forward 25% backward 75%")
    #expect(PhaseDurations().shares == "")
  }

  @Test(
    "a clock shows minutes and seconds",
    arguments: [(0, "0:00"), (59.9, "0:59"), (187, "3:07"), (6000, "100:00"), (-1, "0:00")])
  func clock(seconds: Double, text: String) {
    #expect(clockTime(seconds) == text)
    #expect(clockTime(.infinity) == "?")
  }
}
