import NumericCore
import TestSupport
import Testing

@testable import CTC

/// Fixtures/CTC/word-pieces.json, written by Fixtures/generate/word_pieces.py.
private struct SentencePieces: Decodable {
  struct Written: Decodable {
    let text: String
    let labels: [Int]
  }

  let kind: String
  let pieces: [String]
  let texts, chance: [Written]
}

@Suite("Pieces of words")
struct WordPiecesTests {
  private let alphabet: Alphabet

  init() throws {
    alphabet = try Alphabet(tokenLines: ["<blk>", "▁", "▁a", "a", "b", "▁ab"])
  }

  @Test("write the words that they begin with a space between them")
  func text() {
    #expect(alphabet.hasWordPieces && alphabet.separatesWords && alphabet.wordBoundary == nil)
    #expect((0..<6).filter(alphabet.beginsWord) == [1, 2, 5])
    #expect(alphabet.text(of: [5, 4, 3, 2, 1, 4, 3]) == "abba a ba")
    #expect(alphabet.text(of: [4, 1, 1, 2, 1]) == "b a")
    #expect(alphabet.text(of: []) == "")
  }

  @Test("are found for a text: as few as can be, the first ones as long as can be")
  func labels() throws {
    #expect(try alphabet.labels(of: " abba  a\tba ") == [5, 4, 3, 2, 1, 4, 3])
    #expect(try alphabet.labels(of: "▁abba▁a|ba") == [5, 4, 3, 2, 1, 4, 3])
    #expect(try alphabet.labels(of: " ") == [])
    for (text, position) in [("ab xa", 3), ("x", 0), ("abax", 3)] {
      #expect(throws: AlphabetError.unknownCharacter(character: "x", position: position)) {
        try alphabet.labels(of: text)
      }
    }
    // The longest piece first would leave no way to write the rest.
    let narrow = try Alphabet(symbols: ["_", "▁ab", "▁a", "bc", "▁"], null: 0)
    #expect(try narrow.labels(of: "abc") == [2, 3])
  }

  @Test("write what a text of other letters comes down to")
  func writable() throws {
    #expect(alphabet.writable("Ab, BA!") == "ab ba")
    let upper = try Alphabet(symbols: ["_", "▁A", "A", "B", "▁B"], null: 0)
    #expect(upper.writable("ab-ba") == "AB BA")
    #expect(upper.writable("ABBA") == "ABBA")
  }

  @Test("of scripts without spaces begin words without a mark")
  func unspaced() throws {
    let alphabet = try Alphabet(symbols: ["_", "▁", "▁OK", "O", "K", "好", "棒"], null: 0)
    for text in ["好 OK 棒", "好OK棒", "好棒", "OK 好"] {
      let labels = try alphabet.labels(of: text)
      #expect(words(of: alphabet.text(of: labels)) == words(of: text))
    }
    #expect(try alphabet.labels(of: "好OK 棒") == [5, 2, 6])
    let lexicon = try Lexicon(lines: ["好棒", "OK"], alphabet: alphabet)
    var logits = Matrix(rows: 5, columns: alphabet.count)
    for (t, label) in [5, 6, 2, 5, 0].enumerated() { logits[t, label] = 9 }
    let found = BeamSearchDecoder(alphabet: alphabet, options: BeamSearchOptions(lexicon: lexicon))
      .decoded(logits.logSoftmax())
    #expect(alphabet.text(of: found.labels) == "好棒 OK")
  }

  @Test("may be marked where they go on, as WordPiece does, or be whole words or phonemes")
  func otherMarks() throws {
    let pieces = try Alphabet(tokenLines: ["[PAD]", "[UNK]", "a", "##b", "##a", "b", "#"])
    #expect(pieces.text(of: [2, 3, 4, 5, 2]) == "aba b a")
    #expect(try pieces.labels(of: "ab ba") == [2, 3, 5, 4])
    #expect(pieces.wordRanges(in: [2, 3, 4, 5, 2]) == [0..<3, 3..<4, 4..<5])
    #expect(pieces.symbols[3] == "##b")

    let words = try Alphabet(tokenLines: ["<blank>", "yes", "no", "I", "<unk>"])
    #expect(words.text(of: [1, 2, 3, 2]) == "yes no I no")
    #expect(try words.labels(of: "no  yes I") == [2, 1, 3])
    #expect(words.wordRanges(in: [2, 2]) == [0..<1, 1..<2])
    #expect(words.writable("No, yes!") == "no yes")
    let phonemes = try Alphabet(tokenLines: ["<blank>", "AH", "UW", "T", "SIL"])
    let labels = try phonemes.labels(of: "T UW T AH")
    #expect(phonemes.text(of: labels) == "T UW T AH")
    let lexicon = try Lexicon(lines: ["two T UW", "to T AH"], alphabet: phonemes)
    var logits = Matrix(rows: 5, columns: 5)
    for (t, label) in [3, 2, 0, 3, 1].enumerated() { logits[t, label] = 9 }
    let found = BeamSearchDecoder(alphabet: phonemes, options: BeamSearchOptions(lexicon: lexicon))
      .decoded(logits.logSoftmax())
    #expect(found.words?.map(\.text) == ["two", "to"])

    // Letters, some of which take two characters, are written one after the other.
    let letters = try Alphabet(tokenLines: ["<blank>", "<unk>", "<s>", "s", "c", "h", "sch", "ch"])
    #expect(letters.text(of: [6, 7]) == "schch" && !letters.hasWordPieces)
    #expect(try !Alphabet(tokenLines: ["<blank>", "|", "yes", "no"]).hasWordPieces)
    #expect(try !Alphabet(tokenLines: ["<blank>", "开灯", "yes", "no"]).hasWordPieces)
  }

  @Test("are grouped into words, with a mark that stands alone")
  func ranges() {
    #expect(alphabet.wordRanges(in: [5, 4, 2, 1, 4, 3]) == [0..<2, 2..<3, 3..<6])
    #expect(alphabet.wordRanges(in: [4, 1, 1, 3, 6, 3, 1]) == [0..<1, 2..<4, 4..<5, 5..<6])
  }

  @Test("say what SentencePiece says, and are no more than it takes")
  func sentencePiece() throws {
    let golden = try fixture("CTC/word-pieces.json", as: [SentencePieces].self)
    #expect(golden.map(\.kind) == ["bpe", "unigram"])
    for model in golden {
      let alphabet = try Alphabet(symbols: model.pieces + ["<blank>"], null: model.pieces.count)
      #expect(model.texts.count == 40 && model.chance.count == 40)
      for written in model.texts + model.chance {
        #expect(alphabet.text(of: written.labels) == written.text)
      }
      for written in model.texts {
        let labels = try alphabet.labels(of: written.text)
        #expect(words(of: alphabet.text(of: labels)) == words(of: written.text))
        #expect(labels.count <= written.labels.count)
      }
    }
  }

  @Test("align whichever way to write a text has the most probable path")
  func alignment() throws {
    var generator = SeededGenerator(seed: 311)
    let alphabet = try Alphabet(
      tokenLines: ["<blk>", "▁", "▁a", "a", "b", "▁ab", "ba", "bab", "ab"])
    let star = alphabet.count
    let text = "aba ba"
    let spellings = spellings(of: alphabet.scalars(of: text).scalars, alphabet)
    #expect(spellings.count > 10)
    var chosen: Set<[Int]> = []
    for _ in 0..<40 {
      let frames = Matrix.random(rows: 9, columns: alphabet.count, scale: 3, using: &generator)
        .logSoftmax()
      let graph = LabelGraph(of: try alphabet.labels(of: text), in: alphabet)
      let found = try #require(ForcedAlignment(of: graph, to: frames, null: 0) {})
      let all = spellings.compactMap { ForcedAlignment(of: $0, to: frames, null: 0) }
      let best = try #require(all.max { $0.logProbability < $1.logProbability })
      #expect(found.path == best.path && found.logProbability == best.logProbability)
      let labels = found.spans.map(\.label)
      #expect(alphabet.text(of: labels) == text)
      chosen.insert(labels)
      let lengths = labels.map { alphabet.symbols[$0].unicodeScalars.count }
      #expect(found.places == lengths.indices.map { lengths[..<$0].reduce(0, +) })

      let starred = try [star] + alphabet.labels(of: "aba") + [star] + alphabet.labels(of: "ba")
      let starFrames = frames.withStar(null: 0)
      let withStar = LabelGraph(of: starred, star: star, in: alphabet)
      let foundStar = try #require(ForcedAlignment(of: withStar, to: starFrames, null: 0) {})
      let split = self.spellings(of: alphabet.scalars(of: "aba").scalars, alphabet).flatMap { a in
        self.spellings(of: alphabet.scalars(of: "ba").scalars, alphabet).map {
          [star] + a + [star] + $0
        }
      }
      let bestStar = split.compactMap {
        ForcedAlignment(of: $0, to: starFrames, null: 0, star: star)?.logProbability
      }.max()
      #expect(foundStar.logProbability == bestStar)
    }
    #expect(chosen.count > 3)
  }

  /// Every way to write a text.
  private func spellings(of text: [Unicode.Scalar], _ alphabet: Alphabet) -> [[Int]] {
    guard !text.isEmpty else { return [[]] }
    return alphabet.symbols.indices.flatMap { label -> [[Int]] in
      let symbol = Array(alphabet.symbols[label].unicodeScalars)
      guard label != alphabet.null, text.starts(with: symbol) else { return [] }
      return spellings(of: Array(text[symbol.count...]), alphabet).map { [label] + $0 }
    }
  }
}
