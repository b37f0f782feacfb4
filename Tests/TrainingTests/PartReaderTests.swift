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

  @Test("of channels are read from their own, side by side with those of others and of their mean")
  func channels() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "stereo.wav")
      func ramp(_ slope: Int) -> [Float] {
        (1...4000).map { Float(slope * $0 % 1000) * 0x1p-15 }
      }
      let sides = [ramp(1), ramp(3)]
      try waveFile(channels: sides, sampleRate: 8000).write(to: file)
      let mean = zip(sides[0], sides[1]).map { ($0 + $1) / 2 }
      let channels: [Int?] = [2, nil, 1, 3, 2, 1]
      for offset in [0.125, nil] as [Double?] {
        let entries = channels.map {
          ManifestEntry(
            audioPath: file, channel: $0, duration: offset.map { _ in 0.25 }, offset: offset,
            text: "")
        }
        let part = offset == nil ? 0..<4000 : 1000..<3000
        let expected = channels.map { channel in
          channel == 3 ? nil : Array((channel.map { sides[$0 - 1] } ?? mean)[part])
        }
        #expect(withClips(of: entries) { _, clip in (try? clip.get())?.samples } == expected)
        #expect(entries.map { try? AudioClip($0).samples } == expected)
        #expect(throws: AudioFileError.noChannel(file.path, channel: 3, channelCount: 2)) {
          try AudioClip(entries[3])
        }
      }
    }
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
