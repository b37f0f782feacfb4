import AudioFrontEnd
import CTC
import Foundation
import NumericCore
import RecurrentNetwork
import TestSupport
import Testing

@testable import SequenceLabeler

@Suite("Emission stream")
struct EmissionStreamTests {
  private func emissions(
    _ stream: EmissionStream, of clip: AudioClip, pieces: [Int]
  ) -> Matrix {
    var stream = stream
    var elements: [Float] = []
    var start = 0
    var turn = 0
    while start < clip.samples.count {
      let end = min(start + pieces[turn % pieces.count], clip.samples.count)
      elements += stream.append(clip.samples[start..<end]).elements
      (start, turn) = (end, turn + 1)
    }
    elements += stream.finish().elements
    return Matrix(rows: elements.count / 4, columns: 4, elements: elements)
  }

  @Test("sound within one window has the network's own rows", arguments: [[40], [777, 1], [8000]])
  func oneWindow(pieces: [Int]) throws {
    let model = try randomModel()
    let clip = noise(sampleRate: 16000, seed: 3)
    let expected = model.network.logits(of: model.features(of: clip)).logSoftmax()
    let stream = try EmissionStream(model, sampleRate: clip.sampleRate)
    #expect(emissions(stream, of: clip, pieces: pieces) == expected)
    #expect(model.logProbabilities(of: clip) == expected)
  }

