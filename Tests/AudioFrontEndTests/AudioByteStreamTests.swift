import Foundation
import NumericCore
import TestSupport
import Testing

@testable import AudioFrontEnd

@Suite("Sound that arrives as bytes")
struct AudioByteStreamTests {
  private func samples(
    of bytes: Data, pieces: Int, _ stream: inout AudioByteStream
  ) throws -> [Float] {
    var found: [Float] = []
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      found += try stream.append(Data(bytes.dropFirst(start).prefix(pieces)))
    }
    return found
  }

  @Test(
    "raw sound has the samples that it has as a whole, whatever the pieces",
    arguments: RawAudioFormat.Encoding.allCases)
  func raw(_ encoding: RawAudioFormat.Encoding) throws {
    var random = SeededGenerator(seed: 9)
    let format = RawAudioFormat(encoding, sampleRate: 8000, channelCount: 3)
    // Bytes of 0x40 or less make no floating-point number that is none.
    let bytes = Data((0..<72 * 17).map { _ in UInt8.random(in: 0...0x40, using: &random) })
    for channel in [nil, 2] {
      let expected = try AudioClip(data: bytes, channel: channel, raw: format)
      for pieces in [1, 7, 1000] {
        var stream = AudioByteStream(raw: format, channel: channel)
        #expect(try samples(of: bytes, pieces: pieces, &stream) == expected.samples)
        #expect(try stream.finish() == 0)
        #expect(stream.sampleCount == expected.samples.count)
      }
    }
  }

  @Test("a WAV file is read from its header on", arguments: [WaveEncoding.signed16, .float32])
  func wave(_ encoding: WaveEncoding) throws {
    let channels = [[0.1, -0.2, 0.3, 0.4, 0.5], [0.5, 0.25, -0.5, 0, -1]] as [[Float]]
    var file = waveFile(channels: channels, sampleRate: 11025, encoding: encoding)
    let expected = try AudioClip(data: file)
    // A recorder does not know the length; after a known one, there may be something else.
    let length = file.count - 44
    let unknown = file.replacing(at: 40, with: [0xff, 0xff, 0xff, 0x7f])
    file += Data("LIST".utf8) + Data([2, 0, 0, 0, 65, 66])
    for bytes in [file, unknown] {
      for pieces in [1, 5, 43, 4000] {
        var stream = AudioByteStream()
        #expect(try samples(of: bytes, pieces: pieces, &stream) == expected.samples)
        #expect(stream.format?.sampleRate == 11025)
        #expect(try stream.finish() == 0)
      }
    }
    #expect(length == 5 * 2 * (encoding == .signed16 ? 2 : 4))
  }

  @Test("RF64 is read as WAV is, whether it has its length or not")
  func longWave() throws {
    let file = try Data(
      contentsOf: packageRoot.appending(path: "Fixtures/AudioFrontEnd/encodings/signed16.rf64"))
    let expected = try AudioClip(data: file)
    let unknown = file.replacing(at: 28, with: [0, 0])
    for (bytes, length) in [(file, file.count), (unknown, file.count), (file, 1000)] {
      for pieces in [1, 43, 4000] {
        var stream = AudioByteStream()
        let found = try samples(of: bytes.prefix(length), pieces: pieces, &stream)
        #expect(found == Array(expected.samples.prefix(found.count)))
        if length == 1000 {
          #expect(throws: AudioFileError.self) { try stream.finish() }
        } else {
          #expect(found == expected.samples)
          #expect(try stream.finish() == 0)
        }
      }
    }
  }

  @Test("a second file behind the first is told, once the first has been given")
  func joined() throws {
    // A byte makes the length even.
    let file = waveFile(channels: [[0.1, 0.2]], sampleRate: 8000)
    let odd = file.dropLast().replacing(at: 40, with: [3]) + Data([0])
    for (first, count) in [(file, 2), (odd, 1)] {
      for pieces in [1, 5, 43, 4000] {
        var stream = AudioByteStream(name: "in")
        let error = #expect(throws: AudioFileError.self) {
          _ = try samples(of: first + file, pieces: pieces, &stream)
          try stream.finish()
        }
        #expect(error == .joined("in", offset: first.count))
        #expect(stream.sampleCount == count)
      }
    }
  }

  @Test("what is no sound is told, and bytes of an incomplete sample are counted")
  func faults() throws {
    func error(_ bytes: Data, raw: RawAudioFormat? = nil) -> String {
      var stream = AudioByteStream(raw: raw, name: "in")
      do {
        _ = try stream.append(bytes)
        try stream.finish()
        return ""
      } catch {
        return "\(error)"
      }
    }
    let format = RawAudioFormat(.signed16LittleEndian, sampleRate: 8000)
    let wave = waveFile(channels: [[0.1, 0.2]], sampleRate: 8000)
    #expect(error(Data()).contains("in: the file is empty"))
    #expect(error(Data(), raw: format).contains("in: the file is empty"))
    #expect(error(Data([1]), raw: format).contains("in: holds no samples"))
    #expect(error(Data("fLaC".utf8)).contains("only WAV"))
    #expect(error(wave.prefix(30)).contains("ends within its header"))
    #expect(error(wave.prefix(44)).contains("holds no samples"))
    #expect(error(wave.dropLast()).contains("in: cut short, 3 of 4 bytes of sound are there"))
    #expect(error(wave.replacing(at: 8, with: Array("AVI ".utf8))).contains("not WAVE"))
    #expect(error(wave.replacing(at: 20, with: [17])).contains("of a kind"))
    #expect(error(wave.replacing(at: 22, with: [0])).contains("of a kind"))
    #expect(error(wave.replacing(at: 24, with: [1, 0, 0])).contains("sample rate of 1 hertz"))
    #expect(error(wave.replacing(at: 12, with: Array("data".utf8))).contains("before its format"))
    #expect(error(wave.replacing(at: 16, with: [0, 0, 0, 0x7f])).contains("without end"))
    let numbers = Data([0, 0, 0, 0, 0, 0, 0x80, 0x7f])
    #expect(
      error(numbers, raw: RawAudioFormat(.float32LittleEndian, sampleRate: 8000))
        .contains("sample 1,"))
    var stream = AudioByteStream(raw: format)
    #expect(try stream.append(Data([0, 0, 1])) == [0])
    #expect(try stream.finish() == 1)
    // A sample and a half, and what is no sound.
    var odd = AudioByteStream()
    #expect(try odd.append(wave.replacing(at: 40, with: [3]) + Data(count: 8)).count == 1)
    #expect(try odd.append(Data(count: 8)) == [])
    #expect(try odd.finish() == 1)
  }
}

extension Data {
  /// The same with other bytes from `offset` on.
  fileprivate func replacing(at offset: Int, with bytes: [UInt8]) -> Data {
    var result = self
    result.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    return result
  }
}
