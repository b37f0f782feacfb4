import CKernels
import NumericCore

/// Which power of a recording a ratio of signal to noise is about.
public enum SignalLevel: String, Codable, Sendable, CaseIterable {
  /// The mean power of all samples, pauses among them.
  case overall
  /// The mean power of the frames of 20 ms in which there is speech: those at most 15.9 dB below
  /// that mean.
  case active
}

extension AudioClip {
  /// The mean power of the samples; 0 for a clip without any.
  ///
  /// - Source: for `.active`, ITU-T P.56, on frames in place of its envelope.
  public func power(_ level: SignalLevel = .overall) -> Float {
    guard !samples.isEmpty else { return 0 }
    guard level == .active else {
      return Float(kernels.sum_of_squares(samples, samples.count) / Double(samples.count))
    }
    let powers = framePowers(span: max(sampleRate / 50, 1))
    var mean = powers.mean
    // The mean only rises from one round to the next, until no frame falls out any more.
    while true {
      let threshold = mean * Self.activityMargin
      let next = powers.filter { $0 >= threshold }.mean
      guard next > mean else { return mean }
      mean = next
    }
  }

  /// The mean power of consecutive stretches of `span` samples, the last one perhaps shorter.
  func framePowers(span: Int) -> [Float] {
    stride(from: 0, to: samples.count, by: span).map { start in
      let piece = samples[start..<min(start + span, samples.count)]
      return piece.reduce(0) { $0 + $1 * $1 } / Float(piece.count)
    }
  }

  /// -15.9 dB as a ratio of powers.
  private static let activityMargin: Float = 0.025_703_96
}

extension [Float] {
  /// The mean; 0 without elements.
  fileprivate var mean: Float { isEmpty ? 0 : reduce(0, +) / Float(count) }
}
