import Foundation
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("Segments")
  struct SegmentsTests {
    /// A second of silence and a clip of Audio/, twice, the second time so many decibels softer, then a
    /// second of silence.
    private func recording(softer decibels: Float = 0) throws -> (
      file: Data, speech: [ClosedRange<Double>]
    ) {
      let pause = [Float](repeating: 0, count: 16000)
      let file = try Data(contentsOf: packageRoot.appending(path: "Audio/two-six-eight.wav"))
      let clip = file.dropFirst(44).withUnsafeBytes { bytes in
        bytes.bindMemory(to: Int16.self).map { Float(Int16(littleEndian: $0)) / 32768 }
      }
      let length = Double(clip.count) / 16000
      return (
        waveFile(
          channels: [pause + clip + pause + clip.map { $0 * pow(10, -decibels / 20) } + pause],
          sampleRate: 16000),
        [1...1 + length, 2 + length...2 + 2 * length]
      )
    }

    private struct Speech: Decodable {
      struct Segment: Decodable {
        let start, end: Double
      }
      let path: String
      let segments: [Segment]

      enum CodingKeys: String, CodingKey {
        case path = "audio_filepath"
        case segments
      }
    }

    @Test("speech is found where it was put, as text and as JSON, from a file and from a pipe")
    func formats() async throws {
      try await withProgram { program in
        let (file, speech) = try recording()
        try program.write(file, to: "two.wav")
        let text = try await program.succeed("segments", "two.wav", "--minimum-pause", "0.6")
        #expect(text.errors == "")
        let times = text.lines.map { $0.split(separator: "\t").compactMap { Double($0) } }
        #expect(times.count == 2 && times.allSatisfy { $0.count == 2 })
        for (found, known) in zip(times, speech) {
          // The clip has pauses of its own at its ends.
          #expect((known.lowerBound - 0.2...known.lowerBound + 0.3).contains(found[0]))
          #expect((known.upperBound - 0.5...known.upperBound + 0.2).contains(found[1]))
        }
        let piped = try await program.succeed(
          "segments", "-", "--minimum-pause", "0.6", input: file)
        #expect(piped.output == text.output)
        let json = try await program.succeed(
          "segments", "--format", "json", "two.wav", "--minimum-pause", "0.6")
        #expect(json.lines.count == 1)
        let object = try JSONDecoder().decode(Speech.self, from: Data(json.output.utf8))
        #expect(object.path == "two.wav")
        for (segment, found) in zip(object.segments, times) {
          #expect(abs(segment.start - found[0]) < 0.006 && abs(segment.end - found[1]) < 0.006)
        }
      }
    }

    @Test("several files name their lines; one that cannot be read does not keep the others back")
    func several() async throws {
      try await withProgram { program in
        try program.write(try recording().file, to: "two.wav")
        let silence = waveFile(channels: [[Float](repeating: 0, count: 8000)], sampleRate: 8000)
        try program.write(silence, to: "silence.wav")
        let result = try await program.run(["segments", "none.wav", "silence.wav", "two.wav"])
        #expect(result.status == 1)
        #expect(result.errorLines == ["Error: none.wav: no such file; check the path"])
        #expect(!result.lines.isEmpty && result.lines.allSatisfy { $0.hasPrefix("two.wav\t") })
        let silent = try await program.succeed("segments", "--format", "json", "silence.wav")
        #expect(silent.output == #"{"audio_filepath":"silence.wav","segments":[]}"# + "\n")
      }
    }

    @Test("what is much softer than what was said before is speech within the range asked for")
    func loudnessRange() async throws {
      try await withProgram { program in
        try program.write(try recording(softer: 24).file, to: "two.wav")
        for (options, count) in [([], 1), (["--loudness-range", "30"], 2)] {
          let found = try await program.run(
            ["segments", "two.wav", "--minimum-pause", "0.6"] + options)
          #expect(found.lines.count == count, "\(found)")
        }
      }
    }

    @Test("a sample rate too low to tell speech apart is an error of one line")
    func sampleRate() async throws {
      try await withProgram { program in
        let slow = waveFile(channels: [[Float](repeating: 0, count: 900)], sampleRate: 1000)
        try program.write(slow, to: "slow.wav")
        try await program.fail(
          "segments", "slow.wav", saying: ["slow.wav: ", "bandCount", "1000 hertz"])
      }
    }
  }
}
