import ArgumentParser
import CTC
import Foundation
import Interchange
import SequenceLabeler

/// `ctc-asr align`: where the words of a known text, or its lines, are said.
struct AlignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "align", abstract: "Find where the words or the lines of a text are said.",
    discussion: """
      Writes a line for each word and then for each symbol: start and end in seconds, confidence, \
      kind and text, separated by tabs. JSON has the loss, -ln p(text), besides; - is standard \
      input. A word * stands for speech that is not in the text, or for none.

      With --text-file, finds each line of the file in a long recording, in which there may be other \
      speech before, between and after them, and writes start, end, confidence and the line; JSON \
      has an object a line with offset, duration, text and the number of the line. Lines that do not \
      sound like anything that is said there are left out, and told of. Lines of .srt, .vtt or \
      .TextGrid are what is said in their parts, whose times do not matter: so loose ones are tightened.
      """)

  @OptionGroup var model: ModelOptions
  @OptionGroup var input: EmissionsInput
  @OptionGroup var audio: AudioOptions

  @Option(help: ArgumentHelp("What is said.", valueName: "text"))
  var text: String?

  @Option(
    help: ArgumentHelp(
      "A file of utterances, one a line, in their order, or of subtitles, or -.", valueName: "file")
  )
  var textFile: String?

  @Option(
    help: ArgumentHelp(
      "A file of words, each with the symbols that say it behind it, where symbols are phonemes.",
      valueName: "file"))
  var lexicon: String?

  @Option(
    help: ArgumentHelp(
      "Seconds of sound before and after each line of --text-file that belong to it, but half of a "
        + "pause between two at most (default: 0); recordings to train on want 0.2.",
      valueName: "seconds"))
  var margin: Double?

  @Flag(
    help:
      "All lines of --text-file are said: one that does not sound like it is placed, too, not left out."
  )
  var allSaid = false

  @Option(help: "What is written.")
  var format = TranscriptFormat.text

  @Argument(help: ArgumentHelp("A sound file, or -.", valueName: "file"))
  var file: String?

  func validate() throws {
    guard (text == nil) != (textFile == nil) else {
      throw ValidationError("give --text or --text-file")
    }
    if let margin, textFile == nil || !(0...10).contains(margin) {
      throw ValidationError("--margin is from 0 to 10 and goes with --text-file")
    }
    if allSaid && textFile == nil {
      throw ValidationError("--all-said goes with --text-file")
    }
    if textFile != nil && format == .ctm {
      throw ValidationError("--text-file does not go with --format ctm, which has words")
    }
    if input.emissions.count > 1 { throw ValidationError("--emissions takes one file here") }
    try input.validate(
      files: file.map { [$0] } ?? [], textFile: textFile, model: model, audio: audio,
      wantsTimes: true)
  }

  func run() throws {
    if let alphabet = try input.alphabet() {
      let path = input.emissions[0]
      try write(input.load(path, alphabet: alphabet), path: path)
    } else if let file {
      let model = try model.load(nil)
      var sound = try audio.reader(at: file)
      var resampling = ResamplingNotice(modelRate: model.sampleRate)
      resampling.tell(of: sound.sampleRate, at: file)
      let emissions = try model.emissions(reading: &sound)
      if sound.channelsCancel { tellCancelledChannels(at: file) }
      try write(
        emissions, path: file, dictionary: self.model.dictionary(over: model.alphabet))
    }
  }

  /// How words are pronounced, if the option says so.
  private func dictionary(over alphabet: Alphabet) throws -> Lexicon? {
    guard let path = lexicon else { return nil }
    let lexicon = try Lexicon(contentsOf: URL(filePath: path), alphabet: alphabet)
    guard let dictionary = lexicon.dictionary else {
      throw Failure(
        "\(path): the symbols write the words themselves; do without --lexicon, or write behind each "
          + "word how it is said")
    }
    return dictionary
  }

  /// Writes the alignment, with the model's dictionary, if any, where no other is named.
  private func write(_ emissions: Emissions, path: String, dictionary own: Lexicon? = nil) throws {
    let lexicon = try dictionary(over: emissions.alphabet) ?? own
    do {
      if let text {
        let alignment = try emissions.align(text, lexicon: lexicon)
        try output(format.lines(for: alignment, path: path, channel: audio.channel))
      } else if let textFile {
        try output(
          format.lines(
            forLines: foundLines(of: textFile, emissions, lexicon, path: path)
              .widened(by: margin ?? 0, within: emissions.duration), path: path,
            channel: audio.channel, duration: emissions.duration))
      }
    } catch let error as AlignmentError {
      throw Failure("\(path): \(error)")
    }
  }

  /// Where the lines of a text file are said; empty ones are passed over, but counted.
  private func foundLines(
    of textFile: String, _ emissions: Emissions, _ lexicon: Lexicon?, path: String
  ) throws -> [FoundLine] {
    let lines = try numberedLines(of: inputFile(textFile)).filter {
      !(lexicon == nil ? emissions.alphabet.writable($0.text) : spokenText($0.text)).isEmpty
    }
    guard !lines.isEmpty else { throw Failure("\(textFile): no line; write utterances") }
    tell(ofUnwritable: lines, textFile, emissions, lexicon)
    let spans = try emissions.segments(of: lines.map(\.text), lexicon: lexicon, allSaid: allSaid)
    let missing = zip(lines, spans).filter { $0.1 == nil }.map(\.0.number)
    guard missing.count < lines.count else {
      throw Failure(
        "\(textFile): none of \(counted(lines.count, "line")) sounds like what is said in \(path); is it "
          + "the text of this recording, in the model's language?")
    }
    if !missing.isEmpty {
      let few = 2 * missing.count > lines.count
      notice(
        few
          ? "\(textFile): only \(lines.count - missing.count) of \(counted(lines.count, "line")) sound "
            + "like what is said in \(path); is it the text of this recording, in the model's language?"
          : "\(textFile): left out \(missing.count) of \(counted(lines.count, "line")) that do not sound "
            + "like what is said in \(path): \(listed(missing)); --all-said places them, too")
    }
    return zip(lines, spans).compactMap { line, span in
      span.map { FoundLine(number: line.number, span: $0) }
    }
  }

  /// Tells what of the lines is not looked for.
  private func tell(
    ofUnwritable lines: [(number: Int, text: String)], _ textFile: String, _ emissions: Emissions,
    _ lexicon: Lexicon?
  ) {
    let faults = lines.flatMap { line in
      emissions.unwritable(in: line.text, lexicon: lexicon).map { (line.number, $0) }
    }
    guard let first = faults.first else { return }
    var seen: Set<String> = []
    let kinds = faults.map(\.1).filter { seen.insert($0).inserted }
    notice(
      "\(textFile): any speech may stand for "
        + kinds.prefix(10).map { "“\($0)”" }.joined(separator: ", ")
        + (kinds.count > 10 ? " and \(kinds.count - 10) others" : "")
        + (lexicon == nil
          ? ", which the model does not write" : ", which the list of pronunciations does not have")
        + " (\(counted(faults.count, "place")), the first in line \(first.0)); write what is said"
        + (lexicon == nil ? "" : ", or add them"))
  }

  /// The lines of a text, or the parts of subtitles in the order in which they begin.
  private func numberedLines(of url: URL) throws -> [(number: Int, text: String)] {
    guard TimedLine.isFile(url) else {
      return try textLines(at: url).enumerated().map { ($0.offset + 1, $0.element) }
    }
    let (lines, faults) = try TimedLine.read(url)
    if let fault = faults.first { throw fault }
    return lines.sorted { ($0.start, $0.line) < ($1.start, $1.line) }.map { ($0.line, $0.text) }
  }
}

/// Numbers, ascending, with those in a row as ranges; of very many the first ones.
private func listed(_ numbers: [Int]) -> String {
  var ranges: [ClosedRange<Int>] = []
  for number in numbers {
    if let last = ranges.last, number == last.upperBound + 1 {
      ranges[ranges.count - 1] = last.lowerBound...number
    } else {
      ranges.append(number...number)
    }
  }
  let texts = ranges.prefix(20).map {
    $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)"
  }
  return "line\(numbers.count == 1 ? "" : "s") " + texts.joined(separator: ", ")
    + (ranges.count > 20 ? " …" : "")
}

extension [FoundLine] {
  /// The lines, each longer at both ends by `margin` seconds, or half of what is between two.
  fileprivate func widened(by margin: Double, within duration: Double) -> Self {
    indices.map { index in
      var line = self[index]
      let before = index > 0 ? (line.span.start - self[index - 1].span.end) / 2 : line.span.start
      let after =
        (index + 1 < count
          ? (self[index + 1].span.start - line.span.end) / 2 : duration - line.span.end)
      line.span.start -= Swift.max(0, Swift.min(margin, before))
      line.span.end += Swift.max(0, Swift.min(margin, after))
      return line
    }
  }
}
