import Foundation
import NumericCore
import Testing

@Suite("Seeded generator")
struct SeededGeneratorTests {
  @Test("from the state 1, 2, 3, 4 come the published outputs of xoshiro256**")
  func publishedOutputs() throws {
    let state = Data(#"{"a": 1, "b": 2, "c": 3, "d": 4}"#.utf8)
    var generator = try JSONDecoder().decode(SeededGenerator.self, from: state)
    let outputs = (0..<4).map { _ in generator.next() }
    #expect(outputs == [11520, 0, 1_509_978_240, 1_215_971_899_390_074_240])
  }

  @Test("a seed becomes a state by SplitMix64, as the authors' C code does it")
  func seeding() {
    let expected: [UInt64: [UInt64]] = [
      0: [0x99ec_5f36_cb75_f2b4, 0xbf6e_1f78_4956_452a, 0x1a5f_849d_4933_e6e0],
      42: [0x1578_0b2e_0c2e_c716, 0x6104_d986_6d11_3a7e, 0xae17_5332_39e4_99a1],
    ]
    for (seed, outputs) in expected {
      var generator = SeededGenerator(seed: seed)
      #expect((0..<3).map { _ in generator.next() } == outputs)
    }
  }

  @Test("saved and restored, it goes on with the same numbers")
  func codable() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<10 { _ = generator.next() }
    var restored = try JSONDecoder().decode(
      SeededGenerator.self, from: JSONEncoder().encode(generator))
    #expect(restored == generator)
    #expect((0..<10).map { _ in restored.next() } == (0..<10).map { _ in generator.next() })
  }

  @Test("streams of one seed, and one stream of several seeds, differ from each other")
  func streams() {
    var firsts: Set<UInt64> = []
    for seed in 0..<30 as Range<UInt64> {
      for stream in 0..<30 as Range<UInt64> {
        var generator = SeededGenerator(seed: seed, stream: stream)
        firsts.insert(generator.next())
      }
    }
    #expect(firsts.count == 900)
  }

  @Test("uniform numbers fill [0, 1) evenly and a range up to its ends")
  func uniform() {
    var generator = SeededGenerator(seed: 8)
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<20_000 {
      let x = generator.uniform()
      #expect(x >= 0 && x < 1)
      counts[Int(x * 10)] += 1
    }
    // Each count is binomial with standard deviation 42; none may be 4 of them off.
    #expect(counts.allSatisfy { abs($0 - 2000) < 170 }, "\(counts)")
    #expect((0..<1000).allSatisfy { _ in (-2...3).contains(generator.uniform(in: -2...3)) })
  }

  @Test("normal numbers have mean 0, variance 1 and the tails of a normal distribution")
  func normal() {
    var generator = SeededGenerator(seed: 9)
    let count = 40_000
    let x = (0..<count).map { _ in Double(generator.normal()) }
    let mean = x.reduce(0, +) / Double(count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    let beyondTwo = Double(x.count { abs($0) > 2 }) / Double(count)
    #expect(abs(mean) < 0.02)
    #expect(abs(variance - 1) < 0.03)
    #expect(abs(beyondTwo - 0.0455) < 0.005)
  }
}
