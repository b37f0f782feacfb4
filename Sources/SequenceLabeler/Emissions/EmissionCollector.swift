import AudioFrontEnd
import CTC
import NumericCore

/// The emissions of an utterance whose sound comes in blocks.
///
/// A `check`, called every few seconds of work by any thread, may end it with an error.
struct EmissionCollector {
  private let model: Model
  private let sampleRate: Int
  private var stream: EmissionStream
  private var levels: SoundLevels
  private var sampleCount = 0
  private var elements: [Float] = []

  /// An utterance at `sampleRate` hertz that has not begun.
  init(_ model: Model, sampleRate: Int) {
    self.model = model
    self.sampleRate = sampleRate
    stream = EmissionStream(model, rate: sampleRate)
    levels = SoundLevels(sampleRate: sampleRate)
  }

  /// Takes the next samples, of ±1.
  mutating func append<E: Error>(
    _ samples: [Float], check: () throws(E) -> Void
  ) throws(E) {
    sampleCount += samples.count
    levels.append(samples)
    elements += try stream.append(samples, check: check).elements
  }

  /// Ends the utterance.
  mutating func finish<E: Error>(check: () throws(E) -> Void) throws(E) -> Emissions {
    elements += try stream.finish(check: check).elements
    let symbols = model.alphabet.count
    return Emissions(
      logProbabilities: Matrix(
        rows: elements.count / symbols, columns: symbols, elements: elements),
      alphabet: model.alphabet, secondsPerFrame: model.secondsPerFrame,
      duration: Double(sampleCount) / Double(sampleRate), levels: levels)
  }
}
