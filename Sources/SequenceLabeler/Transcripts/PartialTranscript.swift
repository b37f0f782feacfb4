/// What an utterance under way says so far.
struct PartialTranscript: Sendable {
  private var emissions: EmissionStream
  private var search: TranscriptSearch

  init(_ labeler: SequenceLabeler, sampleRate: Int) {
    let model = labeler.model
    emissions = EmissionStream(model, rate: sampleRate)
    search = TranscriptSearch(
      alphabet: model.alphabet, decoding: labeler.decoding, secondsPerFrame: model.secondsPerFrame)
  }

  var text: String { search.partialText }
  /// The beginning of ``text`` that no further sound can change.
  var stableText: String { search.stableText }

  mutating func append(_ samples: [Float]) {
    search.append(ofOwnNetwork: emissions.append(samples))
  }
}
