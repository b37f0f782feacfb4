import AudioFrontEnd
import Foundation
import Interchange
import TestSupport
import Testing

@testable import Training

@Suite("Parts of sound files")
struct PartReaderTests {
  @Test(
    "are what stands there in the file, in whatever order they are named and where they overlap",
    arguments: ["extensible16.wav", "opus.opus", "layer3.mp3"])
  func parts(name: String) throws {
    let file = packageRoot.appending(path: "Fixtures/AudioFrontEnd/encodings/\(name)")
    let whole = try AudioClip(contentsOf: file)
    let rate = Double(whole.sampleRate)
    let count = whole.samples.count
    let starts = [0.5, 0, 0.9, 0.25, 0.3, 0.3, 0.75].map { Int($0 * Double(count)) }
    let lengths = [count / 4, count / 8, count / 20, count / 4, count / 30, count / 2, count / 8]
    let entries = zip(starts, lengths).map { start, length in
      ManifestEntry(
        audioPath: file, duration: Double(length) / rate, offset: Double(start) / rate, text: "")
    }
    let clips = withClips(of: entries + [ManifestEntry(audioPath: file, text: "")]) { index, clip in
      (index, try? clip.get())
    }
    #expect(clips.map(\.0) == Array(0...entries.count))
    for (part, (start, length)) in zip(clips, zip(starts, lengths)) {
      #expect(part.1?.samples == Array(whole.samples[start..<start + length]))
    }
    #expect(clips.last?.1 == whole)
  }

  @Test("that end too late are told of, and those before them are read")
  func tooLate() throws {
    let file = packageRoot.appending(path: "Audio/yes.wav")
    let seconds = try AudioClip(contentsOf: file).duration
    let entries = [seconds / 2, seconds + 1, 0].map {
      ManifestEntry(audioPath: file, duration: seconds / 4, offset: $0, text: "")
    }
    let isRead = withClips(of: entries) { _, clip in (try? clip.get()) != nil }
    #expect(isRead == [true, false, true])
  }
}
