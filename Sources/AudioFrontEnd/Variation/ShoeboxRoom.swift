import Foundation
public import NumericCore

/// A rectangular room with a speaker and a microphone in it, and how the one sounds at the other.
///
/// All walls reflect alike, at all frequencies.
///
/// - Source: Allen and Berkley, JASA 65(4), 1979 (images of the source in the walls); Eyring, JASA
///   1(2), 1930 (absorption); Lehmann and Johansson, JASA 124(1), 2008 (walls that turn the sign
///   around, so that nothing piles up at low frequencies).
public struct ShoeboxRoom: Sendable, Hashable {
  /// A place in a room, or its size, in meters.
  public typealias Meters = SIMD3<Double>

  /// How long, wide and high the room is.
  public let size: Meters
  /// Where the sound comes from.
  public let source: Meters
  /// Where it is heard.
  public let microphone: Meters
  /// The seconds in which sound falls by 60 dB.
  public let decayTime: Double

  /// The speed of sound in meters a second, at 20 °C.
  private static let speedOfSound = 343.0

  /// A room whose walls absorb as much as its decay time wants, by Eyring's formula.
  ///
  /// - Precondition: source and microphone are in the room, apart from each other, and the decay time
  ///   is positive.
  public init(size: Meters, source: Meters, microphone: Meters, decayTime: Double) {
    func isInside(_ place: Meters) -> Bool {
      all(place .> .zero) && all(place .< size)
    }
    precondition(
      isInside(source) && isInside(microphone) && source != microphone && decayTime > 0,
      "a room of \(size) m with \(source) heard at \(microphone) in \(decayTime) s")
    (self.size, self.source, self.microphone, self.decayTime) = (
      size, source, microphone, decayTime
    )
  }

  /// A living room, an office or a small hall at random: 3 to 8 m long and wide, 2.4 to 3.5 m high,
  /// a decay time of 0.15 to 0.7 s, and somebody who speaks 0.3 to 3 m from the microphone.
  public init(using generator: inout SeededGenerator) {
    func draw(_ bounds: ClosedRange<Float>) -> Double { Double(generator.uniform(in: bounds)) }
    let size = Meters(draw(3...8), draw(3...8), draw(2.4...3.5))
    let microphone = Meters(
      draw(0.1...0.9) * size.x, draw(0.1...0.9) * size.y, draw(0.7...1.6))
    var source: Meters
    repeat {
      let (distance, angle) = (draw(0.3...3), draw(0...2 * .pi))
      source = microphone + distance * Meters(cos(angle), sin(angle), 0)
      source.z = draw(1...1.8)
    } while any(source .< 0.2) || any(source .> size - 0.2)
    self.init(
      size: size, source: source, microphone: microphone, decayTime: draw(0.15...0.7))
  }

  /// The share of its amplitude that sound keeps when a wall reflects it.
  var reflection: Double {
    let volume = size.x * size.y * size.z
    let surface = 2 * (size.x * size.y + size.y * size.z + size.z * size.x)
    // 24 ln 10 / c is Sabine's 0.161.
    let absorbed = 24 * log(10) / Self.speedOfSound * volume / (surface * decayTime)
    return exp(-absorbed / 2)
  }

  /// What the microphone hears of a click at the source, from the moment of the click until the
  /// decay time is over; the direct sound has the amplitude 1/(4π · distance in meters).
  ///
  /// - Complexity: O(c³ t³ / V) for a decay time of t and a volume of V: 2 ms for half a second in
  ///   60 m³.
  public func impulseResponse(sampleRate: Int) -> AudioClip {
    var samples = [Float](repeating: 0, count: impulseResponseLength(sampleRate: sampleRate))
    let samplesPerMeter = Self.samplesPerMeter(sampleRate)
    forEachImage(within: longestWay) { distance, amplitude in
      samples[Int(distance * samplesPerMeter + 0.5)] += Float(amplitude)
    }
    return AudioClip(samples: samples, sampleRate: sampleRate)
  }

  /// The samples of ``impulseResponse(sampleRate:)``.
  private func impulseResponseLength(sampleRate: Int) -> Int {
    Int(longestWay * Self.samplesPerMeter(sampleRate) + 0.5) + 1
  }

  private static func samplesPerMeter(_ sampleRate: Int) -> Double {
    Double(sampleRate) / speedOfSound
  }

  /// How far sound goes until the decay time is over, in meters.
  private var longestWay: Double { Self.speedOfSound * decayTime + distance }

  /// From the source to the microphone, in meters.
  private var distance: Double {
    let way = source - microphone
    return (way * way).sum().squareRoot()
  }

  /// Visits the source and its images in the walls, as far as they are within `longest` meters of the
  /// microphone, with their distances in meters and their amplitudes there.
  func forEachImage(
    within longest: Double, visit: (_ distance: Double, _ amplitude: Double) -> Void
  ) {
    let reflection = reflection
    let (along, across, up) = (
      images(on: 0, within: longest), images(on: 1, within: longest), images(on: 2, within: longest)
    )
    let orders = (along + across + up).map(\.order).max() ?? 0
    let amplitudes = (0...3 * orders).map { pow(-reflection, Double($0)) / (4 * .pi) }
    let limit = longest * longest
    for x in along {
      for y in across {
        let flat = x.square + y.square
        for z in up where flat + z.square <= limit {
          let distance = (flat + z.square).squareRoot()
          visit(distance, amplitudes[x.order + y.order + z.order] / distance)
        }
      }
    }
  }

  /// The images in the two walls across one axis: the squares of how far away they are along it and
  /// how often the walls have reflected them.
  private func images(on axis: Int, within longest: Double) -> [(square: Double, order: Int)] {
    let last = Int(longest / (2 * size[axis])) + 1
    return (-last...last).flatMap { room in
      [false, true].map { isMirrored in
        let place = isMirrored ? -source[axis] : source[axis]
        let way = place + 2 * Double(room) * size[axis] - microphone[axis]
        return (way * way, abs(2 * room - (isMirrored ? 1 : 0)))
      }
    }.filter { $0.0 <= longest * longest }
  }
}
