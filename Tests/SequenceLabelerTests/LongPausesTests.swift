import CTC
import Foundation
import NumericCore
import RecurrentNetwork
import TestSupport
import Testing

@testable import SequenceLabeler

@Suite("Long pauses")
struct LongPausesTests {
  /// Frames of 10 ms at these levels, each so many times.
  private func frames(_ parts: [(level: Float, count: Int)]) -> Matrix {
    let levels = parts.flatMap { part in
      // A pause is no more even than noise is.
      (0..<part.count).map { part.level + ($0 % 2 == 0 ? 0.2 : -0.2) }
    }
    return Matrix(rows: levels.count, columns: 2, elements: levels.flatMap { [$0 - 1, $0 + 1] })
  }

  private func speech(_ parts: [(level: Float, count: Int)], step: Int = 3) -> [Range<Int>] {
    LongPauses(in: frames(parts), secondsPerFrame: 0.01, step: step).speech
  }

  @Test("of a second or more are left out but for their ends")
  func longOnes() {
    #expect(speech([(5, 500), (15, 200), (5, 99), (15, 100)]) == [0..<39, 459..<899])
    #expect(
      speech([(15, 200), (5, 150), (14, 1), (5, 250), (15, 100)])
        == [0..<240, 309..<390, 561..<701])
    #expect(speech([(15, 100), (5, 300)], step: 1) == [0..<140, 360..<400])
  }

  @Test("are not where all is about as loud, or nothing")
  func none() {
    #expect(speech([(5, 1000)]) == [0..<1000])
    #expect(speech([(5, 500), (6.5, 500)]) == [0..<1000])
    #expect(speech([(5, 60), (15, 100), (5, 60)]) == [0..<220])
    #expect(speech([]) == [0..<0])
  }

  @Test("change nothing in what is said before and after them")
  func emissionsAroundThem() throws {
    let model = try toneModel(bidirectional: true)
    let labeler = SequenceLabeler.greedy(model)
    let (short, long) = (
      tones("  ab  ba  "), tones("  ab" + String(repeating: " ", count: 100) + "ba  ")
    )
    let (near, far) = (labeler.transcribe(short), labeler.transcribe(long))
    #expect(far.text == near.text && far.text == "abba")
    let rows = labeler.emissions(of: long).logProbabilities
    #expect(
      rows.rows
        == model.configuration.network.shape.frameCount(
          model.extractor.frameCount(sampleCount: long.samples.count)))
    for row in 0..<rows.rows {
      let sum = (0..<rows.columns).reduce(0) { $0 + exp(rows[row, $1]) }
      #expect(abs(sum - 1) < 1e-4)
    }
    // A tone lasts 0.2 s.
    #expect(abs(far.symbols[2].start - near.symbols[2].start - 98 * 0.2) < 0.021)
  }
}
