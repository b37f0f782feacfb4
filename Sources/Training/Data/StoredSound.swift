import AudioFrontEnd

/// Sound that is kept for a whole training, in half the memory where that loses nothing: samples of
/// files with 16 bits, unless they were resampled, are whole multiples of 2⁻¹⁵.
struct StoredSound: Sendable {
  enum Samples {
    case integers([Int16])
    case floats([Float])
  }

  let samples: Samples
  let count: Int
  let sampleRate: Int

  init(_ clip: AudioClip) {
    count = clip.samples.count
    sampleRate = clip.sampleRate
    samples = Self.integers(clip.samples).map(Samples.integers) ?? .floats(clip.samples)
  }

  /// The length in seconds.
  var duration: Double { Double(count) / Double(sampleRate) }

  /// The sound as it was.
  var clip: AudioClip {
    switch samples {
    case .integers(let integers):
      AudioClip(samples: integers.map { Float($0) * 0x1p-15 }, sampleRate: sampleRate)
    case .floats(let floats): AudioClip(samples: floats, sampleRate: sampleRate)
    }
  }

  /// The samples as multiples of 2⁻¹⁵; nil if one is none, or is beyond 16 bits.
  private static func integers(_ samples: [Float]) -> [Int16]? {
    var integers: [Int16] = []
    integers.reserveCapacity(samples.count)
    for sample in samples {
      guard let integer = Int16(exactly: sample * 0x1p15) else { return nil }
      integers.append(integer)
    }
    return integers
  }
}
