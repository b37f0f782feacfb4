import NumericCore
import Testing

@Suite("Text on one line")
struct OneLineTests {
  @Test("control characters are written out, everything else stays")
  func escapes() {
    #expect("a\nb\r\nc\td\0".onOneLine == #"a\nb\r\nc\td\0"#)
    #expect("x\u{85}y\u{2028}z\u{1b}[K".onOneLine == #"x\u{0085}y\u{2028}z\u{1B}[K"#)
    for text in ["", "eine Zeile", "好 é 🙂", #"C:\new"#] { #expect(text.onOneLine == text) }
  }
}
