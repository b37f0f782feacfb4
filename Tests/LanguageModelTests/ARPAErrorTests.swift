import Foundation
import LanguageModel
import TestSupport
import Testing

@Suite("Malformed language models")
struct ARPAErrorTests {
  static let good = """
    \\data\\
    ngram 1=4
    ngram 2=2

    \\1-grams:
    -1\t<unk>
    0\t<s>\t-0.5
    -0.5\t</s>
    -0.7\ta\t-0.1

    \\2-grams:
    -0.2\t<s> a
    -0.3\ta </s>

    \\end\\

    """

  private func error(_ text: String) -> NGramModelError? {
    #expect(throws: NGramModelError.self) { try NGramModel(Data(text.utf8), named: "x.arpa") }
  }

  @Test(
    "the model that the others are made from is read, with other white space and text before it too"
  )
  func sound() throws {
    for text in [
      Self.good, Self.good.replacing("\n", with: "\r\n"), "\u{feff}" + Self.good,
      "# made by hand\n\n" + Self.good, Self.good.replacing("ngram 1=4", with: "ngram 1= 4"),
      "This model:\n\tfour words\n" + Self.good.replacing("ngram 2=2", with: "ngram 2 = 2"),
      Self.good.replacing("\n\n\\1", with: "\n\n\n\\1"), Self.good.replacing("-0.5", with: "-5e-1"),
      Self.good.replacing("-0.3\ta </s>", with: "-0.3\ta </s>\t0"), String(Self.good.dropLast()),
      Self.good.replacing("\t", with: " "),
    ] {
      let model = try NGramModel(Data(text.utf8))
      #expect(model.counts == [4, 2])
      #expect(abs(model.score(model.index(of: "a"), after: model.start).score + 0.460517) < 1e-6)
      #expect(abs(model.score(nil, after: model.start).score + 3.453878) < 1e-6)
    }
  }

  @Test(
    "an error names the line and what should be there",
    arguments: [
      ("\\data\\", "data", 1, "\\data\\ expected, “data” found; an ARPA file begins so"),
      ("ngram 1=4", "ngram 2=4", 2, "ngram 1= and a number"),
      ("ngram 1=4", "ngram 1=four", 2, "ngram 1= and a number"),
      ("ngram 1=4", "ngram 1=-4", 2, "ngram 1= and a number"),
      ("ngram 2=2", "ngram 2=9999999", 3, "do not fit into the file's"),
      ("ngram 2=2", "ngram 2=25", 3, "do not fit into the file's"),
      ("ngram 2=2", "ngram 2=12\nngram 3=12", 4, "do not fit into the file's"),
      ("\\1-grams:", "\\2-grams:", 5, "\\1-grams: expected, “\\2-grams:” found"),
      ("-1\t<unk>", "one\t<unk>", 6, "“one” is not the logarithm of a probability"),
      ("-1\t<unk>", "1\t<unk>", 6, "“1” is not the logarithm of a probability"),
      ("-1\t<unk>", "nan\t<unk>", 6, "“nan” is not the logarithm of a probability"),
      ("-1\t<unk>", "-inf\t<unk>", 6, "“-inf” is not the logarithm of a probability"),
      ("-1\t<unk>", "-1", 6, "a logarithm, 1 word and perhaps a backoff expected"),
      ("\t-0.5", "\tb c", 7, "a logarithm, 1 word and perhaps a backoff expected"),
      ("\t-0.5", "\tb", 7, "“b” is not a number"),
      ("</s>\n-0.7\ta", "</s>\n-0.7\t</s>", 9, "“</s>” stands twice"),
      ("ngram 1=4", "ngram 1=5", 11, "a logarithm, 1 word and perhaps a backoff expected"),
      ("ngram 1=4", "ngram 1=3", 9, "\\2-grams: expected, “-0.7 a -0.1” found"),
      ("<s> a", "<s> b", 12, "“b” is not among the 1-grams"),
      ("<s> a\n", "<s> a b\n", 12, "“b” is not a number"),
      ("a </s>", "<s> a", 13, "the n-gram stands twice"),
      ("a </s>", "a </s>\t-1", 13, "the longest n-grams have no backoff"),
      ("ngram 2=2", "ngram 2=1", 13, "\\end\\ expected"),
      ("\\end\\\n", "", 15, "\\end\\ expected, the file ends"),
    ])
  func faults(old: String, new: String, line: Int, reason: String) throws {
    let text = Self.good.replacing(old, with: new, maxReplacements: 1)
    #expect(text != Self.good)
    let fault = error(text)
    let error = try #require(fault)
    guard case .invalidLine("x.arpa", line, _) = error else {
      Issue.record("\(error) is not of line \(line)")
      return
    }
    #expect(error.description.contains(reason), "\(error)")
    #expect(error.description.hasPrefix("x.arpa:\(line): "))
  }

  @Test("an n-gram without its context is refused")
  func missingContext() throws {
    let text = Self.good.replacing("ngram 2=2\n", with: "ngram 2=2\nngram 3=1\n")
      .replacing("\\end\\", with: "\\3-grams:\n-1\ta a </s>\n\n\\end\\")
    #expect(error(text)?.description.contains("x.arpa:17: its first 2 words must be one") == true)
  }

  @Test("a model of single words has no backoffs, and no word depends on the one before")
  func singleWords() throws {
    let longer = Self.good.range(of: "\\2-grams:")?.lowerBound
    let head = Self.good[..<(try #require(longer))].replacing("ngram 2=2\n", with: "")
    let refused = error(head + "\\end\\\n")
    #expect(refused?.description.hasPrefix("x.arpa:6: the longest n-grams have no backoff") == true)
    let text = head.replacing("\t-0.5", with: "").replacing("\t-0.1", with: "") + "\\end\\\n"
    let model = try NGramModel(Data(text.utf8))
    let (first, context) = model.score(model.index(of: "a"), after: model.start)
    #expect(model.score(model.index(of: "a"), after: context) == (first, context))
  }

  @Test("bytes that are no UTF-8 are refused at their line")
  func encoding() throws {
    var data = Data(Self.good.utf8)
    let place = try #require(data.firstRange(of: Data("-0.7\ta".utf8))).upperBound - 1
    data[place] = 0xe4
    let error = #expect(throws: NGramModelError.self) { try NGramModel(data, named: "x.arpa") }
    #expect(error?.description.contains("x.arpa:9") == true)
    #expect(error?.description.contains("UTF-8") == true)
  }

  @Test("a model without the ends of sentences, and nothing at all, are refused")
  func missing() {
    let renamed = error(Self.good.replacing("</s>", with: "b"))
    #expect(renamed?.description.contains("<s> or </s> is not among the 1-grams") == true)
    let advice = "an ARPA file begins so, ctc-asr lm makes one of texts"
    #expect(
      error("")?.description == "x.arpa:1: \\data\\ expected, the file ends; \(advice)")
  }

  @Test("an n-gram may lack its ending: the next shorter one counts")
  func missingEnding() throws {
    let text = Self.good.replacing("ngram 2=2\n", with: "ngram 2=2\nngram 3=1\n")
      .replacing("\\end\\", with: "\\3-grams:\n-1\t<s> a <s>\n\n\\end\\")
    let model = try NGramModel(Data(text.utf8))
    let context = model.score(model.index(of: "a"), after: model.start).context
    let (score, next) = model.score(model.index(of: "<s>"), after: context)
    #expect(abs(score + 2.302585) < 1e-5)
    #expect(next == model.start)
  }
}
