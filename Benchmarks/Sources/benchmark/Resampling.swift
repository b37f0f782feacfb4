import AudioFrontEnd

/// Ten minutes of sound at another sample rate, on one thread; the number is that of the samples,
/// since no two programs have the same filter.
func resample(from inputRate: Int, to outputRate: Int) -> Repetition {
  let samples = (0..<600 * inputRate).map(noise)
  return {
    Double(Resampler(from: inputRate, to: outputRate).resampled(samples).count)
  }
}
