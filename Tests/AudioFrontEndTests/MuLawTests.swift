import TestSupport
import Testing

@testable import AudioFrontEnd

@Suite("µ-law")
struct MuLawTests {
  private struct Codec: Decodable {
    struct Start: Decodable {
      let sample: Int16
      let code: UInt8
    }
    let decoded: [Int16]
    /// The lowest sample of each run of samples with the same code.
    let starts: [Start]
  }

  @Test("every code and every sample of 16 bits agree with libsndfile's codec")
  func libsndfile() throws {
    let codec: Codec = try fixture("AudioFrontEnd/mu-law.json")
    #expect((0...255 as ClosedRange<UInt8>).map(MuLaw.decoded) == codec.decoded)
    #expect(codec.starts.count == 256)
    var sample = Int16.min
    for (start, next) in zip(codec.starts, codec.starts.dropFirst().map(\.sample) + [.max]) {
      #expect(sample == start.sample)
      while sample < next || sample == .max {
        guard MuLaw.encoded(sample) == start.code else {
          Issue.record("\(sample) has the code \(MuLaw.encoded(sample)), not \(start.code)")
          break
        }
        guard sample < .max else { break }
        sample += 1
      }
    }
    #expect(sample == .max)
  }

  @Test("the ends of the segments are those of G.711, table 2a, in 14 bits")
  func segments() {
    let ends: [Int16] = [31, 95, 223, 479, 991, 2015, 4063]
    for (segment, end) in ends.enumerated() {
      let first = UInt8(segment + 1) << 4
      #expect(~MuLaw.encoded(4 * end) == first)
      #expect(~MuLaw.encoded(4 * end - 1) == first - 1)
      #expect(~MuLaw.encoded(-4 * end) == first | 0x80)
    }
    #expect(MuLaw.decoded(0x80) == 4 * 8031)
    #expect(MuLaw.encoded(0) == 0xff)
  }

  @Test("the way through the code keeps loud and soft samples to a fraction of themselves")
  func precision() {
    for exponent in 0..<12 {
      let sample = 0.7 * Float(sign: .plus, exponent: -exponent, significand: 1)
      #expect(abs(MuLaw.roundTrip(sample) - sample) < sample / 32 + 0x1p-13)
      #expect(MuLaw.roundTrip(-sample) == -MuLaw.roundTrip(sample))
    }
    #expect(MuLaw.roundTrip(7) == 32124 * 0x1p-15)
    #expect(MuLaw.roundTrip(-7) == -32124 * 0x1p-15)
  }
}
