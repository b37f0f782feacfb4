import CTC
import NumericCore

/// What an utterance under way says so far.
struct PartialTranscript: Sendable {
  private let greedy: GreedyDecoder
  private var emissions: EmissionStream
  private var beam: BeamSearchStream?
  /// The best path's labelling, and its last label, null included.
  private var greedyLabels: [Int] = []
  private var last: Int?

  init(_ labeler: SequenceLabeler, sampleRate: Int) {
    let alphabet = labeler.model.alphabet
    greedy = GreedyDecoder(alphabet: alphabet)
    emissions = EmissionStream(labeler.model, sampleRate: sampleRate)
    beam = labeler.decoding.beamSearchOptions.map {
      BeamSearchDecoder(alphabet: alphabet, options: $0).stream()
    }
  }

  var labels: [Int] { beam?.labels ?? greedyLabels }
  /// Those that no further sound can change.
  var stableLabels: [Int] { beam?.stableLabels ?? greedyLabels }

  mutating func append(_ samples: [Float]) {
    let rows = emissions.append(samples)
    guard beam == nil else {
      beam?.append(rows)
      return
    }
    for label in greedy.bestPath(rows) {
      if label != last && label != greedy.alphabet.null { greedyLabels.append(label) }
      last = label
    }
  }
}