  @Test("late reverberation is taken off first", arguments: [[777, 1], [8000]])
  func dereverberation(pieces: [Int]) throws {
    let clip = noise(sampleRate: 16000, seed: 3)
    for model in [try randomModel(), try randomModel { $0.bidirectional = false }] {
      let other = model.dereverberating()
      #expect(other.latency == nil)
      let written = try JSONEncoder().encode(other.configuration)
      #expect(
        try JSONDecoder().decode(ModelConfiguration.self, from: written) == other.configuration)
      let expected = model.logProbabilities(of: clip.resampled(to: 8000).dereverberated())
      #expect(expected != model.logProbabilities(of: clip))
      let stream = try EmissionStream(other, sampleRate: clip.sampleRate)
      #expect(emissions(stream, of: clip, pieces: pieces) == expected)
      #expect(
        other.features(of: clip)
          == model.features(of: clip.resampled(to: 8000).dereverberated()))
    }
  }

  @Test(
    "every row of long sound is one of a window's that holds it", arguments: [[8000], [333, 2]])
  func windows(pieces: [Int]) throws {
    let model = try randomModel()
    let clip = noise(count: 23_456, seed: 4)
    let features = model.features(of: clip)
    // Windows of 40 rows of two features, of which 16 are shared.
    let windows = stride(from: 0, to: features.rows - 32, by: 48).map { start in
      let rows = start..<min(start + 80, features.rows)
      return (start / 2, model.network.logits(of: features.rows(rows)).logSoftmax())
    }
    #expect(windows.count == 6)
    let stream = EmissionStream(
      model, rate: clip.sampleRate, windowSeconds: 0.8, overlapSeconds: 0.32)
    let found = emissions(stream, of: clip, pieces: pieces)
    #expect(found.rows == model.logProbabilities(of: clip).rows)
    var window = 0
    var joints: [Int] = []
    for row in 0..<found.rows {
      if window + 1 < windows.count {
        let (start, next) = windows[window + 1]
        if row >= start, found.row(row) == next.row(row - start) {
          window += 1
          joints.append(row - start)
        }
      }
      let (start, current) = windows[window]
      #expect(found.row(row) == current.row(row - start), "row \(row)")
    }
    #expect(joints.count == 5)
    #expect(joints.allSatisfy { (4..<12).contains($0) }, "\(joints)")
  }

  @Test("windows are joined in the middle of the longest pause")
  func joints() {
    func rows(_ nulls: [Float]) -> Matrix {
      Matrix(rows: nulls.count, columns: 2, elements: nulls.flatMap { [log($0), log(1 - $0)] })
    }
    let pause = rows([0.9, 0.9, 0.9, 0.2, 0.9, 0.2, 0.8, 0.7, 0.9, 0.3, 0.9, 0.9])
    #expect(joint(pause, pause, null: 0) == 7)
    // Only what both windows take for null counts.
    let other = rows([0.9, 0.9, 0.9, 0.2, 0.9, 0.2, 0.1, 0.7, 0.1, 0.3, 0.9, 0.9])
    #expect(joint(pause, other, null: 0) == 4)
    let speech = rows([0.9, 0.9, 0.1, 0.2, 0.3, 0.1, 0.9, 0.9])
    #expect(joint(speech, speech, null: 0) == 4)
  }

  @Test("the place of a joint does not depend on the number of threads")
  func threads() throws {
    let model = try randomModel()
    let clip = noise(count: 30_000, seed: 5)
    let stream = EmissionStream(
      model, rate: clip.sampleRate, windowSeconds: 0.6, overlapSeconds: 0.2)
    let usual = Parallelism.threadCount
    defer { Parallelism.threadCount = usual }
    let found = [1, 3].map { count in
      Parallelism.threadCount = count
      return emissions(stream, of: clip, pieces: [5000])
    }
    #expect(found[0] == found[1])
  }

  @Test(
    "a model that reads forwards gives the rows of all sound at once, whatever the pieces",
    arguments: [[16000], [333, 2], [40]], [8000, 11025])
  func forwards(pieces: [Int], sampleRate: Int) throws {
    let model = try randomModel {
      $0.bidirectional = false
      ($0.front, $0.stackedFrames, $0.frontChannels) = (.convolution, 2, 4)
      $0.frontStrides = [2, 1]
    }
    let clip = noise(sampleRate: sampleRate, count: 20_000, seed: 6)
    let expected = model.network.logits(of: model.features(of: clip)).logSoftmax()
    // Windows, were there any, would be short.
    let stream = EmissionStream(
      model, rate: sampleRate, windowSeconds: 0.6, overlapSeconds: 0.2)
    let found = emissions(stream, of: clip, pieces: pieces)
    #expect(found.rows == expected.rows)
    #expect(largestDifference(found.elements, expected.elements) < 1e-5)
    #expect(largestDifference(model.logProbabilities(of: clip).elements, expected.elements) < 1e-5)
  }

  @Test("a row comes after the model's latency, not a sample earlier or later")
  func latency() throws {
    let shapes: [((inout NetworkShape) -> Void, Double)] = [
      ({ _ in }, 0.035), ({ $0.stackedFrames = 1 }, 0.025),
      ({ $0.pyramid = [2] }, 0.055),
      ({ ($0.front, $0.frontStrides, $0.stackedFrames) = (.convolution, [2, 1], 2) }, 0.055),
    ]
    for (change, seconds) in shapes {
      let model = try randomModel {
        $0.bidirectional = false
        change(&$0)
      }
      #expect(model.latency == seconds)
      var stream = try EmissionStream(model, sampleRate: 8000)
      let latency = Int((seconds * 8000).rounded())
      let rowLength = Int((model.secondsPerFrame * 8000).rounded())
      var rows = 0
      for (index, sample) in noise(count: 1500, seed: 7).samples.enumerated() {
        rows += stream.append([sample]).rows
        #expect(rows == max(0, index + 1 - latency + rowLength) / rowLength)
      }
    }
  }

  @Test("a model that has to hear the end has no latency, and keeps its windows")
  func noLatency() throws {
    #expect(try randomModel().latency == nil)
    let model = try randomModel(priorFrames: 50) { $0.bidirectional = false }
    #expect(model.latency == nil)
    let clip = noise(count: 9000, seed: 8)
    let expected = model.network.logits(of: model.features(of: clip)).logSoftmax()
    #expect(model.logProbabilities(of: clip) == expected)
  }

  @Test("sound of no sample rate is refused", arguments: [0, -8000, 1_000_001])
  func sampleRate(_ rate: Int) throws {
    let model = try randomModel()
    let error = try #require(throws: FeatureConfigurationError.self) {
      try EmissionStream(model, sampleRate: rate)
    }
    #expect(
      error.description
        == "feature option sampleRate is \(rate); it must be from 1 to 1000000 hertz")
  }

  @Test("no sound has no rows")
  func nothing() throws {
    let model = try randomModel()
    #expect(model.logProbabilities(of: AudioClip(samples: [], sampleRate: 8000)).rows == 0)
    let forwards = try randomModel { $0.bidirectional = false }
    #expect(forwards.logProbabilities(of: AudioClip(samples: [], sampleRate: 8000)).rows == 0)
  }
}
