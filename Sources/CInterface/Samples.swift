import AudioFrontEnd

/// What errors call sound in memory.
private let soundName = "the sound"

/// A sample rate in hertz, refused as that of a file is.
func checkedSampleRate(_ hertz: Int32) throws(AudioFileError) -> Int {
  guard (1000...1_000_000).contains(hertz) else {
    throw .implausibleSampleRate(soundName, hertz: Int(hertz))
  }
  return Int(hertz)
}

/// Samples, refused as those of a file are.
func checkedSamples(
  _ samples: UnsafePointer<Float>?, _ count: Int, sampleRate: Int
) throws(AudioFileError) -> [Float] {
  let samples = Array(UnsafeBufferPointer(start: samples, count: samples == nil ? 0 : count))
  if let bad = samples.firstIndex(where: { !$0.isFinite }) {
    throw .notFinite(soundName, sample: bad, seconds: Double(bad) / Double(sampleRate))
  }
  return samples
}
