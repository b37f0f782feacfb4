import AudioFrontEnd
import NumericCore
import Synchronization

/// Impulse responses of rooms to draw from: recorded ones, or those of made-up rooms, each of which is
/// computed when it is first drawn.
final class ImpulseResponses: Sendable {
  /// The fingerprints of recorded ones; made-up ones are always the same.
  let fingerprints: [UInt64]
  private let count: Int
  private let rooms: [ShoeboxRoom]
  private let sampleRate: Int
  private let known: Mutex<[AudioClip?]>

  /// Recorded responses.
  init(_ clips: [AudioClip], sampleRate: Int) {
    (rooms, self.sampleRate) = ([], sampleRate)
    count = clips.count
    fingerprints = clips.map(\.fingerprint)
    known = Mutex(clips)
  }

  /// The responses of `count` made-up rooms.
  init(madeUp count: Int, sampleRate: Int) {
    var generator = SeededGenerator(seed: 0)
    rooms = (0..<count).map { _ in ShoeboxRoom(using: &generator) }
    self.sampleRate = sampleRate
    self.count = count
    fingerprints = []
    known = Mutex(Array(repeating: nil, count: count))
  }

  func randomElement(using generator: inout SeededGenerator) -> AudioClip? {
    guard let index = (0..<count).randomElement(using: &generator) else { return nil }
    if let response = known.withLock({ $0[index] }) { return response }
    let response = rooms[index].impulseResponse(sampleRate: sampleRate)
    known.withLock { $0[index] = response }
    return response
  }
}
