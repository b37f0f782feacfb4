import Foundation
import TestSupport
import Testing

@testable import AudioFrontEnd

@Suite("Made-up rooms")
struct ShoeboxRoomTests {
  struct Golden: Decodable {
    let size, source, microphone: [Double]
    let decayTime, longest: Double
    let distances, amplitudes: [Double]

    var room: ShoeboxRoom {
      func place(_ axes: [Double]) -> ShoeboxRoom.Meters { .init(axes[0], axes[1], axes[2]) }
      return ShoeboxRoom(
        size: place(size), source: place(source), microphone: place(microphone),
        decayTime: decayTime)
    }
  }

  private static let goldens = Result { try fixture("AudioFrontEnd/rooms.json", as: [Golden].self) }

  @Test("the images are pyroomacoustics', but for the sign of what an odd number of walls reflects")
  func images() throws {
    let goldens = try Self.goldens.get()
    #expect(goldens.count == 3)
    for golden in goldens {
      var images: [(distance: Double, amplitude: Double)] = []
      golden.room.forEachImage(within: golden.longest) { images.append(($0, $1)) }
      images.sort { $0.distance < $1.distance }
      try #require(images.count == golden.distances.count && images.count > 300)
      for (image, (distance, amplitude)) in zip(images, zip(golden.distances, golden.amplitudes)) {
        // Kept in single precision there.
        #expect(abs(image.distance - distance) < 1e-5)
        #expect(abs(abs(image.amplitude) - amplitude) < 1e-5 * amplitude)
      }
      #expect(images[0].amplitude > 0)
      #expect(images[1].amplitude < 0)
    }
  }

  @Test("direct sound comes first, after its way at 343 m/s, and is the loudest of a close speaker")
  func directSound() throws {
    let room = ShoeboxRoom(
      size: [5, 4, 3], source: [2, 2, 1.5], microphone: [3, 2, 1.5], decayTime: 0.3)
    let samples = room.impulseResponse(sampleRate: 16000).samples
    let arrival = try #require(samples.firstIndex { $0 != 0 })
    #expect(arrival == Int((16000 / 343.0).rounded()))
    #expect(abs(samples[arrival] - Float(1 / (4 * Double.pi))) < 1e-6)
    #expect(samples.allSatisfy { abs($0) <= samples[arrival] })
  }

  /// Sixty decibels at the rate at which the energy that is left falls from -5 to -25 dB (Schroeder,
  /// JASA 37, 1965).
  private func measuredDecayTime(_ response: AudioClip) throws -> Double {
    var left: [Double] = []
    var sum = 0.0
    for sample in response.samples.reversed() {
      sum += Double(sample * sample)
      left.append(sum)
    }
    left.reverse()
    func time(_ decibels: Double) throws -> Double {
      let level = left[0] * pow(10, decibels / 10)
      return Double(try #require(left.firstIndex { $0 < level })) / Double(response.sampleRate)
    }
    return 3 * (try time(-25) - time(-5))
  }

  @Test("sound decays in about the time that was asked for", arguments: [0.2, 0.4, 0.7])
  func decay(seconds: Double) throws {
    let room = ShoeboxRoom(
      size: [5.2, 4.1, 2.9], source: [1.1, 0.9, 1.4], microphone: [3.7, 3.2, 1.2],
      decayTime: seconds)
    let response = room.impulseResponse(sampleRate: 16000)
    // Eyring's formula is for sound that comes from everywhere; in a box it dies away more slowly.
    #expect((0.85...1.4).contains(try measuredDecayTime(response) / seconds))
  }

  @Test("rooms made at random differ, hold both, and are the same for the same seed")
  func random() {
    var generator = SeededGenerator(seed: 3)
    let rooms = (0..<50).map { _ in ShoeboxRoom(using: &generator) }
    #expect(Set(rooms).count == 50)
    var again = SeededGenerator(seed: 3)
    #expect(rooms == (0..<50).map { _ in ShoeboxRoom(using: &again) })
    for room in rooms {
      let way = room.source - room.microphone
      #expect((way * way).sum().squareRoot() < 3.2)
      #expect((0.15...0.7).contains(room.decayTime))
      #expect((0.05..<1).contains(room.reflection))
      let response = room.impulseResponse(sampleRate: 8000)
      #expect(Double(response.samples.count) / 8000 >= room.decayTime)
    }
  }
}
