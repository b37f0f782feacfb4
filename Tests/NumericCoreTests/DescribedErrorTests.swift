import Foundation
import NumericCore
import Testing

@Suite("DescribedError")
struct DescribedErrorTests {
  private struct NoSound: DescribedError {
    let description = "x.wav: no such file; check the path"
  }

  @Test("what an app shows of an error is its description")
  func localizedDescription() {
    let error: any Error = NoSound()
    #expect(error.localizedDescription == "x.wav: no such file; check the path")
  }
}
