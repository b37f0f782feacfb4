/// How a ``VoiceActivityDetector`` tells speech from what is none.
///
/// A configuration is plain data: it decodes from JSON or YAML, where a missing key takes its
/// default and an unknown one is an error.  Times are in seconds, but for those of frames.
public struct VoiceActivityConfiguration: Sendable, Hashable {
  /// The time between two decisions, in milliseconds.
  public var frameShiftMilliseconds: Float = 10
  /// The length of sound whose spectrum is taken for a decision, in milliseconds.
  public var frameLengthMilliseconds: Float = 25
  /// The number of mel bands from 100 Hz to 8 kHz, or the Nyquist frequency, in which speech is
  /// compared with noise.
  public var bandCount = 24
  /// How far spectra are averaged before and after a frame.
  public var smoothing: Float = 0.04
  /// How far before and after a frame the loudest spectrum is looked for: what bridges the soft
  /// sounds of words, and adds up to so much at the ends of clear speech.
  public var reach: Float = 0.08
  /// How far back the softest spectrum is taken for noise.
  public var noiseMemory: Float = 1
  /// How far back the loudest frame is looked for.
  public var loudnessMemory: Float = 3
  /// How far ahead noise and loudness are looked for: the delay of a stream's decisions.
  public var lookAhead: Float = 0.5
  /// The least ratio of speech to noise, in decibels.
  public var threshold: Float = 4.5
  /// How far speech may lie below the loudest frame around, in decibels: what lies deeper is the
  /// background.
  public var loudnessRange: Float = 18
  /// The level below which nothing is speech, in decibels of full scale.
  public var silenceLevel: Float = -70
  /// Speech that is shorter than this is none.
  public var minimumSpeech: Float = 0.1
  /// A pause that is shorter than this belongs to the speech around it.
  public var minimumPause: Float = 0.3
  /// What is added to speech at both ends; at most half of ``minimumPause``.
  public var padding: Float = 0.05

  /// The defaults, tuned on half of the speakers of three corpora; see ``VoiceActivityDetector``.
  public init() {}

  /// Checks that speech can be found.
  ///
  /// - Throws: ``FeatureConfigurationError`` that names the first unusable option.
  public func validate() throws(FeatureConfigurationError) {
    for (name, value) in [
      ("frameShiftMilliseconds", frameShiftMilliseconds),
      ("frameLengthMilliseconds", frameLengthMilliseconds),
    ] {
      try require(name, value, (1...1000).contains(value)) { "1 to 1000" }
    }
    try require("bandCount", bandCount, (3...128).contains(bandCount)) { "3 to 128" }
    for (name, value) in [
      ("smoothing", smoothing), ("reach", reach), ("noiseMemory", noiseMemory),
      ("loudnessMemory", loudnessMemory), ("lookAhead", lookAhead),
      ("minimumSpeech", minimumSpeech), ("minimumPause", minimumPause), ("padding", padding),
    ] {
      try require(name, value, (0...60).contains(value)) { "0 to 60" }
    }
    try require("reach", reach, reach <= lookAhead) { "at most lookAhead, \(lookAhead)" }
    try require("padding", padding, 2 * padding <= minimumPause) {
      "at most half of minimumPause, \(minimumPause / 2)"
    }
    for (name, value) in [
      ("threshold", threshold), ("loudnessRange", loudnessRange), ("silenceLevel", silenceLevel),
    ] {
      try require(name, value, abs(value) <= 200) { "-200 to 200" }
    }
  }
}

extension VoiceActivityConfiguration: Codable {
  private static let options: [OptionCoding<VoiceActivityConfiguration>] = [
    .init("frameShiftMilliseconds", \.frameShiftMilliseconds),
    .init("frameLengthMilliseconds", \.frameLengthMilliseconds),
    .init("bandCount", \.bandCount),
    .init("smoothing", \.smoothing),
    .init("reach", \.reach),
    .init("noiseMemory", \.noiseMemory),
    .init("loudnessMemory", \.loudnessMemory),
    .init("lookAhead", \.lookAhead),
    .init("threshold", \.threshold),
    .init("loudnessRange", \.loudnessRange),
    .init("silenceLevel", \.silenceLevel),
    .init("minimumSpeech", \.minimumSpeech),
    .init("minimumPause", \.minimumPause),
    .init("padding", \.padding),
  ]

  /// Reads the options that are given and takes the default for every other.
  ///
  /// - Throws: `DecodingError` for a value of the wrong kind, or a key that is no option.
  public init(from decoder: any Decoder) throws {
    self.init()
    try OptionCoding.read(Self.options, from: decoder, into: &self)
  }

  /// Writes all options.
  public func encode(to encoder: any Encoder) throws {
    try OptionCoding.write(Self.options, of: self, to: encoder)
  }
}
