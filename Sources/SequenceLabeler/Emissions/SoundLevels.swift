public import AudioFrontEnd
import CTC

/// How loud a sound is, every 10 ms: what ``Emissions`` of another program's network need for words to
/// begin and end where their sound does.
public struct SoundLevels: Sendable, Equatable {
  /// Levels a second.
  static let rate = 100.0
  /// The least power there is: 16-bit sound has no fainter noise.
  static let leastPower = 1e-10

  /// The natural logarithms of the mean power of 10 ms each, without what is constant in them.
  public private(set) var values: [Float] = []
  private let sampleRate: Int
  private var sampleCount = 0
  private var waiting: [Float] = []

  /// The levels of sound that has not begun.
  ///
  /// - Parameter sampleRate: its sample rate in hertz.
  public init(sampleRate: Int) {
    self.sampleRate = sampleRate
  }

  /// The levels of a clip.
  public init(of clip: AudioClip) {
    self.init(sampleRate: clip.sampleRate)
    append(clip.samples)
  }

  /// Takes the next samples, of ±1.
  public mutating func append(_ samples: some Sequence<Float>) {
    waiting += samples
    var start = 0
    while true {
      let end = start + nextLength
      guard end <= waiting.count else { break }
      values.append(Self.level(of: waiting[start..<end]))
      sampleCount += end - start
      start = end
    }
    waiting.removeFirst(start)
  }

  /// The number of samples of the next level; sample rates need not be multiples of 100 hertz.
  private var nextLength: Int {
    max(1, (values.count + 1) * sampleRate / Int(Self.rate) - sampleCount)
  }

  private static func level(of samples: ArraySlice<Float>) -> Float {
    let sums = samples.reduce((0.0, 0.0)) { ($0.0 + Double($1), $0.1 + Double($1) * Double($1)) }
    let mean = sums.0 / Double(samples.count)
    let power = sums.1 / Double(samples.count) - mean * mean
    return Float(naturalLogarithm(max(power, leastPower)))
  }
}
