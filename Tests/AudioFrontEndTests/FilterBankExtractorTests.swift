import AudioFrontEnd
import Foundation
import Testing

@Suite("Filter bank extractor")
struct FilterBankExtractorTests {
  @Test("one line turns a clip into features")
  func oneLine() throws {
    let clip = AudioClip(samples: [Float](repeating: 0.1, count: 16000), sampleRate: 16000)
    let features = try FilterBankExtractor(
      .init(sampleRate: clip.sampleRate, melBinCount: 80)
    ).features(of: clip)
    #expect(features.rows == 98 && features.columns == 80)
  }
}
