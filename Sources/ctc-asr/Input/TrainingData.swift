import CTC
import Foundation
import Interchange
import NumericCore
import Training

extension Manifest {
  /// The manifest at the path of an argument, or on standard input for `-`, and the faults of its
  /// lines; tells its notes.
  static func read(
    argument path: String, textIsOptional: Bool = false
  ) throws(ManifestError) -> (manifest: Manifest, faults: [ManifestError]) {
    guard path == "-" else {
      let data = try read(URL(filePath: path), textIsOptional: textIsOptional)
      for note in data.manifest.notes { notice("note: \(path): \(note)") }
      return data
    }
    return try read(
      inputFile(path), relativeTo: .currentDirectory(), textIsOptional: textIsOptional)
  }

  /// The manifest that an argument names, which must not have a fault.
  ///
  /// With `leavesOutFaults`, what has one is told of and left out, unless there is nothing else.
  init(argument path: String, leavesOutFaults: Bool = false) throws {
    let (manifest, faults) = try Self.read(argument: path)
    if leavesOutFaults, !manifest.entries.isEmpty {
      tellLeftOut(faults, of: path, "recordings, texts or lines left out: \(faults.count)")
    } else if faults.count > 1 {
      throw Failure(
        "\(faults[0]); `ctc-asr check` lists this and \(counted(faults.count - 1, "more fault"))")
    } else if let fault = faults.first {
      throw fault
    }
    self = manifest
  }
}

/// Tells what is left out of a data set for its faults, and in the end `summary`.
func tellLeftOut(
  _ faults: [some CustomStringConvertible], of name: String, _ summary: String
) {
  guard !faults.isEmpty else { return }
  for fault in faults.prefix(20) { notice("left out: \(fault)") }
  if faults.count > 20 { notice("left out: \(faults.count - 20) more") }
  notice("\(name): \(summary); `ctc-asr check` lists all faults")
}

/// Reads a manifest's recordings with a progress bar, and keeps `soundMemory` bytes of sound, or a
/// third of the machine's.
func readDataSet(
  _ manifest: Manifest, named name: String, alphabet: Alphabet,
  configuration: TrainingConfiguration, soundMemory: Int? = nil
) throws -> DataSet {
  let meter = ProgressMeter(
    "reading \(name)", total: Double(manifest.entries.count), unit: "recordings")
  defer { meter.finish() }
  return try DataSet(
    manifest, alphabet: alphabet, configuration: configuration, soundMemory: soundMemory,
    progress: { meter.advance() })
}

/// Refuses a data set whose texts are all empty.
func refuseEmptyAlphabet(_ alphabet: Alphabet, named name: String) throws {
  guard alphabet.count > 1 else { throw Failure("\(name): the texts have no symbol to learn") }
}

/// Tells of symbols that nobody hears, if texts have brought some into the alphabet.
func tellUnspokenSymbols(in alphabet: Alphabet, of configuration: TrainingConfiguration) {
  guard configuration.alphabet.isEmpty, configuration.text == .written else { return }
  let symbols = Set(
    alphabet.symbols.indices.filter { $0 != alphabet.null }.map { alphabet.symbols[$0] })
  let unspoken = symbols.subtracting(["'", " "]).filter {
    if $0.unicodeScalars.allSatisfy(\.isMark) { return false }
    let spoken = spokenText($0, hasDotlessI: alphabet.hasDotlessI)
    // Capitals alone are as good as small letters alone.
    return spoken.isEmpty || spoken != $0 && symbols.contains(spoken)
  }
  guard !unspoken.isEmpty else { return }
  notice(
    "note: \(unspoken.sorted().map(\.withVisibleCharacters).joined(separator: " ")) in the texts become symbols of their own, "
      + "though nobody hears capitals and punctuation; --set text=spoken learns without them")
}

/// Tells of symbols that hardly a text has, if there are so many symbols that nobody sees it at a glance,
/// or so many characters that each symbol should be there often.
func tellRareSymbols(in alphabet: Alphabet, of set: DataSet) {
  let length = set.utterances.reduce(0) { $0 + $1.target.count }
  guard alphabet.count > 50 || length >= 100 * alphabet.count else { return }
  var counts = [Int](repeating: 0, count: alphabet.count)
  for utterance in set.utterances {
    for label in Set(utterance.target) { counts[label] += 1 }
  }
  let rare = alphabet.symbols.indices.filter { (1...2).contains(counts[$0]) }
  guard !rare.isEmpty else { return }
  let first = rare.prefix(10).map { alphabet.symbols[$0].withVisibleCharacters }
  let place = set.utterances.first { !Set(rare).isDisjoint(with: $0.target) }?.entry.location
  notice(
    "note: \(counted(rare.count, "symbol")) in one or two texts only, too few to be learned: "
      + first.joined(separator: " ") + (rare.count > 10 ? " …" : "")
      + (place.map { "; the first at \($0)" } ?? ""))
}

