import Foundation
import Testing

@testable import Report

@Suite("Pictures of the report")
struct PictureTests {
  @Test("a picture has PNG's signature, its size and whole chunks")
  func portableNetworkGraphics() {
    let data = [UInt8](PNGImage(width: 3, height: 2, pixels: [0, 1, 2, 253, 254, 255]).data)
    #expect(Array(data[..<8]) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    #expect(Array(data[16..<24]) == [0, 0, 0, 3, 0, 0, 0, 2])
    // The last chunk of every PNG file.
    #expect(data.suffix(12) == [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
  }

  @Test(
    "scales have round numbers",
    arguments: [
      (98.9, [0.0, 20, 40, 60, 80, 100]), (60.0, [0, 10, 20, 30, 40, 50, 60]),
      (0.002, [0, 0.0005, 0.001, 0.0015, 0.002]), (0.0, [0, 1]),
    ])
  func scales(highest: Double, expected: [Double]) {
    let ticks = LineChart.ticks(upTo: highest)
    #expect(ticks.count == expected.count)
    #expect(zip(ticks, expected).allSatisfy { abs($0 - $1) < 1e-9 }, "\(ticks)")
  }

  @Test(
    "the numbers of a scale have the same digits",
    arguments: [
      (0.002, ["0", "0.0005", "0.0010", "0.0015", "0.0020"]), (1.0, ["0", "0.2", "0.4"]),
      (70.0, ["0", "10", "20"]), (2e-4, ["0", "5e-5", "1e-4"]), (2.0, ["0", "0.5", "1.0"]),
    ])
  func numbers(highest: Double, expected: [String]) {
    let ticks = LineChart.ticks(upTo: highest).prefix(expected.count)
    #expect(ticks.map { LineChart.label($0, upTo: highest) } == expected)
  }

  @Test("a line of one point is seen as a dot")
  func dot() {
    func svg(_ epochs: ClosedRange<Int>) -> String {
      let points = epochs.map { (x: Double($0), y: 2.0) }
      return LineChart(title: "Loss", unit: "", lines: [("training", points)]).svg
    }
    #expect(svg(1...1).contains("<circle class=\"name0\" cx=\"424.0\" cy=\"40.0\""))
    #expect(!svg(1...2).contains("<circle"))
  }

  @Test("confused symbols are counted, the most frequent first")
  func confusions() {
    var matrix = ConfusionMatrix()
    matrix.add(reference: "b d", hypothesis: "d d")
    matrix.add(reference: "b", hypothesis: "d")
    matrix.add(reference: "ab", hypothesis: "abc")
    matrix.add(reference: "xy", hypothesis: "y")
    #expect(matrix.counts.count == 3)
    let worst = matrix.worst(1)
    #expect(worst.map(\.pair) == [ConfusionMatrix.Pair(said: "b", heard: "d")])
    #expect(worst.map(\.count) == [2])
    #expect(matrix.counts[ConfusionMatrix.Pair(said: nil, heard: "c")] == 1)
    #expect(matrix.counts[ConfusionMatrix.Pair(said: "x", heard: nil)] == 1)
    #expect(matrix.svg.contains("b → d: 2") && matrix.isWhole)
  }

  @Test("of many symbols the matrix shows those that are confused most")
  func manySymbols() {
    var matrix = ConfusionMatrix()
    for value in 0x4E00..<0x4F00 as Range<UInt32> {
      let text = Unicode.Scalar(value).map { String(Character($0)) } ?? ""
      matrix.add(reference: text, hypothesis: "")
      if value % 16 == 0 { matrix.add(reference: text, hypothesis: "") }
    }
    #expect(matrix.counts.count == 256 && !matrix.isWhole)
    let svg = matrix.svg
    #expect(svg.split(separator: "<rect").count == ConfusionMatrix.greatestSide + 1)
    #expect(svg.split(separator: ": 2</title>").count == 17)
  }

  @Test("text is shown as it is")
  func escaping() {
    #expect(escaped("<b> & \"c\"") == "&lt;b&gt; &amp; &quot;c&quot;")
  }
}
