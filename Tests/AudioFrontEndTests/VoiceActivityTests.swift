import Foundation
import TestSupport
import Testing

@testable import AudioFrontEnd

/// Speech between pauses, of which it is known where it is.
private struct KnownSpeech {
  let clip: AudioClip
  /// The clips of Audio/ without their soft ends.
  let speech: [Range<Int>]

  /// Clips of Audio/ at one level, a second of pause around each, in noise.
  init(
    _ names: [String], sampleRate: Int = 16000, noise: ArtificialNoise = .white,
    decibels: Float = 60
  ) throws {
    var samples = [Float](repeating: 0, count: sampleRate)
    var speech: [Range<Int>] = []
    for name in names {
      let file = try AudioClip(contentsOf: packageRoot.appending(path: "Audio/\(name)"))
      let clip = file.resampled(to: sampleRate)
      let gain = 0.05 / clip.power(.active).squareRoot()
      let loud = clip.samples.indices.filter { gain * abs(clip.samples[$0]) > 0.01 }
      let first = try #require(loud.first)
      let last = try #require(loud.last)
      let start = samples.count - first
      speech.append(start + first..<start + last)
      samples += clip.samples[first...last].map { gain * $0 }
      samples += [Float](repeating: 0, count: sampleRate)
    }
    self.speech = speech
    var generator = SeededGenerator(seed: 7)
    let hiss = AudioClip(samples: samples, sampleRate: sampleRate)
    let active = AudioClip(samples: speech.flatMap { samples[$0] }, sampleRate: sampleRate)
    // Artificial noise counts from the power of the whole clip, pauses among it.
    let correction = 10 * log10(hiss.power() / active.power(.active))
    clip = hiss.addingNoise(
      noise, signalToNoiseDecibels: decibels + correction, using: &generator)
  }

  /// The parts of the speech that `segments` miss, and of the pauses that they take for speech.
  ///
  /// An edge may be off by 150 ms, 50 of which are padding.
  func errors(of segments: [Range<Int>]) -> (missed: Double, falseAlarms: Double) {
    let tolerance = clip.sampleRate * 3 / 20
    func parts(_ ranges: [Range<Int>]) -> Set<Int> {
      Set(ranges.flatMap { Array(($0.lowerBound / 80)..<($0.upperBound / 80)) })
    }
    let found = parts(segments)
    let sure = parts(speech.map { $0.lowerBound + tolerance..<$0.upperBound - tolerance })
    let possible = parts(speech.map { $0.lowerBound - tolerance..<$0.upperBound + tolerance })
    let pauses = Set(0..<clip.samples.count / 80).subtracting(possible)
    return (
      Double(sure.subtracting(found).count) / Double(sure.count),
      Double(pauses.intersection(found).count) / Double(pauses.count)
    )
  }
}

@Suite("Voice activity")
struct VoiceActivityTests {
  private static let names = [
    "two-six-eight.wav", "september-fourteenth.wav", "no.wav", "enter-four-five-one.flac",
  ]

  @Test(
    "known speech is found and known pauses are not, in noise of either color",
    arguments: [ArtificialNoise.white, .falling], [(10, 0.2), (20, 0.05), (30, 0.03)])
  func noise(color: ArtificialNoise, level: (decibels: Float, missed: Double)) throws {
    let known = try KnownSpeech(Self.names, noise: color, decibels: level.decibels)
    let detector = try VoiceActivityDetector(sampleRate: 16000)
    let (missed, falseAlarms) = known.errors(of: detector.segments(of: known.clip))
    #expect(missed < level.missed, "\(missed)")
    #expect(falseAlarms < 0.03, "\(falseAlarms)")
  }

  @Test("any sample rate will do", arguments: [8000, 11025, 44100])
  func sampleRates(rate: Int) throws {
    let known = try KnownSpeech(Array(Self.names.prefix(2)), sampleRate: rate, decibels: 25)
    let detector = try VoiceActivityDetector(sampleRate: rate)
    let (missed, falseAlarms) = known.errors(of: detector.segments(of: known.clip))
    #expect(missed < 0.06 && falseAlarms < 0.03, "\(missed), \(falseAlarms)")
  }

  @Test("segments stay apart where a frame's shift is no whole number of samples")
  func oddRate() throws {
    var configuration = VoiceActivityConfiguration()
    (configuration.minimumPause, configuration.padding) = (0.1, 0.05)
    let detector = try VoiceActivityDetector(configuration, sampleRate: 22050)
    var generator = SeededGenerator(seed: 3)
    // Bursts of noise with pauses around the shortest that parts them.
    let samples = (0..<40).flatMap { burst -> [Float] in
      let pause = [Float](repeating: 1e-4, count: 6174 + 55 * burst)
      return ([Float](repeating: 0.3, count: 6615) + pause).map { $0 * generator.normal() }
    }
    let clip = AudioClip(samples: samples, sampleRate: 22050)
    let segments = detector.segments(of: clip)
    #expect(segments.count > 5)
    try #require(zip(segments, segments.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
    #expect(detector.pieces(of: clip, atMost: 5).last?.upperBound == samples.count)
  }

