/// What must be known of sound without a header, such as a telephone line's or a sound card's.
public struct RawAudioFormat: Sendable, Hashable {
  /// How a sample is written; the raw values are ffmpeg's names.
  public enum Encoding: String, Sendable, CaseIterable {
    /// Integers of 8 bits with 128 for silence.
    case unsigned8 = "u8"
    /// Integers of 8 bits.
    case signed8 = "s8"
    /// Integers of 16 bits, least significant byte first.
    case signed16LittleEndian = "s16le"
    /// Integers of 16 bits, most significant byte first.
    case signed16BigEndian = "s16be"
    /// Integers of 24 bits, least significant byte first.
    case signed24LittleEndian = "s24le"
    /// Integers of 24 bits, most significant byte first.
    case signed24BigEndian = "s24be"
    /// Integers of 32 bits, least significant byte first.
    case signed32LittleEndian = "s32le"
    /// Integers of 32 bits, most significant byte first.
    case signed32BigEndian = "s32be"
    /// Floating-point numbers of 32 bits and ±1, least significant byte first.
    case float32LittleEndian = "f32le"
    /// Floating-point numbers of 32 bits and ±1, most significant byte first.
    case float32BigEndian = "f32be"
    /// Floating-point numbers of 64 bits and ±1, least significant byte first.
    case float64LittleEndian = "f64le"
    /// Floating-point numbers of 64 bits and ±1, most significant byte first.
    case float64BigEndian = "f64be"
    /// G.711 µ-law, 8 bits: telephony in North America and Japan.
    case muLaw = "mulaw"
    /// G.711 A-law, 8 bits: telephony elsewhere.
    case aLaw = "alaw"

    /// The bytes of a sample.
    public var byteCount: Int {
      switch self {
      case .unsigned8, .signed8, .muLaw, .aLaw: 1
      case .signed16LittleEndian, .signed16BigEndian: 2
      case .signed24LittleEndian, .signed24BigEndian: 3
      case .signed32LittleEndian, .signed32BigEndian: 4
      case .float32LittleEndian, .float32BigEndian: 4
      case .float64LittleEndian, .float64BigEndian: 8
      }
    }
  }

  /// How a sample is written.
  public var encoding: Encoding
  /// Samples a second of each channel, in hertz.
  public var sampleRate: Int
  /// The number of channels, whose samples alternate.
  public var channelCount: Int

  /// Sound of this form.
  ///
  /// - Precondition: `channelCount` is 1 to 1024.
  public init(_ encoding: Encoding, sampleRate: Int, channelCount: Int = 1) {
    precondition((1...1024).contains(channelCount), "\(channelCount) channels")
    self.encoding = encoding
    self.sampleRate = sampleRate
    self.channelCount = channelCount
  }
}
