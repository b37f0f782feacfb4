import ArgumentParser
import CTC
import Foundation
import Interchange
import LanguageModel

/// `ctc-asr lm`: n-gram models from text, and how well they predict text.
struct LanguageModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lm", abstract: "Make an n-gram model from text, or measure one.",
    discussion: """
      Each line of a text is a sentence, and white space parts its words. The model is written as \
      ARPA text: interpolated modified Kneser–Ney, as kenlm's lmplz computes it.

      ctc-asr lm --order 3 text.txt -o lm.arpa        estimate a model
      ctc-asr lm --perplexity lm.arpa other.txt       measure it on other text
      ctc-asr lm --cache lm.arpa -o lm.cache          a form that is read in no time

      A model is read as ARPA, as ARPA packed by gzip, or as a cache.
      """)

  @Option(help: ArgumentHelp("Estimate a model of n-grams up to this length.", valueName: "n"))
  var order: Int?

  @Flag(help: "Model the symbols of the text instead of its words; a space is the symbol |.")
  var symbols = false

  @Flag(help: "Read texts as they are spoken: in lower case, without punctuation.")
  var spoken = false

  @Flag(
    help: ArgumentHelp(
      "Where a text is too small or too regular to tell the discounts, take 0.5, 1 and 1.5."))
  var discountFallback = false

  @Option(help: ArgumentHelp("Say how well this model predicts the text.", valueName: "model"))
  var perplexity: String?

  @Option(help: ArgumentHelp("Write this model as a cache.", valueName: "model"))
  var cache: String?

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Where the model goes; - is standard output.", valueName: "file"))
  var out: String?

  @Argument(help: ArgumentHelp("UTF-8 texts, or -.", valueName: "text"))
  var texts: [String] = []

  func validate() throws {
    guard [order != nil, perplexity != nil, cache != nil].filter({ $0 }).count == 1 else {
      throw ValidationError("say one of --order, --perplexity and --cache")
    }
    if let order, !(1...100).contains(order) {
      throw ValidationError("--order must be from 1 to 100")
    }
    guard (perplexity == nil) == (out != nil) else {
      throw ValidationError("-o belongs to --order and --cache, which need it")
    }
    guard (cache == nil) == !texts.isEmpty else {
      throw ValidationError("--order and --perplexity need a text, --cache takes none")
    }
    guard !discountFallback || order != nil else {
      throw ValidationError("--discount-fallback belongs to --order")
    }
    guard !(symbols || spoken) || cache == nil else {
      throw ValidationError("--symbols and --spoken belong to --order and --perplexity")
    }
    guard cache == nil || out != "-" else { throw ValidationError("a cache needs a file: -o FILE") }
  }

  func run() throws {
    let interruption = OutputInterruption()
    defer { withExtendedLifetime(interruption) {} }
    if let out { try check(outputs: [out], besides: texts + [cache].compactMap(\.self)) }
    if let order, let out {
      try estimate(order: order, to: out)
    } else if let perplexity {
      try measure(model(at: perplexity))
    } else if let cache, let out {
      try model(at: cache).writeCache(to: URL(filePath: out))
    }
  }

  private func estimate(order: Int, to path: String) throws {
    let fallback: Discounts? = discountFallback ? .fallback : nil
    var estimator = NGramEstimator(order: order, fallbackDiscounts: fallback)
    var unspaced: String?
    try forEachSentence { sentence, path, line in
      if !symbols, unspaced == nil { unspaced = wordOfSeveralLetters(in: sentence) }
      do {
        try estimator.append(sentence)
      } catch {
        throw Failure("\(path):\(line): \(error)")
      }
    }
    let estimate = try estimated(by: estimator)
    try estimate.writeARPA(to: outputFile(path))
    let counts = estimate.counts.enumerated().map { "\($1) \($0 + 1)-grams" }
    notice("\(path == "-" ? "standard output" : path): \(counts.joined(separator: ", "))")
    if let unspaced {
      notice(
        "note: to a recognizer of texts without spaces each letter is a word, so that without a list of "
          + "words it never says \(unspaced); --symbols makes a model for it")
    }
  }

  /// The first word of a sentence that is several where the script writes no spaces.
  private func wordOfSeveralLetters(in sentence: String) -> String? {
    guard sentence.unicodeScalars.contains(where: \.isUnspacedLetter) else { return nil }
    return sentence.split(separator: " ").map(String.init).first { CTC.words(of: $0).count > 1 }
  }

  private func estimated(by estimator: NGramEstimator) throws -> NGramEstimate {
    do {
      return try estimator.estimated()
    } catch {
      if case .noDiscount = error { throw Failure("\(error): --discount-fallback") }
      throw error
    }
  }

  private func measure(_ model: NGramModel) throws {
    var perplexity = Perplexity()
    try forEachSentence { sentence, _, _ in perplexity.append(sentence, by: model) }
    guard perplexity.wordCount > 0 else { throw Failure("the text is empty") }
    try output(
      String(
        format: """
          perplexity with unknown words: %.4f
          perplexity without: %.4f
          words and ends of sentences: %d
          unknown words: %d

          """, perplexity.includingUnknown, perplexity.excludingUnknown, perplexity.wordCount,
        perplexity.unknownWordCount))
  }

  /// Calls `body` with each line of the texts, its file and its number.
  private func forEachSentence(_ body: (String, String, Int) throws -> Void) throws {
    for path in texts {
      var lines = try textLines(at: inputFile(path))
      if lines.last == "" { lines.removeLast() }
      let hasDotlessI = spoken && lines.contains { $0.contains("ı") }
      for (index, line) in lines.enumerated() {
        let sentence = spoken ? spokenText(line, hasDotlessI: hasDotlessI) : line
        try body(symbols ? spelled(sentence) : sentence, inputName(path), index + 1)
      }
    }
  }

  private func model(at path: String) throws -> NGramModel {
    try NGramModel(contentsOf: inputFile(path))
  }
}

/// The symbols of a text as words; a space is the symbol |.
private func spelled(_ text: String) -> String {
  normalizedText(text).unicodeScalars.map { $0 == " " ? "|" : String($0) }.joined(separator: " ")
}