  @Test("a task finds the segments of the synchronous method, until it is cancelled")
  func cancellation() async throws {
    struct Interruption: Error {}
    let known = try KnownSpeech(["no.wav", "yes.wav"], sampleRate: 8000, decibels: 15)
    let detector = try VoiceActivityDetector(sampleRate: 8000)
    let segments = try await detector.segments(of: known.clip)
    #expect(segments == detector.segments(of: known.clip) {})
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await detector.segments(of: known.clip)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    let long = AudioClip(samples: [Float](repeating: 0, count: 2_100_000), sampleRate: 8000)
    var calls = 0
    #expect(throws: Interruption.self) {
      try detector.segments(of: long) {
        calls += 1
        if calls == 3 { throw Interruption() }
      }
    }
    #expect(calls == 3)
  }

  @Test("pieces of any length give the segments of the whole", arguments: [1, 7, 160, 4096])
  func streaming(length: Int) throws {
    let known = try KnownSpeech(["no.wav", "yes.wav"], sampleRate: 8000, decibels: 15)
    let detector = try VoiceActivityDetector(sampleRate: 8000)
    let expected = detector.segments(of: known.clip)
    #expect(expected.count == 2)
    var stream = detector.stream()
    for _ in 0..<2 {
      var rest = known.clip.samples[...]
      var found: [Range<Int>] = []
      while !rest.isEmpty {
        found += stream.append(rest.prefix(length))
        rest = rest.dropFirst(length)
      }
      #expect(found + stream.finish() == expected)
    }
  }

  @Test("a stream gives a segment, and says whether there is speech, half a second late")
  func delay() throws {
    let known = try KnownSpeech(["yes.wav"], sampleRate: 8000, decibels: 30)
    let detector = try VoiceActivityDetector(sampleRate: 8000)
    let segment = try #require(detector.segments(of: known.clip).first)
    var stream = detector.stream()
    var (begins, ends, given): (Int?, Int?, Int?)
    for start in stride(from: 0, to: known.clip.samples.count, by: 80) {
      let block = known.clip.samples[start..<min(start + 80, known.clip.samples.count)]
      if !stream.append(block).isEmpty { given = stream.sampleCount }
      if stream.isInSpeech, begins == nil { begins = stream.sampleCount }
      if !stream.isInSpeech, begins != nil, ends == nil { ends = stream.sampleCount }
    }
    // Padding begins 0.05 s before the speech, which must last 0.1 s; then the delay of 0.5 s, and
    // half a frame and half of its smoothing.
    #expect(abs(Double(try #require(begins) - segment.lowerBound) / 8000 - 0.71) < 0.03)
    #expect(abs(Double(try #require(ends) - segment.upperBound) / 8000 - 0.51) < 0.03)
    // Another 0.3 s may turn out a short pause.
    #expect(abs(Double(try #require(given) - segment.upperBound) / 8000 - 0.8) < 0.03)
  }

  @Test("there is no speech in silence, in noise, in next to no sound, or in none")
  func nothing() throws {
    let detector = try VoiceActivityDetector(sampleRate: 8000)
    var generator = SeededGenerator(seed: 2)
    let noise = (0..<24000).map { _ in 0.1 * generator.normal() }
    let faint = (0..<24000).map { $0 / 4000 % 2 == 0 ? 0 : 1e-4 * generator.normal() }
    for samples in [[], [0.5], [Float](repeating: 0, count: 8000), noise, faint] {
      let clip = AudioClip(samples: samples, sampleRate: 8000)
      #expect(detector.segments(of: clip).isEmpty)
      #expect(detector.trimmed(clip).samples.isEmpty)
    }
  }

  @Test("trimming leaves the speech and its padding")
  func trimming() throws {
    let known = try KnownSpeech(["two-six-eight.wav"], decibels: 30)
    let detector = try VoiceActivityDetector(sampleRate: 16000)
    let speech = try #require(known.speech.first)
    let trimmed = detector.trimmed(known.clip)
    let excess = Double(trimmed.samples.count - speech.count) / 16000
    #expect((0.05...0.45).contains(excess))
    let segments = detector.segments(of: known.clip)
    let all = try #require(segments.first).lowerBound..<(try #require(segments.last)).upperBound
    #expect(trimmed == known.clip.cut(to: all))
  }

  @Test("a configuration reads back, takes defaults and refuses what makes no sense")
  func configuration() throws {
    var configuration = VoiceActivityConfiguration()
    configuration.threshold = 6
    configuration.padding = 0
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(VoiceActivityConfiguration.self, from: data) == configuration)
    func decoded(_ json: String) throws -> VoiceActivityConfiguration {
      try JSONDecoder().decode(VoiceActivityConfiguration.self, from: Data(json.utf8))
    }
    #expect(try decoded("{}") == VoiceActivityConfiguration())
    #expect(throws: DecodingError.self) { try decoded(#"{"treshold": 6}"#) }
    for (bandCount, sampleRate, words) in [
      (24, 1000, "24; it must be lower, or frameLengthMilliseconds higher, at 1000 hertz"),
      (2, 16000, "2; it must be 3 to 128"),
    ] {
      var wrong = VoiceActivityConfiguration()
      wrong.bandCount = bandCount
      let error = #expect(throws: FeatureConfigurationError.self) {
        try VoiceActivityDetector(wrong, sampleRate: sampleRate)
      }
      #expect(error?.description == "feature option bandCount is \(words)")
    }
    for (path, value) in [
      (\.padding, 0.2), (\.reach, 0.6), (\.threshold, .nan), (\.minimumSpeech, -1),
      (\.frameShiftMilliseconds, 0),
    ] as [(WritableKeyPath<VoiceActivityConfiguration, Float>, Float)] {
      var wrong = VoiceActivityConfiguration()
      wrong[keyPath: path] = value
      #expect(throws: FeatureConfigurationError.self) {
        try VoiceActivityDetector(wrong, sampleRate: 16000)
      }
    }
  }
}
