import AudioFrontEnd

/// Late reverberation taken off 20 seconds of sound, on one thread; the number is that of the samples,
/// since no two programs cut spectra alike.
func dereverberate() -> Repetition {
  let samples = (0..<20 * 16000).map(noise)
  let dereverberation = Dereverberation(sampleRate: 16000)
  return { Double(dereverberation.dereverberated(samples).count) }
}
