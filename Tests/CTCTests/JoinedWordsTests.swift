import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Words that nothing need part")
struct JoinedWordsTests {
  private let alphabet = Alphabet(transcripts: ["开关灯"])
  private let list = ["开", "开关", "关灯", "灯", "灯开关"]

  private func logits(_ alphabet: Alphabet, frames: Int, seed: UInt64) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    return .random(rows: frames, columns: alphabet.count, scale: 2, using: &generator)
  }

  /// All ways to part a text into words of `list`.
  private func partings(_ text: Substring, _ list: [String]) -> [[String]] {
    guard !text.isEmpty else { return [[]] }
    return Set(list).filter(text.hasPrefix).flatMap { word in
      partings(text.dropFirst(word.count), list).map { [word] + $0 }
    }
  }

  /// What the search finds, after a look at whether it is all that can be and as probable as it is.
  private func found(
    _ options: BeamSearchOptions, alphabet: Alphabet, frames: Int, seed: UInt64,
    isAllowed: (String) -> Bool
  ) throws -> [Hypothesis] {
    let logits = logits(alphabet, frames: frames, seed: seed)
    let all = CTCOracle.labellings(logits: logits.doubles, null: alphabet.null)
      .filter { isAllowed(alphabet.text(of: $0.key)) }
    let found = BeamSearchDecoder(alphabet: alphabet, options: options)
      .hypotheses(for: logits.logSoftmax(), count: .max)
    let texts = { (labels: [Int]) in normalizedText(alphabet.text(of: labels)) }
    #expect(Set(found.map { texts($0.labels) }) == Set(all.keys.map(texts)))
    #expect(Set(found.map { texts($0.labels) }).count == found.count)
    for hypothesis in found {
      let acoustic = naturalLogarithm(try #require(all[hypothesis.labels]))
      #expect(abs(Double(hypothesis.logProbability) - acoustic) < 1e-4)
    }
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score - 1e-5 })
    return found
  }

  @Test("follow each other directly, and only they do")
  func enumeration() throws {
    let lexicon = try Lexicon(lines: list, alphabet: alphabet)
    #expect(lexicon.joinsWords)
    let found = try found(
      BeamSearchOptions(beamSize: 100_000, lexicon: lexicon), alphabet: alphabet, frames: 6,
      seed: 301
    ) { !partings($0[...], list).isEmpty }
    #expect(found.count > 50)
    #expect(found.allSatisfy { $0.languageScore == 0 })
  }

  @Test("are worth what the best way to part them is", arguments: [(1.5, -0.4), (0.7, 2), (0, 1)])
  func languageModel(weight: Float, bonus: Float) throws {
    let model = ToyLanguageModel(words: ["灯开关", "关灯", "开", "灯"])
    let hotWords = try HotWords([("关灯", 2)], alphabet: alphabet)
    for hotWords in [nil, hotWords] {
      let found = try found(
        BeamSearchOptions(
          beamSize: 100_000, lexicon: try Lexicon(lines: list, alphabet: alphabet),
          languageModel: model, languageWeight: weight, wordBonus: bonus, hotWords: hotWords),
        alphabet: alphabet, frames: 6, seed: 302
      ) { !partings($0[...], list).isEmpty }
      for hypothesis in found {
        let text = alphabet.text(of: hypothesis.labels)
        let ways = partings(text[...], list).map {
          Double(weight) * model.score(of: $0) + Double(bonus) * Double($0.count)
        }
        let count = text.split(separator: "关灯", omittingEmptySubsequences: false).count - 1
        let boosts = hotWords == nil ? 0 : 2 * Double(count)
        let expected = try #require(ways.max()) + boosts
        #expect(abs(Double(hypothesis.languageScore) - expected) < 1e-4, "\(text)")
      }
    }
  }

  @Test("with a model over symbols are worth what their symbols are")
  func symbolModel() throws {
    let model = ToyLanguageModel(words: ["灯", "开"])
    let found = try found(
      BeamSearchOptions(
        beamSize: 100_000, lexicon: try Lexicon(lines: list, alphabet: alphabet),
        languageModel: model),
      alphabet: alphabet, frames: 5, seed: 303
    ) { !partings($0[...], list).isEmpty }
    for hypothesis in found {
      let symbols = hypothesis.labels.map { alphabet.symbols[$0] }
      #expect(abs(Double(hypothesis.languageScore) - model.score(of: symbols)) < 1e-4)
    }
  }

  @Test("gain no more by a label than is foreseen", arguments: [(1.5, -0.4), (0.7, 2)])
  func greatestGain(weight: Float, bonus: Float) throws {
    let alphabet = Alphabet(transcripts: ["开关 灯"])
    let options = BeamSearchOptions(
      lexicon: try Lexicon(lines: list, alphabet: alphabet),
      languageModel: ToyLanguageModel(words: ["灯开关", "关灯", "开", "灯"]),
      languageWeight: weight, wordBonus: bonus,
      hotWords: try HotWords([("关灯", 2)], alphabet: alphabet))
    let scoring = try #require(PrefixScoring(options, alphabet: alphabet))
    var tree = PrefixTree(null: Int32(alphabet.null), state: scoring.start)
    var node = PrefixTree.root
    while tree.count < 500 {
      let greatest = scoring.greatestGain(after: node, in: tree)
      for label in 0..<Int32(alphabet.count) where Int(label) != alphabet.null {
        let state = scoring.state(after: label, of: node, lexiconState: Lexicon.start, in: &tree)
        guard state.worth.isFinite else { continue }
        let child = tree.addChild(
          to: node, label: label, lexiconState: Lexicon.start, state: state)
        #expect(tree.gain(of: child) <= greatest * (1 + 1e-12))
      }
      node += 1
    }
  }

  @Test("need a space between them only where both have letters of a script with spaces")
  func mixedScripts() throws {
    let alphabet = Alphabet(transcripts: ["a 开"])
    let list = ["a", "开", "aa", "a开"]
    func isAllowed(_ text: String) -> Bool {
      let inner = text.trimmingPrefix(" ")
      let parts = (inner.hasSuffix(" ") ? inner.dropLast() : inner)
        .split(separator: " ", omittingEmptySubsequences: false)
      return parts == [""]
        || parts.allSatisfy { part in
          !part.isEmpty
            && partings(part, list).contains { words in
              zip(words, words.dropFirst()).allSatisfy { $0.last == "开" || $1.first == "开" }
            }
        }
    }
    _ = try found(
      BeamSearchOptions(beamSize: 100_000, lexicon: try Lexicon(lines: list, alphabet: alphabet)),
      alphabet: alphabet, frames: 6, seed: 304, isAllowed: isAllowed)
  }

  @Test("a narrow beam finds them too, piece by piece as at once")
  func narrowBeam() throws {
    let texts = try alphabet.labels(of: "开关灯灯开关")
    var logits = Matrix(rows: 2 * texts.count, columns: alphabet.count)
    for (place, label) in texts.enumerated() {
      logits[2 * place, label] = 4
      logits[2 * place + 1, alphabet.null] = 4
    }
    let frames = logits.logSoftmax()
    let decoder = BeamSearchDecoder(
      alphabet: alphabet,
      options: BeamSearchOptions(
        beamSize: 4, lexicon: try Lexicon(lines: list, alphabet: alphabet),
        languageModel: ToyLanguageModel(words: list)))
    let found = decoder.decoded(frames)
    #expect(found.labels == texts)
    var stream = decoder.stream()
    for t in 0..<frames.rows {
      let row = (0..<frames.columns).map { frames[t, $0] }
      stream.append(Matrix(rows: 1, columns: frames.columns, elements: row))
    }
    #expect(stream.finish() == found)
  }

  @Test("are none of letters that are written with spaces, nor phrases")
  func others() throws {
    #expect(try !Lexicon(lines: ["ab"], alphabet: Alphabet(transcripts: ["ab"])).joinsWords)
    #expect(try !Lexicon(phrases: list, alphabet: alphabet).joinsWords)
    #expect(try Lexicon(lines: ["กี่", "ab"], alphabet: Alphabet(transcripts: ["กี่ab"])).joinsWords)
  }
}
