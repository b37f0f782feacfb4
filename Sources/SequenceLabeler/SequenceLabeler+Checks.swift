package import AudioFrontEnd
package import Foundation
import NumericCore

// What the methods without `check` give, which is called now and then by any thread at work and may end
// it with an error.
extension SequenceLabeler {
  /// What may be said in `clip`: the best `count` transcripts, at least one, the best first.
  package func transcripts(
    of clip: AudioClip, count: Int, check: () throws -> Void
  ) throws -> [Transcript] {
    try emissions(of: clip, check: check).transcripts(decoding, count: count, check: check)
  }

  /// What the sound file at `url` may say: the best `count` transcripts, at least one, the best first.
  package func transcripts(
    contentsOf url: URL, count: Int, check: () throws -> Void
  ) throws -> [Transcript] {
    try emissions(contentsOf: url, check: check).transcripts(decoding, count: count, check: check)
  }

  /// What the network says of the sound file at `url`.
  package func emissions(contentsOf url: URL, check: () throws -> Void) throws -> Emissions {
    var sound = try AudioFileReader(contentsOf: url)
    var emissions = EmissionCollector(model, sampleRate: sound.sampleRate)
    while let samples = try sound.nextBlock() { try emissions.append(samples, check: check) }
    return try emissions.finish(check: check)
  }

  /// Where the words and symbols of `text` are said in `clip`.
  package func align(
    _ text: String, to clip: AudioClip, check: () throws -> Void
  ) throws -> Alignment {
    try emissions(of: clip, check: check)
      .alignment(of: text, lexicon: dictionary, check: check).get()
  }

  /// Where the words and symbols of `text` are said in the sound file at `url`.
  package func align(
    _ text: String, toContentsOf url: URL, check: () throws -> Void
  ) throws -> Alignment {
    try emissions(contentsOf: url, check: check)
      .alignment(of: text, lexicon: dictionary, check: check).get()
  }
}
