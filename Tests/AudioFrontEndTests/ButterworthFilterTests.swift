import TestSupport
import Testing

@testable import AudioFrontEnd

@Suite("Butterworth filters")
struct ButterworthFilterTests {
  struct Goldens: Decodable {
    struct Case: Decodable {
      let kind: String
      let edge: Double
      let sampleRate: Int
      let samples: [Float]
    }
    let input: [Float]
    let cases: [Case]
  }

  @Test("the samples are SciPy's")
  func samples() throws {
    let goldens = try fixture("AudioFrontEnd/butterworth.json", as: Goldens.self)
    #expect(goldens.cases.count == 4)
    for golden in goldens.cases {
      let filter = ButterworthFilter(
        golden.kind == "highpass" ? .highPass : .lowPass, edge: golden.edge,
        sampleRate: golden.sampleRate)
      #expect(largestDifference(filter.filtered(goldens.input), golden.samples) < 1e-6)
    }
  }
}
