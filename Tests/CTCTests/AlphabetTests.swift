import CTC
import NumericCore
import Testing

@Suite("Alphabet")
struct AlphabetTests {
  @Test("of transcripts: the null symbol, then every character in the order of code points")
  func transcripts() throws {
    let alphabet = Alphabet(transcripts: ["two  cats\n", "e\u{301}t\u{e9}"])
    #expect(alphabet.symbols == ["<blank>", " ", "a", "c", "o", "s", "t", "w", "é"])
    #expect(alphabet.null == 0)
    #expect(alphabet.wordBoundary == 1)
    #expect(alphabet.count == 9)
    #expect(Alphabet(transcripts: ["好棒", "one"]).wordBoundary == nil)
  }

  @Test(
    "of units: phonemes and words, each of which begins a word, marked where that cannot be seen")
  func units() throws {
    let phonemes = Alphabet(unitsOf: ["TH R IY", "EY T  F AO\tR"])
    #expect(phonemes.symbols == ["<blank>", "AO", "EY", "F", "IY", "R", "T", "TH"])
    #expect(try phonemes.labels(of: "TH R IY T") == [7, 5, 4, 6])
    #expect(phonemes.text(of: [7, 5, 4, 6]) == "TH R IY T")
    let letters = Alphabet(unitsOf: ["k æ t", "t ʃ ə"])
    #expect(letters.symbols == ["<blank>", "▁k", "▁t", "▁æ", "▁ə", "▁ʃ"])
    #expect(try letters.labels(of: "t ʃ k æ") == [2, 5, 1, 3])
    #expect(letters.text(of: [1, 3, 2]) == "k æ t")
    #expect(try Alphabet(tokenLines: letters.tokenLines) == letters)
    #expect(throws: AlphabetError.self) { try letters.labels(of: "kæt") }
    for alphabet in [phonemes, letters] {
      #expect((0..<alphabet.count).allSatisfy { alphabet.beginsWord($0) == ($0 > 0) })
    }
    #expect(Alphabet(unitsOf: ["好 棒"]) == Alphabet(transcripts: ["好 棒"]))
    #expect(Alphabet(unitsOf: []).count == 1)
  }

  @Test("of units that are pieces of words, which texts write as they are, or as words")
  func pieceUnits() throws {
    let texts = ["▁he llo ▁wor ld", " ▁l l o"]
    let alphabet = Alphabet(unitsOf: texts)
    #expect(alphabet.symbols == ["<blank>", "l", "ld", "llo", "o", "▁he", "▁l", "▁wor"])
    #expect(alphabet.labels(ofPieces: texts[0]) == [5, 3, 7, 2])
    #expect(alphabet.labels(ofPieces: "▁he l l o") == [5, 1, 1, 4])
    #expect(alphabet.text(of: [5, 1, 1, 4, 7, 2]) == "hello world")
    #expect(alphabet.writable(texts[0]) == "hello world")
    #expect(try alphabet.labels(of: texts[0]) == [5, 3, 7, 2])
    #expect(try alphabet.labels(of: "hello world") == [5, 3, 7, 2])
    #expect(alphabet.labels(ofPieces: "hello") == nil)
    #expect(alphabet.labels(ofPieces: "▁hel lo") == nil)
    #expect(alphabet.labels(ofPieces: "▁he <blank>") == nil)
    #expect(try Alphabet(tokenLines: alphabet.tokenLines) == alphabet)
    let letters = Alphabet(transcripts: ["hello world"])
    #expect(letters.writable(texts[0]) == "hello world" && letters.labels(ofPieces: "▁he") == nil)
  }

  @Test("characters are the same however they were composed")
  func composition() throws {
    let alphabet = try Alphabet(symbols: ["e\u{301}", "t", "_"], null: 2)
    #expect(try alphabet.labels(of: "\u{e9}te\u{301}") == [0, 1, 0])
    #expect(Array(alphabet.text(of: [0]).unicodeScalars) == ["\u{e9}"])
  }

