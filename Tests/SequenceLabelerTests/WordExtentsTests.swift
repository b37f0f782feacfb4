import AudioFrontEnd
import TestSupport
import Testing

@testable import SequenceLabeler

@Suite("Extents of words")
struct WordExtentsTests {
  /// Noise whose amplitude is given for stretches of so many seconds each.
  private func levels(_ stretches: [(seconds: Double, amplitude: Float)]) -> SoundLevels {
    var generator = SeededGenerator(seed: 7)
    var levels = SoundLevels(sampleRate: 8000)
    for (seconds, amplitude) in stretches {
      levels.append(
        (0..<Int(seconds * 8000)).map { _ in
          Float.random(in: -amplitude...amplitude, using: &generator)
        })
    }
    return levels
  }

  private func symbols(_ first: Range<Double>, _ last: Range<Double>) -> WordExtents.Symbols {
    WordExtents.Symbols(first: first, last: last)
  }

  @Test("words begin and end with their sound, however early or late their symbols are said")
  func pauses() {
    let levels = levels([(0.3, 1e-3), (0.4, 0.3), (0.2, 1e-3), (0.3, 0.1), (0.25, 1e-3)])
    let extents = WordExtents(levels).extents(of: [
      symbols(0..<0.03, 0.8..<0.83), symbols(0.93..<0.96, 1.35..<1.38),
    ])
    let truth = [0.3..<0.7, 0.9..<1.2]
    for (extent, truth) in zip(extents, truth) {
      #expect(abs(extent.lowerBound - truth.lowerBound) < 0.011)
      #expect(abs(extent.upperBound - truth.upperBound) < 0.011)
    }
  }

  @Test("words without a pause between them are parted at the quietest place")
  func parted() {
    let levels = levels([(0.4, 0.3), (0.01, 0.15), (0.4, 0.3)])
    let extents = WordExtents(levels).extents(of: [
      symbols(0..<0.03, 0.35..<0.38), symbols(0.5..<0.53, 0.7..<0.73),
    ])
    #expect(extents[0].lowerBound == 0 && abs(extents[1].upperBound - 0.81) < 1e-9)
    #expect(abs(extents[0].upperBound - 0.4) < 0.011)
    #expect(abs(extents[1].lowerBound - 0.4) < 0.011)
  }

  @Test("noise beside words is not of them, nor is a knock, nor a first symbol said long before")
  func noise() {
    let levels = levels([
      (4.6, 0.02), (0.05, 0.1), (0.4, 0.02), (0.2, 0.2), (0.09, 0.02), (0.2, 0.2), (4, 0.02),
    ])
    for first in [5.0..<5.03, 2.9..<2.93] {
      let extents = WordExtents(levels).extents(of: [symbols(first, 5.6..<5.63)])
      #expect(abs(extents[0].lowerBound - 5.05) < 0.021)
      #expect(abs(extents[0].upperBound - 5.54) < 0.021)
    }
  }

  @Test("a line has pauses, and ends with its last word however soft that is")
  func lines() {
    let levels = levels([
      (3, 0.01), (0.3, 0.5), (2, 0.01), (0.3, 0.05), (3, 0.01), (0.5, 0.3), (2, 0.01),
    ])
    let extents = WordExtents(levels).extents(
      of: [symbols(3.1..<3.13, 5.5..<5.53), symbols(8.6..<8.63, 9.1..<9.13)], peaksWithin: 1)
    let truth = [3.0..<5.6, 8.6..<9.1]
    for (extent, truth) in zip(extents, truth) {
      #expect(abs(extent.lowerBound - truth.lowerBound) < 0.021)
      #expect(abs(extent.upperBound - truth.upperBound) < 0.021)
    }
  }

  @Test("a constant voltage is no sound, and pieces of any size give the same levels")
  func levelsOfPieces() {
    var generator = SeededGenerator(seed: 8)
    let samples = (0..<5000).map { _ in Float.random(in: -0.1...0.1, using: &generator) }
    var whole = SoundLevels(sampleRate: 11025)
    whole.append(samples)
    var pieces = SoundLevels(sampleRate: 11025)
    for start in stride(from: 0, to: samples.count, by: 37) {
      pieces.append(samples[start..<min(start + 37, samples.count)])
    }
    #expect(whole == pieces && whole.values.count == 45)
    var shifted = SoundLevels(sampleRate: 11025)
    shifted.append(samples.map { $0 + 0.5 })
    #expect(zip(whole.values, shifted.values).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test("emissions put together by hand have a labeler's times, given the levels of their sound")
  func levelsOfClip() throws {
    let labeler = SequenceLabeler(try toneModel(bidirectional: true))
    let clip = tones("  ab  ")
    func transcript(_ levels: SoundLevels?) -> Transcript {
      Emissions(
        logProbabilities: labeler.model.logProbabilities(of: clip),
        alphabet: labeler.model.alphabet,
        secondsPerFrame: labeler.model.secondsPerFrame, duration: clip.duration, levels: levels
      ).transcript(labeler.decoding)
    }
    #expect(transcript(SoundLevels(of: clip)) == labeler.transcribe(clip))
    #expect(transcript(nil) != labeler.transcribe(clip))
  }

  @Test("sound too short for a level leaves words where their symbols are")
  func short() {
    let extents = WordExtents(SoundLevels(sampleRate: 8000))
      .extents(of: [symbols(0..<0.03, 0.06..<0.09)])
    #expect(extents == [0..<0.09])
  }
}
