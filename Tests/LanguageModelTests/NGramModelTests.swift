import Foundation
import LanguageModel
import TestSupport
import Testing

@Suite("N-gram model")
struct NGramModelTests {
  static let names = ["3-gram", "5-gram", "pruned", "without-unk", "few"]

  @Test("words and sentences get kenlm's scores", arguments: names)
  func sentences(name: String) throws {
    let scores = try #require(try KenLM.load().models[name])
    let model = try KenLM.model(name)
    for sentence in scores.sentences {
      var context = model.start
      var found: [Double] = []
      for word in sentence.text.split(separator: " ") {
        let (score, next) = model.score(model.index(of: String(word)), after: context)
        found.append(log10(fromNats: score))
        context = next
      }
      found.append(log10(fromNats: model.endScore(after: context)))
      #expect(found.count == sentence.words.count)
      for (found, expected) in zip(found, sentence.words) {
        #expect(abs(found - expected) < 1e-5 * max(1, -expected), "\(sentence.text)")
      }
      #expect(abs(found.reduce(0, +) - sentence.log10) < 1e-4 * max(1, -sentence.log10 / 10))
    }
  }

  @Test(
    "perplexities, with and without unknown words, are those of kenlm's query", arguments: names)
  func perplexity(name: String) throws {
    let scores = try #require(try KenLM.load().models[name])
    let model = try KenLM.model(name)
    var found = Perplexity()
    for sentence in scores.sentences { found.append(sentence.text, by: model) }
    let expected = scores.perplexity
    #expect(found.wordCount == expected.words)
    #expect(found.unknownWordCount == expected.unknownWords)
    #expect(abs(found.includingUnknown / expected.includingUnknown - 1) < 1e-4)
    #expect(abs(found.excludingUnknown / expected.excludingUnknown - 1) < 1e-4)
  }

  @Test(
    "after an n-gram's first words its last word has the n-gram's probability", arguments: names)
  func everyNGram(name: String) throws {
    let model = try KenLM.model(name)
    let table = try ARPATable(of: name)
    #expect(model.counts[1...] == table.counts[1...])
    #expect(model.order == table.counts.count)
    for (words, entry) in table.entries {
      var context = 0
      for (position, word) in words.dropLast().enumerated() {
        context =
          position == 0 && word == "<s>"
          ? model.start : model.score(model.index(of: word), after: context).context
      }
      guard let last = words.last, last != "<s>" else { continue }
      let score = model.score(model.index(of: last), after: context).score
      #expect(abs(log10(fromNats: score) - entry.probability) < 1e-5, "\(words)")
    }
  }

  @Test("the words that may follow share the whole probability", arguments: ["3-gram", "5-gram"])
  func sumsToOne(name: String) throws {
    let model = try KenLM.model(name)
    for sentence in ["", "alpha", "zupudi nofopu gusele", "nonsense", "好"] {
      var context = model.start
      for word in sentence.split(separator: " ") {
        context = model.score(model.index(of: String(word)), after: context).context
      }
      var sum = 0.0
      for word in 0..<model.wordCount where model.word(at: word) != "<s>" {
        sum += exp(Double(model.score(word, after: context).score))
      }
      #expect(abs(sum - 1) < 1e-4, "after “\(sentence)”")
    }
  }

  @Test("histories that cannot be told apart have the same context")
  func contexts() throws {
    let model = try KenLM.model("3-gram")
    let unknown = model.score(nil, after: model.start).context
    let known = model.score(model.index(of: "alpha"), after: model.start).context
    #expect(model.score(nil, after: known).context == unknown)
    #expect(model.score(model.index(of: "alpha"), after: unknown).context != known)
  }

  @Test("the unknown word is no word, composed and decomposed letters are the same")
  func words() throws {
    let model = try KenLM.model("3-gram")
    #expect(model.index(of: "<unk>") == nil)
    #expect(model.index(of: "nonsense") == nil)
    let index = try #require(model.index(of: "señor".precomposedStringWithCanonicalMapping))
    #expect(model.index(of: "señor".decomposedStringWithCanonicalMapping) == index)
    #expect(model.word(at: index) == "señor")
  }
}