  @Test(
    "marks that no letter is composed with are symbols of their own, and unknown ones are named")
  func marks() throws {
    let alphabet = Alphabet(transcripts: ["की बत्ती"])
    #expect(alphabet.symbols == ["<blank>", " ", "क", "त", "ब", "\u{940}", "\u{94D}"])
    let labels = try alphabet.labels(of: "ती कत्ब")
    #expect(labels == [3, 5, 1, 2, 3, 6, 4])
    #expect(alphabet.text(of: labels) == "ती कत्ब")
    #expect(throws: AlphabetError.unknownCharacter(character: "कि", position: 1)) {
      try alphabet.labels(of: "तकि")
    }
    #expect(try Alphabet(tokenLines: alphabet.tokenLines) == alphabet)
    #expect(normalizedText("क \u{940}  त") == "क \u{940} त")
  }

  @Test("a run of white space is one word boundary, and none at the ends")
  func whiteSpace() throws {
    let alphabet = try Alphabet(symbols: ["_", "|", "a", "b"], null: 0)
    #expect(alphabet.wordBoundary == 1)
    let labels = try alphabet.labels(of: " ab \t\n b ")
    #expect(labels == [2, 3, 1, 3])
    #expect(alphabet.text(of: labels) == "ab b")
  }

  @Test(
    "a | is a space: one boundary with those around it, and none at the ends",
    arguments: ["a|b", "a | b", "a || b", "| a |\tb |", "\u{a0}a|\u{a0}b|"])
  func bars(text: String) throws {
    let alphabet = try Alphabet(symbols: ["_", "|", "a", "b", "é"], null: 0)
    #expect(try alphabet.labels(of: text) == [2, 1, 3])
    #expect(try alphabet.labels(of: "é |" + text) == [4, 1, 2, 1, 3])
    #expect(alphabet.writable(text) == "a b")
    #expect(try alphabet.labels(of: " | ") == [])
    #expect(throws: AlphabetError.unknownCharacter(character: "c", position: 2)) {
      try alphabet.labels(of: "a | c")
    }
  }

  @Test("what symbols write is parted from the characters that none writes")
  func parts() throws {
    /// The parts where the rest of the text is spelled anew behind each fault.
    func naive(_ text: String, _ alphabet: Alphabet) -> [Alphabet.Part] {
      var parts: [Alphabet.Part] = []
      func write(_ part: String) {
        if let labels = try? alphabet.labels(of: part), !labels.isEmpty {
          parts.append(.written(labels: labels))
        }
      }
      var rest = text
      while !rest.isEmpty {
        do {
          _ = try alphabet.labels(of: rest)
          write(rest)
          return parts
        } catch {
          guard case .unknownCharacter(let character, let position) = error else { return parts }
          write(String(rest.prefix(position)))
          parts.append(.unknown(character: character))
          rest = String(rest.dropFirst(position + 1))
        }
      }
      return parts
    }
    var generator = SeededGenerator(seed: 412)
    for symbols in [["a", "b"], ["a", "ab", "bba"], ["a", "क", "ab", "कीa"]] {
      let alphabet = try Alphabet(symbols: [Alphabet.nullName] + symbols + [" "], null: 0)
      for _ in 0..<200 {
        let text = (0..<10).map { _ in
          ["a", "b", "x", "क", "की"].randomElement(using: &generator) ?? ""
        }.joined()
        #expect(alphabet.parts(of: text) == naive(text, alphabet), "\(text)")
      }
    }
    #expect(try Alphabet(symbols: ["-", "a"], null: 0).parts(of: "").isEmpty)
  }

  @Test("of tokens: the longest symbol that fits is read")
  func tokens() throws {
    let alphabet = try Alphabet(symbols: ["s", "c", "h", "sch", "ch", "<blank>"], null: 5)
    #expect(try alphabet.labels(of: "schchhs") == [3, 4, 2, 0])
    #expect(alphabet.text(of: [3, 4, 2, 0]) == "schchhs")
  }

  @Test("text never writes the null symbol")
  func nullIsNotText() throws {
    let alphabet = try Alphabet(symbols: ["_", "a"], null: 0)
    #expect(throws: AlphabetError.unknownCharacter(character: "_", position: 1)) {
      try alphabet.labels(of: "a_")
    }
  }

  @Test("an unknown character is named by code point and position")
  func unknownCharacter() throws {
    let alphabet = try Alphabet(symbols: ["_", "a", "b"], null: 0)
    let error = #expect(throws: AlphabetError.self) { try alphabet.labels(of: "ab\u{200e}a") }
    let text = try #require(error).description
    #expect(text.contains("U+200E") && text.contains("position 3"))
    let family = #expect(throws: AlphabetError.self) { try alphabet.labels(of: "👩‍👧") }
    #expect(try #require(family).description.contains("U+1F469 U+200D U+1F467"))
  }

  @Test("refuses symbols that cannot be told apart")
  func faults() {
    #expect(throws: AlphabetError.tooFewSymbols(count: 1)) { try Alphabet(symbols: ["_"], null: 0) }
    #expect(throws: AlphabetError.nullOutOfRange(null: 2, count: 2)) {
      try Alphabet(symbols: ["_", "a"], null: 2)
    }
    #expect(throws: AlphabetError.emptySymbol(index: 1)) {
      try Alphabet(symbols: ["_", ""], null: 0)
    }
    #expect(throws: AlphabetError.duplicateSymbol(symbol: "é", first: 1, second: 2)) {
      try Alphabet(symbols: ["_", "\u{e9}", "e\u{301}"], null: 0)
    }
    #expect(throws: AlphabetError.duplicateSymbol(symbol: " ", first: 1, second: 2)) {
      try Alphabet(symbols: ["_", "|", " "], null: 0)
    }
  }
}

