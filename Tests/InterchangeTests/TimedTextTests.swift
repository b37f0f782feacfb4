import Interchange
import Testing

@Suite("Words with times")
struct TimedTextTests {
  private func word(_ text: String, _ start: Double, _ end: Double) -> TimedText {
    TimedText(text: text, start: start, end: end, confidence: 0.5)
  }

  @Test("CTM has a line a word, and no space in the recording's name")
  func ctm() {
    let lines = ctmLines([word("a", 0, 0.256), word("b", 12.5, 13)], recording: "my file")
    #expect(lines == "my_file 1 0.00 0.26 a 0.500\nmy_file 1 12.50 0.50 b 0.500\n")
    #expect(ctmLines([word("a", 0, 1)], recording: "x", channel: 2).hasPrefix("x 2 0.00 1.00 a"))
    #expect(ctmLines([], recording: "x") == "")
  }

  @Test("a time that is no number is refused, in words")
  func noTime() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = ctmLines([TimedText(text: "a", start: .nan, end: 1, confidence: 1)], recording: "x")
    }
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(errors.contains("nan for a time in seconds"))
  }

  @Test("subtitles break at pauses, at 42 characters and at six seconds")
  func breaks() {
    let long = String(repeating: "x", count: 30)
    let subtitles = Subtitles([
      word("a", 0, 1), word("b", 1.5, 2), word("c", 3, 4), word(long, 4, 5), word(long, 5, 6),
      word("d", 6, 11), word("e", 11, 12),
    ])
    #expect(subtitles.lines.map(\.text) == ["a b", "c " + long, long, "d e"])
    #expect(subtitles.lines.map(\.end) == [2, 5, 6, 12])
    #expect(subtitles.lines.allSatisfy { $0.text.count <= 42 })
  }

  @Test("subtitles are as few as may be, about as long as each other, and part in pauses")
  func even() {
    let long = String(repeating: "x", count: 8)
    // Four words a line at the most: one would be left of nine.
    let spoken = (0..<9).map { word(long, Double($0) * 0.4, Double($0) * 0.4 + 0.4) }
    let lines = Subtitles(spoken).lines
    #expect(lines.map { $0.text.split(separator: " ").count } == [3, 3, 3])
    #expect(lines.map(\.text).joined(separator: " ") == spoken.map(\.text).joined(separator: " "))
    // Of two places to part, where there is a pause.
    let parted = [
      word(long, 0, 0.4), word(long, 0.4, 0.8), word(long, 1.2, 1.6), word(long, 1.6, 2),
      word(long, 2, 2.4),
    ]
    #expect(Subtitles(parted).lines.map(\.start) == [0, 1.2])
  }

  @Test("subtitles stay as long as it takes to read them, if the next leaves the time")
  func held() {
    let lines = Subtitles([
      word("a", 0, 0.2), word(String(repeating: "b", count: 34), 2, 2.5), word("c", 3.6, 3.7),
      word("d", 5, 5.1),
    ]).lines
    #expect(lines.map(\.end) == [1, 3.6, 4.6, 5.1])
  }

  @Test("subtitles have the spaces of the text, and half as many characters where these are wide")
  func wideCharacters() {
    let text = String(repeating: "好", count: 20) + "ab 字"
    let words = text.filter { !"ab ".contains($0) }.map(String.init)
    let timed = (words.dropLast() + ["ab", "字"]).enumerated().map {
      word($1, Double($0) / 10, Double($0 + 1) / 10)
    }
    let subtitles = Subtitles(timed, text: text)
    #expect(
      subtitles.lines.map(\.text) == [
        String(repeating: "好", count: 11), String(repeating: "好", count: 9) + "ab 字",
      ])
    #expect(Subtitles(Array(timed.suffix(3)), text: "好ab 字").lines.map(\.text) == ["好ab 字"])
  }

  @Test("SubRip counts and WebVTT escapes; both have hours")
  func clocks() {
    let subtitles = Subtitles([word("a<b", 3725.0014, 3726.9996), word("c&d", 3728, 3729)])
    #expect(
      subtitles.subRip
        == "1\n01:02:05,001 --> 01:02:07,000\na<b\n\n2\n01:02:08,000 --> 01:02:09,000\nc&d\n\n")
    #expect(
      subtitles.webVTT
        == "WEBVTT\n\n01:02:05.001 --> 01:02:07.000\na&lt;b\n\n"
        + "01:02:08.000 --> 01:02:09.000\nc&amp;d\n\n")
    #expect(Subtitles([]).webVTT == "WEBVTT\n\n")
    #expect(
      Subtitles([word("e", 0, 1)]).subRip(after: 41)
        == "42\n00:00:00,000 --> 00:00:01,000\ne\n\n")
  }

  @Test("a TextGrid covers its whole time, and doubles quotation marks")
  func grid() {
    let text = textGrid(
      [("words", [word("say \"x\"", 0.5, 1), word("never", 1, 1)]), ("none", [])], duration: 2)
    #expect(text.hasPrefix("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\n"))
    #expect(text.contains("xmax = 2.0000\ntiers? <exists>\nsize = 2\n"))
    #expect(text.contains("text = \"say \"\"x\"\"\""))
    #expect(!text.contains("never"))
    let ends = text.split(separator: "\n").filter { $0.hasPrefix("            xm") }
      .compactMap { $0.split(separator: " ").last.map(String.init) }
    #expect(
      ends == ["0.0000", "0.5000", "0.5000", "1.0000", "1.0000", "2.0000", "0.0000", "2.0000"])
  }
}