/// Tells of symbols that `model` writes and a model that starts from it will not, if most others stay.
func tellLostSymbols(of model: Alphabet, in alphabet: Alphabet) {
  let own = Set(alphabet.writtenSymbols)
  let lost = model.writtenSymbols.filter { !own.contains($0) }
  guard !lost.isEmpty, 2 * own.intersection(model.writtenSymbols).count > own.count else { return }
  notice(
    "note: no text has \(lost.map(\.withVisibleCharacters).joined(separator: " ")), which the model to start "
      + "from writes and the new one will not; to keep them, name all symbols in the key alphabet")
}

/// Tells of texts that may not be meant as they are learned: empty ones, and numbers in digits.
func tellOddTexts(in set: DataSet) {
  let (empty, written) = (
    set.utterances.filter(\.target.isEmpty), set.utterances.filter { !$0.target.isEmpty }
  )
  if let first = empty.first, !written.isEmpty {
    notice(
      "note: \(counted(empty.count, "text")) without a symbol, learned as silence, the first at "
        + first.entry.location)
  }
  let numbers = written.filter { utterance in
    let isDigit = utterance.entry.text.unicodeScalars.map { $0.properties.numericType == .decimal }
    return zip(isDigit, isDigit.dropFirst()).contains { $0 && $1 }
  }
  if let first = numbers.first {
    notice(
      "note: \(counted(numbers.count, "text")) with a number in digits, the first at "
        + "\(first.entry.location); unless each digit is said by itself, write it as it is spoken")
  }
}

/// A line for each letter of the texts that looks like those of another script around it, at the first
/// text that has it.
func lookAlikes(in entries: [ManifestEntry]) -> [String] {
  var found: [Unicode.Scalar: (entry: ManifestEntry, letter: LookAlike, count: Int)] = [:]
  for entry in entries {
    var known: Set<Unicode.Scalar> = []
    for letter in LookAlike.all(in: entry.text) where known.insert(letter.letter).inserted {
      found[letter.letter, default: (entry, letter, 0)].count += 1
    }
  }
  return found.values.sorted { $0.letter.letter < $1.letter.letter }.map { entry, found, count in
    "\(entry.location): “\(found.letter)” (\(found.letter.codePoint)) in “\(found.word)” is "
      + "\(found.script), the letters beside it are \(found.others); write the one that looks the same"
      + (count > 1 ? ", in \(counted(count - 1, "more text")), too" : "")
  }
}

/// Tells of the first of ``lookAlikes(in:)``.
func tellLookAlikes(in set: DataSet) {
  let lines = lookAlikes(in: set.utterances.map(\.entry))
  guard let first = lines.first else { return }
  let others = lines.count > 1 ? " (`ctc-asr check` lists \(lines.count - 1) more)" : ""
  notice("note: \(first)\(others)")
}

/// Tells of recordings whose stated length is not that of their file.
func tellMisstatedDurations(in set: DataSet) {
  let misstated = set.misstatedDurations
  guard let first = misstated.first, let stated = first.entry.duration else { return }
  notice(
    String(
      format: "note: %@ whose stated duration is not their file's, the first at %@ "
        + "(%.1f s of %.1f s); whole files are read, parts of them only where an offset is stated, too",
      counted(misstated.count, "recording"), first.entry.location, stated, first.duration))
}

/// Tells of what may not be meant so in a data set without faults.
func tellDoubts(of set: DataSet) {
  let doubts = set.doubts
  guard let first = doubts.first else { return }
  let others = doubts.count > 1 ? " (`ctc-asr check` lists \(doubts.count - 1) more)" : ""
  notice("note: \(first)\(others)")
}

/// Tells of recordings that are others once more, sound and text.
func tellCopies(in set: DataSet) {
  let copies = set.copies.filter(\.hasSameText)
  guard let first = copies.first else { return }
  notice(
    "note: \(counted(copies.count, "recording")) with the sound and the text of an earlier one, the "
      + "first at \(first.entry.location), which repeats \(first.original.location); remove what is "
      + "not to count more than once")
}

/// Tells of recordings to develop on that are also learned from.
func tellSharedSounds(of development: DataSet, with training: DataSet) {
  let copies = development.copies(of: training)
  guard let first = copies.first else { return }
  notice(
    "note: \(copies.count) of \(counted(development.utterances.count, "recording")) to develop on "
      + "are learned from, too, the first at \(first.entry.location), the sound of "
      + "\(first.original.location); error rates on them say nothing about new speech")
}

extension Alphabet {
  /// The symbols without the null symbol, a space as |.
  var writtenSymbols: [String] {
    symbols.indices.filter { $0 != null }.map { symbols[$0] == " " ? "|" : symbols[$0] }
  }
}

/// Tells what follows from an alphabet without a space, if this is one of a script that writes spaces.
func tellMissingSpace(in alphabet: Alphabet) {
  guard !alphabet.separatesWords, alphabet.count > 1,
    !alphabet.hasUnspacedLetters
  else { return }
  notice(
    "note: no text has a space, so that several words in a row are recognized as one; to tell them "
      + "apart, add texts of several words, or name all symbols and | in the key alphabet and join "
      + "recordings (augmentation.join)")
}
