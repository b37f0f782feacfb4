import CTC
import Testing

@Suite("Trimming")
struct TrimmingTests {
  @Test("without a null symbol, 好好好棒棒棒棒 is 好棒 and nothing is 好棒棒")
  func trimming() {
    #expect(String(trimmed("好好好棒棒棒棒")) == "好棒")
    for path in ["好棒", "好好棒棒", "好棒棒", "好棒棒棒棒"] { #expect(trimmed(path) == ["好", "棒"]) }
    #expect(trimmed([Int]()) == [])
  }

  @Test("the null symbol φ parts what it stands between")
  func collapsing() {
    #expect(String(collapsed("好φφ棒φφφφ", null: "φ")) == "好棒")
    #expect(String(collapsed("好φφ棒φ棒φφ", null: "φ")) == "好棒棒")
    #expect(collapsed([0, 0, 0], null: 0) == [])
    #expect(collapsed([1, 1, 0, 2, 1], null: 0) == [1, 2, 1])
  }

  @Test("a labelling takes a frame for each label and one for each repeat")
  func frames() {
    #expect(minimumFrames(for: []) == 0)
    #expect(minimumFrames(for: [1, 2, 1]) == 3)
    #expect(minimumFrames(for: [1, 1, 1, 2, 2]) == 8)
  }
}
