import AudioFrontEnd
import CTC
import NumericCore

/// Utterances of a model that reads forwards, which hears its pauses itself: where for a while no
/// symbol but null and the word boundary is the likeliest.
///
/// The network begins each utterance anew, as it has learned to, half a pause before the place
/// where the last one ended: a word may have begun there that is not said yet.
struct RunningUtterances: UtteranceReading {
  private let labeler: SequenceLabeler
  private let sampleRate: Int
  private let pause: Double
  /// The last samples, which the next utterance begins with.
  private var recent: [Float] = []
  private let recentCount: Int
  /// The sample of the stream that the utterance begins with.
  private var start = 0
  private var sampleCount = 0
  private var emissions: EmissionStream
  private var search: UtteranceSearch
  private var levels: SoundLevels

  /// Seconds after which an utterance ends without a pause, and a pause without an utterance.
  private static let longest = 30.0, longestSilence = 2.0

  init(_ labeler: SequenceLabeler, sampleRate: Int, pause: Double) {
    self.labeler = labeler
    self.sampleRate = sampleRate
    self.pause = pause
    recentCount = Int(pause / 2 * Double(sampleRate))
    emissions = EmissionStream(labeler.model, sampleRate: sampleRate)
    search = UtteranceSearch(labeler)
    levels = SoundLevels(sampleRate: sampleRate)
  }

  var labels: [Int] { search.labels }
  var stableLabels: [Int] { search.stableLabels }

  mutating func append(_ samples: [Float]) -> [Transcript] {
    sampleCount += samples.count
    recent = (recent + samples).suffix(recentCount)
    levels.append(samples)
    search.append(emissions.append(samples))
    return []
  }

  mutating func endIfPaused() -> [Transcript] {
    let silence = Double(search.pausedRows) * labeler.model.secondsPerFrame
    let isOver = silence >= (search.isEmpty ? max(Self.longestSilence, pause) : pause)
    guard isOver || Double(sampleCount) >= Self.longest * Double(sampleRate) else { return [] }
    let heardAgain = isOver ? recent : []
    let next = start + sampleCount - heardAgain.count
    let ended = finish()
    start = next
    return ended + append(heardAgain)
  }

  mutating func finish() -> [Transcript] {
    search.append(emissions.finish())
    let rate = Double(sampleRate)
    let transcript =
      search.isEmpty
      ? nil
      : Emissions(
        logProbabilities: search.rows, alphabet: labeler.model.alphabet,
        secondsPerFrame: labeler.model.secondsPerFrame, duration: Double(sampleCount) / rate,
        levels: levels
      ).transcript(labeler.decoding)
    let ended = transcript?.utterance(from: Double(start) / rate) ?? []
    self = RunningUtterances(labeler, sampleRate: sampleRate, pause: pause)
    return ended
  }
}

/// The rows of an utterance under way, and what they say so far.
private struct UtteranceSearch: Sendable {
  private let alphabet: Alphabet
  private var elements: [Float] = []
  private var beam: BeamSearchStream?
  /// The best path's labelling, and its last label, null included.
  private var greedyLabels: [Int] = []
  private var last: Int?
  /// How many of the last rows take nothing but null or the word boundary for the likeliest.
  private(set) var pausedRows = 0
  /// Whether all rows do.
  private(set) var isEmpty = true

  init(_ labeler: SequenceLabeler) {
    alphabet = labeler.model.alphabet
    beam = labeler.decoding.beamSearchOptions.map {
      BeamSearchDecoder(alphabet: labeler.model.alphabet, options: $0).stream()
    }
  }

  var rows: Matrix {
    Matrix(rows: elements.count / alphabet.count, columns: alphabet.count, elements: elements)
  }

  var labels: [Int] { beam?.labels ?? greedyLabels }
  var stableLabels: [Int] { beam?.stableLabels ?? greedyLabels }

  mutating func append(_ rows: Matrix) {
    elements += rows.elements
    beam?.append(rows)
    for index in 0..<rows.rows {
      let row = rows.row(index)
      let best = row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
      if best == alphabet.null || best == alphabet.wordBoundary {
        pausedRows += 1
      } else {
        (pausedRows, isEmpty) = (0, false)
      }
      if best != last && best != alphabet.null { greedyLabels.append(best) }
      last = best
    }
  }
}
