public import NumericCore

extension AudioClip {
  /// Makes the sound louder by so many decibels, or softer by a negative number of them.
  ///
  /// - Parameters:
  ///   - decibels: 6 is about twice the amplitude.
  ///   - clipping: whether samples beyond ±1 are cut off there, as a converter does; if not, they
  ///     stay as they are, which features do not mind.
  /// - Returns: the sound at its new level.
  public func changingVolume(byDecibels decibels: Float, clipping: Bool = false) -> AudioClip {
    let gain = amplitude(decibels: decibels)
    return AudioClip(
      samples: samples.map { clipping ? max(-1, min(gain * $0, 1)) : gain * $0 },
      sampleRate: sampleRate)
  }

  /// Puts a pause before the sound and one after it.
  ///
  /// Each is of white noise, between silence and the level of the sound's quietest tenth, counted in
  /// frames of 20 ms.
  ///
  /// - Parameters:
  ///   - seconds: the longest pause; every length up to it is as likely.
  ///   - generator: where lengths, levels and noise are drawn from.
  /// - Returns: the sound between its pauses.
  /// - Precondition: `seconds` is not negative.
  public func addingPauses(
    upTo seconds: Float, using generator: inout SeededGenerator
  ) -> AudioClip {
    precondition(seconds >= 0, "pauses of \(seconds) seconds")
    let levels = framePowers(span: max(sampleRate / 50, 1)).map { $0.squareRoot() }.sorted()
    let quiet = levels.isEmpty ? 0 : levels[levels.count / 10]
    let pauses = (0..<2).map { _ in
      let length = generator.uniform(in: 0...seconds)
      // Uniform noise in -a...a has the level a / √3.
      let amplitude = Float(3).squareRoot() * quiet * generator.uniform()
      return (0..<Int(length * Float(sampleRate))).map { _ in
        amplitude * generator.uniform(in: -1...1)
      }
    }
    return AudioClip(samples: pauses[0] + samples + pauses[1], sampleRate: sampleRate)
  }

  /// Cuts off what is soft at both ends, as recordings are trimmed, or a talk button is pressed, that
  /// lose the first and the last consonants.
  ///
  /// - Parameters:
  ///   - head: how many decibels the beginning may be below the loudest 10 ms.
  ///   - tail: the same for the end.
  /// - Returns: the sound from its first stretch of 10 ms that is loud enough to its last.
  public func cuttingEnds(softerBy head: Float, _ tail: Float) -> AudioClip {
    let span = max(sampleRate / 100, 1)
    let levels = framePowers(span: span).map { $0.squareRoot() }
    guard let loudest = levels.max() else { return self }
    func isKept(_ decibels: Float) -> (Float) -> Bool {
      let threshold = loudest * amplitude(decibels: -decibels)
      return { $0 >= threshold }
    }
    guard let first = levels.firstIndex(where: isKept(head)),
      let last = levels.lastIndex(where: isKept(tail)), first <= last
    else { return self }
    return AudioClip(
      samples: Array(samples[first * span..<min((last + 1) * span, samples.count)]),
      sampleRate: sampleRate)
  }

  /// Passes the sound through a telephone network: its band at 8 kHz, at most, and back.
  ///
  /// - Parameters:
  ///   - band: the band's edges in hertz, beyond which it falls by 24 dB an octave; what is above
  ///     half of the sample rate is no edge.
  ///   - muLaw: whether it is also coded in 8 bits a sample on the way; see ``MuLaw``.
  /// - Returns: what is heard at the other end, at the clip's sample rate.
  /// - Precondition: `band` begins above 0.
  public func throughTelephone(
    band: ClosedRange<Float> = 300...3400, muLaw: Bool = true
  ) -> AudioClip {
    let narrow = sampleRate > 8000 ? resampled(to: 8000) : self
    var samples = narrow.samples
    for (kind, edge) in [
      (.highPass, band.lowerBound), (.lowPass, band.upperBound),
    ] as [(ButterworthFilter.Kind, Float)] where 2 * edge < Float(narrow.sampleRate) {
      samples = ButterworthFilter(kind, edge: Double(edge), sampleRate: narrow.sampleRate)
        .filtered(samples)
    }
    if muLaw { samples = samples.map(MuLaw.roundTrip) }
    return AudioClip(samples: samples, sampleRate: narrow.sampleRate).resampled(to: sampleRate)
  }

  /// Cuts off the peaks, as a converter does that is overdriven.
  ///
  /// - Parameter decibels: how far below the largest sample the limit is.
  /// - Returns: the sound, with no sample beyond the limit and as loud as before elsewhere.
  public func clippingPeaks(byDecibels decibels: Float) -> AudioClip {
    let limit = amplitude(decibels: -decibels) * (samples.lazy.map(abs).max() ?? 0)
    return AudioClip(
      samples: samples.map { max(-limit, min($0, limit)) }, sampleRate: sampleRate)
  }

  /// Puts the sound into a room, where it arrives at a microphone with its echoes.
  ///
  /// The result begins where the direct sound arrives, which is the largest sample of the response,
  /// so that it stays in step with the clip; it is as long as the clip and has its energy.
  ///
  /// - Parameter response: the room's impulse response, at the clip's sample rate; one of silence
  ///   changes nothing.
  /// - Returns: what the microphone hears.
  /// - Precondition: the sample rates are the same.
  /// - Source: Ko et al., ICASSP 2017; Kaldi, featbin/wav-reverberate.cc (`--shift-output`,
  ///   `--normalize-output`).
  public func reverberated(by response: AudioClip) -> AudioClip {
    requireSameRate(response)
    let peak = response.samples.indices.max {
      abs(response.samples[$0]) < abs(response.samples[$1])
    }
    guard let peak else { return self }
    let all = convolution(of: samples, with: response.samples)
    let aligned = AudioClip(
      samples: Array(all.dropFirst(peak).prefix(samples.count)), sampleRate: sampleRate)
    let gain = (power() / aligned.power()).squareRoot()
    guard gain.isFinite else { return self }
    return AudioClip(samples: aligned.samples.map { gain * $0 }, sampleRate: sampleRate)
  }

  func requireSameRate(_ other: AudioClip) {
    precondition(
      other.sampleRate == sampleRate,
      "sound of \(other.sampleRate) hertz with a clip of \(sampleRate) hertz")
  }
}
