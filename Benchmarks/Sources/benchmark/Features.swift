import AudioFrontEnd

/// Filterbanks of 80 bins from ten minutes of sound at 16 kHz, on one thread.
func features() throws -> Repetition {
  let samples = (0..<600 * 16000).map(noise)
  let extractor = try FeatureExtractor(FilterBankConfiguration(sampleRate: 16000, melBinCount: 80))
  return {
    let features = extractor.features(of: samples)
    return features.row(features.rows / 2).reduce(0) { $0 + Double($1) }
  }
}

/// Whisper's features, in its range, of the same sound.
func whisper() throws -> Repetition {
  let samples = (0..<600 * 16000).map(noise)
  let extractor = try FeatureExtractor(WhisperConfiguration())
  return {
    let features = WhisperNormalization().normalized(extractor.features(of: samples))
    return features.row(features.rows / 2).reduce(0) { $0 + Double($1) }
  }
}