@Suite("Token list")
struct TokenListTests {
  @Test("is read back as it was written")
  func roundTrip() throws {
    let alphabet = Alphabet(transcripts: ["zwei wörter", "好棒"])
    #expect(alphabet.tokenLines.prefix(2) == ["<blank>", "|"])
    #expect(try Alphabet(tokenLines: alphabet.tokenLines) == alphabet)
  }

  @Test("may have a byte order mark, carriage returns, a space for | and empty lines at the end")
  func tolerance() throws {
    let lines = ["\u{feff}a\r", " \r", "<blank>\r", "b\r\n", "", ""]
    let alphabet = try Alphabet(tokenLines: lines)
    #expect(alphabet == (try Alphabet(symbols: ["a", "|", "<blank>", "b"], null: 2)))
    #expect(alphabet.tokenLines == ["a", "|", "<blank>", "b"])
  }

  @Test("must name the null symbol, and have no empty line inside")
  func faults() {
    #expect(throws: AlphabetError.missingNull(names: Alphabet.nullNames)) {
      try Alphabet(tokenLines: ["a", "b"])
    }
    #expect(throws: AlphabetError.emptySymbol(index: 1)) {
      try Alphabet(tokenLines: ["<blank>", "", "b"])
    }
  }

  @Test("may number its symbols, in any order, with those behind them that only graphs have")
  func numbers() throws {
    let alphabet = try Alphabet(
      tokenLines: ["▁the 2", "<blk> 0", "s\t3", "| 1", "#0 4", "#1 5", ""])
    #expect(alphabet == (try Alphabet(symbols: ["<blk>", "|", "▁the", "s"], null: 0)))
    #expect(try Alphabet(tokenLines: ["_ 1", "  0", "<pad> 2"]).symbols == [" ", "_", "<pad>"])
    for (lines, label) in [(["<blk> 0", "a 2"], 1), (["<blk> 0", "a 0"], 1), (["<blk> 1"], 0)] {
      #expect(throws: AlphabetError.missingLabel(label, count: lines.count)) {
        try Alphabet(tokenLines: lines)
      }
    }
    let aligned = ["<blk>    0", "two \t  1  ", "| \u{a0} 2\t", "   3 "]
    #expect(throws: AlphabetError.self) { try Alphabet(tokenLines: aligned) }
    #expect(
      try Alphabet(tokenLines: Array(aligned.prefix(3))).symbols == ["<blk>", "two", " "])
    // Numbers are symbols where not all lines have them.
    #expect(try Alphabet(tokenLines: ["<blank>", "a 1"]).symbols == ["<blank>", "a 1"])
  }

  @Test("may be a dictionary of labels")
  func dictionary() throws {
    let labels = ["|": 4, "<pad>": 0, "<s>": 1, "E": 3, "<unk>": 2]
    let alphabet = try Alphabet(labels: labels)
    #expect(alphabet == (try Alphabet(symbols: ["<pad>", "<s>", "<unk>", "E", "|"], null: 0)))
    #expect(alphabet.wordBoundary == 4)
    #expect(throws: AlphabetError.missingLabel(1, count: 2)) {
      try Alphabet(labels: ["<pad>": 0, "a": 3])
    }
  }

  @Test("may name the null symbol otherwise")
  func nullNames() throws {
    #expect(try Alphabet(tokenLines: ["a", "<pad>", "<blank>"]).null == 2)
    #expect(try Alphabet(tokenLines: ["a", "-", "<blank>"], null: "-").null == 1)
    #expect(throws: AlphabetError.missingNull(names: ["_"])) {
      try Alphabet(tokenLines: ["a", "<blank>"], null: "_")
    }
  }
}
