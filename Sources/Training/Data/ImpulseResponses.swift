import AudioFrontEnd
import NumericCore
import Synchronization

/// Impulse responses of rooms to draw from: recorded ones, or those of made-up rooms, each of which is
/// computed when it is first drawn.
final class ImpulseResponses: Sendable {
  /// How many samples each of them has.
  let lengths: [Int]
  private let rooms: [ShoeboxRoom]
  private let sampleRate: Int
  private let known: Mutex<[AudioClip?]>

  /// Recorded responses.
  init(_ clips: [AudioClip], sampleRate: Int) {
    (rooms, self.sampleRate) = ([], sampleRate)
    lengths = clips.map(\.samples.count)
    known = Mutex(clips)
  }

  /// The responses of `count` made-up rooms.
  init(madeUp count: Int, sampleRate: Int) {
    var generator = SeededGenerator(seed: 0)
    rooms = (0..<count).map { _ in ShoeboxRoom(using: &generator) }
    self.sampleRate = sampleRate
    lengths = rooms.map { $0.impulseResponseLength(sampleRate: sampleRate) }
    known = Mutex(Array(repeating: nil, count: count))
  }

  func randomElement(using generator: inout SeededGenerator) -> AudioClip? {
    guard let index = lengths.indices.randomElement(using: &generator) else { return nil }
    if let response = known.withLock({ $0[index] }) { return response }
    let response = rooms[index].impulseResponse(sampleRate: sampleRate)
    known.withLock { $0[index] = response }
    return response
  }
}
