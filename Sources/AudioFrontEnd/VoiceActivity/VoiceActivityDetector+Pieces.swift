extension VoiceActivityDetector {
  /// Cuts a long recording into pieces that a recognizer can take, in pauses if possible.
  ///
  /// Each cut lies in the second half of the longest piece that is allowed: in the middle of the
  /// longest pause there or, where nobody pauses, in the softest 50 ms.
  ///
  /// - Parameters:
  ///   - clip: the recording.
  ///   - seconds: the longest piece; infinity does not cut.
  /// - Returns: ranges of samples, one beginning where the other ends, that together are the clip;
  ///   none for an empty clip.
  /// - Precondition: `seconds` is at least 0.1; the clip's sample rate is the detector's.
  public func pieces(of clip: AudioClip, atMost seconds: Double) -> [Range<Int>] {
    precondition(seconds >= 0.1, "pieces of \(seconds) seconds")
    let longest = Int(min(seconds * Double(sampleRate), Double(clip.samples.count)))
    let pauses = pauses(of: clip)
    var pieces: [Range<Int>] = []
    var start = 0
    while clip.samples.count - start > longest {
      let allowed = start + longest / 2..<start + longest
      let cut = pauses.map { $0.clamped(to: allowed) }.max { $0.count < $1.count }
        .flatMap { $0.isEmpty ? nil : $0.lowerBound + $0.count / 2 }
      let end = cut ?? quietest(of: clip, in: allowed)
      pieces.append(start..<end)
      start = end
    }
    if start < clip.samples.count { pieces.append(start..<clip.samples.count) }
    return pieces
  }

  /// What lies between the segments of speech, and before and after them.
  private func pauses(of clip: AudioClip) -> [Range<Int>] {
    let segments = segments(of: clip)
    let starts = [0] + segments.map(\.upperBound)
    let ends = segments.map(\.lowerBound) + [clip.samples.count]
    return zip(starts, ends).map { $0..<$1 }
  }

  /// The middle of the softest 50 ms.
  private func quietest(of clip: AudioClip, in range: Range<Int>) -> Int {
    let step = max(1, sampleRate / 100)
    let powers = clip.cut(to: range).framePowers(span: step)
    let windows = powers.indices.map { middle in
      let window = powers[max(0, middle - 2)..<min(middle + 3, powers.count)]
      return window.reduce(0, +) / Float(window.count)
    }
    let softest = windows.indices.min { windows[$0] < windows[$1] } ?? 0
    return min(range.lowerBound + softest * step + step / 2, range.upperBound - 1)
  }
}
