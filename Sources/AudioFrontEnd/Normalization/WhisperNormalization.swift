public import NumericCore

/// Brings the log mel energies `x` of a whole recording into Whisper's range.
///
///     y = (max(x, m - 8) + 4) / 4      m being the largest x
///
/// - Source: openai/whisper, audio.py, `log_mel_spectrogram`.
public struct WhisperNormalization: FeatureNormalizing, Hashable {
  /// The range of eight powers of ten.
  public init() {}

  /// Normalizes the features of a whole recording in place.
  public func normalize(_ features: inout Matrix) {
    let count = features.rows * features.columns
    features.withUnsafeMutablePointer { elements in
      var largest = -Float.infinity
      for i in 0..<count { largest = max(largest, elements[i]) }
      for i in 0..<count { elements[i] = (max(elements[i], largest - 8) + 4) / 4 }
    }
  }
}
