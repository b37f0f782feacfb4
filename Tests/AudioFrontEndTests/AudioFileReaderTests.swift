import AudioFrontEnd
import Foundation
import TestSupport
import Testing

@Suite("Audio file in blocks")
struct AudioFileReaderTests {
  private static let samples = (0..<150_001).map { Float(($0 * 37) % 16384 - 8192) / 32768 }

  private func blocks(of file: Data, channel: Int? = nil) throws -> [[Float]] {
    var reader = try AudioFileReader(data: file, channel: channel)
    var blocks: [[Float]] = []
    while let block = try reader.nextBlock() { blocks.append(block) }
    #expect(reader.sampleCount == blocks.reduce(0) { $0 + $1.count })
    return blocks
  }

  @Test("blocks in a row are the whole, and none is longer than 65536 samples")
  func whole() throws {
    let file = waveFile(channels: [Self.samples], sampleRate: 16000)
    let blocks = try blocks(of: file)
    #expect(blocks.count == 3 && blocks.allSatisfy { (1...65536).contains($0.count) })
    #expect(blocks.flatMap(\.self) == Self.samples)
    try withFile("long.wav", file) { url in
      var reader = try AudioFileReader(contentsOf: url)
      #expect(reader.sampleRate == 16000)
      #expect(try reader.nextBlock() == blocks[0])
      #expect(try reader.nextBlock() == blocks[1])
      #expect(try reader.nextBlock() == blocks[2])
      #expect(try reader.nextBlock() == nil)
      #expect(try reader.nextBlock() == nil)
    }
  }

  @Test("what is passed over changes nothing of what follows")
  func skipping() throws {
    let file = waveFile(channels: [Self.samples, Self.samples.map { $0 / 2 }], sampleRate: 16000)
    let all = try AudioClip(data: file).samples
    for start in [1, 65_536, 150_000] {
      var reader = try AudioFileReader(data: file)
      reader.skip(to: start)
      #expect(reader.sampleCount == start)
      var rest: [Float] = []
      while let block = try reader.nextBlock() { rest += block }
      #expect(rest == Array(all[start...]))
    }
    var reader = try AudioFileReader(data: file)
    reader.skip(to: 100)
    for sample in [99, -1, 150_001, .max] {
      reader.skip(to: sample)
      #expect(reader.sampleCount == 100)
    }
  }

  @Test("channels are mixed or picked in blocks too", arguments: [nil, 1, 2])
  func channels(channel: Int?) throws {
    let file = waveFile(
      channels: [Self.samples, Self.samples.map { $0 / 2 }], sampleRate: 16000)
    let clip = try AudioClip(data: file, channel: channel)
    #expect(try blocks(of: file, channel: channel).flatMap(\.self) == clip.samples)
    #expect(clip.samples.count == Self.samples.count)
    #expect(try AudioFileReader(data: file, channel: channel).channelCount == 2)
  }

  @Test("channels whose mean is next to silence are told from others, silent ones and single ones")
  func cancelling() throws {
    func cancel(_ channels: [[Float]], channel: Int? = nil) throws -> Bool {
      var reader = try AudioFileReader(
        data: waveFile(channels: channels, sampleRate: 16000), channel: channel)
      while try reader.nextBlock() != nil {}
      return reader.channelsCancel
    }
    let tone = (0..<70_000).map { 0.5 * sin(0.1 * Float($0)) }
    let other = (0..<70_000).map { 0.5 * sin(0.23 * Float($0)) }
    let inverted = tone.map { -$0 }
    #expect(try cancel([tone, inverted]))
    #expect(try cancel([tone, zip(inverted, other).map { $0 + 0.1 * $1 }]))
    #expect(try cancel([tone, inverted, tone, inverted]))
    #expect(try !cancel([tone, zip(inverted, other).map { $0 + 0.3 * $1 }]))
    #expect(try !cancel([tone, inverted, other]))
    #expect(try !cancel([tone, other]))
    #expect(try !cancel([tone, tone]))
    #expect(try !cancel([tone, tone.map { _ in 0 }]))
    #expect(try !cancel([tone, inverted], channel: 2))
    #expect(try !cancel([[0, 0], [0, 0]]))
    #expect(try !cancel([tone]))
  }

  @Test("what is wrong with a file is said at once, its missing end at the end")
  func errors() throws {
    let file = waveFile(channels: [Self.samples], sampleRate: 16000)
    #expect(throws: AudioFileError.noChannel("the sound", channel: 2, channelCount: 1)) {
      _ = try AudioFileReader(data: file, channel: 2)
    }
    #expect(throws: AudioFileError.empty("the sound")) {
      _ = try AudioFileReader(data: Data())
    }
    var reader = try AudioFileReader(data: file.dropLast(2000))
    for _ in 0..<3 { #expect(try reader.nextBlock() != nil) }
    let error = #expect(throws: AudioFileError.self) { try reader.nextBlock() }
    guard case .truncated = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a file's features block by block are those of the whole")
  func features() throws {
    let file = waveFile(channels: [Self.samples], sampleRate: 44100)
    let extractor = try FeatureExtractor(FilterBankConfiguration(melBinCount: 23))
    var reader = try AudioFileReader(data: file)
    var resampling = Resampler(from: reader.sampleRate, to: 16000).stream()
    var stream = extractor.stream()
    var elements: [Float] = []
    while let block = try reader.nextBlock() {
      elements += stream.append(resampling.append(block)).elements
    }
    elements += stream.append(resampling.finish()).elements + stream.finish().elements
    let clip = try AudioClip(data: file).resampled(to: 16000)
    #expect(extractor.features(of: clip).elements == elements)
  }
}
