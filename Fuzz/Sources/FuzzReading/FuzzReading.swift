import AudioFrontEnd
import CLibFuzzer
import CTC
import Foundation
import Interchange
import LanguageModel
import SequenceLabeler

/// Gives bytes of libFuzzer's making to everything that reads files; its options are libFuzzer's.
@main
enum FuzzReading {
  static func main() {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(
      LLVMFuzzerRunDriver(&count, &arguments) { start, count in
        readEverything(start.map { Data(bytes: $0, count: count) } ?? Data())
        return 0
      })
  }
}

/// Reads bytes as every kind of file there is; they must be read or refused in one line.
private func readEverything(_ data: Data) {
  attempt { try readSound(data, raw: nil) }
  let encodings = RawAudioFormat.Encoding.allCases
  let raw = RawAudioFormat(
    encodings[data.count % encodings.count], sampleRate: 8000, channelCount: 1 + data.count % 3)
  attempt { try readSound(data, raw: raw) }
  attempt { _ = try Matrix(npy: data) }
  attempt { _ = try SafeTensors(data) }
  attempt { try readLanguageModel(data) }
  attempt { try readEmissions(data) }
  attempt { try readLexicon(data) }
  readDataSets(data)
}

private func readSound(_ data: Data, raw: RawAudioFormat?) throws {
  var reader = try AudioFileReader(data: data, raw: raw)
  var count = 0
  // A few bytes may be the sound of days: compression knows silence.
  while count < 1 << 22, let block = try reader.nextBlock() {
    precondition(!block.isEmpty && block.allSatisfy(\.isFinite), "samples that are none")
    count += block.count
  }
}

/// A token list, and after it an array.
private func readEmissions(_ data: Data) throws {
  let start = data.range(of: Data([0x93]) + Data("NUMPY".utf8))?.lowerBound ?? data.endIndex
  let alphabet = try Alphabet(tokenLines: lines(of: data[..<start]))
  let emissions = try Emissions(
    npy: Data(data[start...]), alphabet: alphabet, secondsPerFrame: 0.02)
  // As an array of no columns has any number of rows, and one of no rows any number of columns.
  guard emissions.logProbabilities.elements.count <= 1 << 11 else { return }
  for decoding in [.greedy, .beam(size: 3, lexicon: nil)] as [SequenceLabeler.Decoding] {
    emissions.transcripts(decoding, count: 3).forEach(check)
  }
  let text = alphabet.symbols.prefix(3).joined(separator: " ")
  attempt { check(try emissions.align(text).transcript) }
  attempt { check(try emissions.align("* \(text) *").transcript) }
}

private func readLexicon(_ data: Data) throws {
  let alphabet = try Alphabet(symbols: ["a", "b", "<blank>", "|"], null: 2)
  let lexicon = try Lexicon(lines: lines(of: data), alphabet: alphabet)
  let frames = Matrix(rows: 8, columns: 4).logSoftmax()
  let emissions = Emissions(logProbabilities: frames, alphabet: alphabet, secondsPerFrame: 0.02)
  let transcript = emissions.transcript(.beam(size: 4, lexicon: lexicon))
  check(transcript)
  let words = Set(lexicon.words)
  precondition(transcript.words.allSatisfy { words.contains($0.text) }, "words of no list")
}

private func lines(of data: Data) -> [String] {
  String(decoding: data, as: UTF8.self)
    .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
}

private func check(_ transcript: Transcript) {
  precondition(!transcript.logProbability.isNaN, "a probability that is none")
  for span in transcript.words + transcript.symbols {
    precondition((0...1).contains(span.confidence), "a confidence of \(span.confidence)")
    precondition(
      span.start >= 0 && span.start <= span.end && span.end <= transcript.duration,
      "\(span.text) from \(span.start) to \(span.end) of \(transcript.duration)")
  }
}

private func readLanguageModel(_ data: Data) throws {
  let model = try NGramModel(data)
  var context = model.start
  for word in 0..<min(model.wordCount, 100) {
    context = model.score(word, after: context).context
    precondition(!model.endScore(after: context).isNaN, "a score that is none")
  }
}

func attempt(_ read: () throws -> Void) {
  do {
    try read()
  } catch {
    checkDescription(of: error)
  }
}

func checkDescription(of error: any Error) {
  let text = "\(error)"
  precondition(
    !text.isEmpty && !text.contains(where: \.isNewline), "not one line: \(text.debugDescription)")
}
