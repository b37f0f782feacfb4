/// Takes the late reverberation off speech that was recorded across a room, and distinct echoes of up to
/// 0.35 seconds, for recognizers.
///
/// It learns from the sound itself how its spectra return some time later, see
/// ``DereverberationStream``, and needs a few seconds of it.
///
/// Frames of 128 ms, 32 ms apart, overlap, and what the overlap alone predicts is taken off as well.
/// That leaves speech sharper in time than it was said: recognizers do better with it than with a gap
/// between a frame and those that predict it, and as well as before where there is no reverberation.
/// Faint speech in steady noise is recognized a little worse.
///
/// - Source: weighted prediction error, Nakatani et al., IEEE Transactions on Audio, Speech, and
///   Language Processing 18(7), 2010, for one microphone.
public struct Dereverberation: Sendable {
  private let transform: ShortTimeFourierTransform
  private let prediction = WeightedPredictionError()
  private let framesAtOnce: Int

  /// - Parameter sampleRate: of the sound, in hertz.
  /// - Precondition: `sampleRate` is at least 1000.
  public init(sampleRate: Int) {
    precondition(sampleRate >= 1000, "a sample rate of \(sampleRate) hertz")
    transform = ShortTimeFourierTransform(hop: sampleRate * 32 / 1000)
    framesAtOnce = 16 * sampleRate / transform.hop
  }

  /// A stream that takes sound piece by piece.
  public func stream() -> DereverberationStream {
    DereverberationStream(transform, prediction, frames: framesAtOnce)
  }

  /// As many samples without reverberation.
  public func dereverberated(_ samples: [Float]) -> [Float] {
    var stream = stream()
    let settled = stream.append(samples)
    return settled + stream.finish()
  }
}

extension AudioClip {
  /// The clip without late reverberation, see ``Dereverberation``.
  ///
  /// - Precondition: the sample rate is at least 1000 hertz.
  public func dereverberated() -> AudioClip {
    AudioClip(
      samples: Dereverberation(sampleRate: sampleRate).dereverberated(samples),
      sampleRate: sampleRate)
  }
}
