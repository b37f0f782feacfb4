import NumericCore
import TestSupport
import Testing

@testable import CTC

@Suite("Labellings that differ by one label")
struct LabellingClimbTests {
  private func emissions(of logits: Matrix, null: Int) -> SymbolProbabilities {
    SymbolProbabilities(
      weights: logits.logSoftmax().doubles.flatMap { $0.map { exponential($0) } },
      symbols: logits.columns, null: null)
  }

  /// All labellings that one label put in, taken out or replaced makes of this one.
  private func neighbours(of labels: [Int], symbols: Int, null: Int) -> Set<[Int]> {
    var all: Set<[Int]> = []
    for index in 0...labels.count {
      let (before, after) = (labels[..<index], labels[index...])
      for x in 0..<symbols where x != null {
        all.insert(before + [x] + after)
        if !after.isEmpty { all.insert(before + [x] + after.dropFirst()) }
      }
      if !after.isEmpty { all.insert(Array(before + after.dropFirst())) }
    }
    return all.subtracting([labels])
  }

  private func logProbability(_ labels: [Int], _ logits: Matrix, null: Int) -> Double {
    -CTCOracle.loss(logits: logits.doubles, target: labels, null: null).loss
  }

  @Test("have the probabilities that the forward algorithm gives to each")
  func gains() throws {
    var generator = SeededGenerator(seed: 281)
    var (checked, peakCount) = (0, 0)
    for (frames, symbols, null) in [(1, 2, 1), (4, 3, 0), (7, 4, 2), (9, 3, 0), (12, 5, 4)] {
      for scale in [0.5, 1, 2] as [Float] {
        let logits = Matrix.random(rows: frames, columns: symbols, scale: scale, using: &generator)
        let emissions = emissions(of: logits, null: null)
        let names = (0..<symbols).filter { $0 != null }
        let random = (0...min(frames, 6)).map { length in
          (0..<length).map { _ in names.randomElement(using: &generator) ?? 0 }
        }
        let peaks = random.map { LabellingNeighbours(of: $0, in: emissions).climbed().labels }
        for labels in random + peaks {
          guard frames >= minimumFrames(for: labels) else { continue }
          let whole = logProbability(labels, logits, null: null)
          let found = LabellingNeighbours(of: labels, in: emissions)
          #expect(abs(found.logProbability - whole) < 1e-5, "\(labels)")
          let edits = found.improvements()
          for edit in edits {
            let edited = found.edited(by: [edit])
            let expected = logProbability(edited.labels, logits, null: null)
            #expect(abs(naturalLogarithm(edit.gain) + whole - expected) < 1e-5, "\(labels)")
            checked += 1
          }
          let best = neighbours(of: labels, symbols: symbols, null: null)
            .map { logProbability($0, logits, null: null) }.reduce(-.infinity, max)
          let gain = edits.map(\.gain).reduce(1, max)
          #expect(abs(naturalLogarithm(gain) - max(0, best - whole)) < 1e-5, "\(labels)")
          if edits.isEmpty { peakCount += 1 }
        }
      }
    }
    #expect(checked > 100 && peakCount > 40, "\(checked) edits, \(peakCount) peaks")
  }

  @Test("are none of them more probable than the best labelling of a beam search, at any beam")
  func localMaximum() throws {
    var generator = SeededGenerator(seed: 282)
    let alphabet = try Alphabet(symbols: ["a", "_", "b", "c"], null: 1)
    for scale in [2, 6] as [Float] {
      for beamSize in [1, 2, 8] {
        let logits = Matrix.random(rows: 30, columns: 4, scale: scale, using: &generator)
        let decoder = BeamSearchDecoder(
          alphabet: alphabet, options: BeamSearchOptions(beamSize: beamSize))
        let found = decoder.decoded(logits.logSoftmax())
        let whole = logProbability(found.labels, logits, null: 1)
        #expect(abs(Double(found.logProbability) - whole) < 1e-4)
        for labels in neighbours(of: found.labels, symbols: 4, null: 1) {
          #expect(logProbability(labels, logits, null: 1) < whole + 1e-5)
        }
      }
    }
  }

  @Test("lead from anywhere to what is more probable, and to the same whatever the frames' scale")
  func climb() throws {
    var generator = SeededGenerator(seed: 283)
    for _ in 0..<10 {
      let logits = Matrix.random(rows: 60, columns: 5, scale: 5, using: &generator)
      let start = (0..<12).map { _ in Int.random(in: 1..<5, using: &generator) }
      let begun = LabellingNeighbours(of: start, in: emissions(of: logits, null: 0))
      let climbed = begun.climbed()
      #expect(climbed.logProbability > begun.logProbability)
      #expect(climbed.improvements().isEmpty)
      let scaled = SymbolProbabilities(
        weights: emissions(of: logits, null: 0).probabilities.map { 1e-30 * $0 }, symbols: 5,
        null: 0)
      #expect(LabellingNeighbours(of: start, in: scaled).climbed().labels == climbed.labels)
      #expect(abs(scaled.logScale - 60 * naturalLogarithm(1e-30)) < 1e-6)
    }
  }

  @Test("are looked at no further than they may")
  func work() {
    var generator = SeededGenerator(seed: 311)
    let logits = Matrix.random(rows: 60, columns: 5, scale: 0.1, using: &generator)
    let begun = LabellingNeighbours(of: [1, 2, 3, 4], in: emissions(of: logits, null: 0))
    #expect(begun.climbed(mostWork: 0).labels == begun.labels)
    var work = 1 << 20
    let edits = begun.improvements(within: &work)
    let needed = (1 << 20) - work
    #expect(!edits.isEmpty && needed <= 5 * 60 * 5)
    work = needed
    #expect(begun.improvements(within: &work).count == edits.count && work == 0)
    work = needed - 1
    #expect(begun.improvements(within: &work).count == edits.count - 1)
    #expect(begun.climbed(mostWork: needed).logProbability > begun.logProbability)
  }

  @Test("of what the frames cannot say are not looked for")
  func impossible() {
    let frames = Matrix(rows: 2, columns: 3, elements: [0.5, 0.5, 0, 0.5, 0.5, 0])
    let emissions = SymbolProbabilities(weights: frames.doubles.flatMap { $0 }, symbols: 3, null: 0)
    for labels in [[2], [1, 1], [1, 2, 1]] {
      let climbed = LabellingNeighbours(of: labels, in: emissions).climbed()
      #expect(climbed.labels == labels && climbed.logProbability == -.infinity)
    }
    #expect(LabellingNeighbours(of: [], in: emissions).climbed().labels == [1])
    let nothing = SymbolProbabilities(weights: [], symbols: 3, null: 0)
    #expect(LabellingNeighbours(of: [], in: nothing).climbed().labels == [])
    let unknown = SymbolProbabilities(weights: [0, 0, 0, .nan, 1, 1], symbols: 3, null: 0)
    #expect(LabellingNeighbours(of: [1], in: unknown).climbed().labels == [1])
  }

  @Test("do not count where more than the frames does, or only the best path")
  func onlyWithoutWeights() throws {
    var generator = SeededGenerator(seed: 284)
    let alphabet = Alphabet(transcripts: ["a b c"])
    let frames = Matrix.random(rows: 60, columns: 5, scale: 2, using: &generator).logSoftmax()
    func found(_ options: BeamSearchOptions) -> [Hypothesis] {
      BeamSearchDecoder(alphabet: alphabet, options: options).hypotheses(for: frames, count: .max)
    }
    func beam(_ options: BeamSearchOptions) -> Set<[Int]> {
      var search = PrefixSearch(alphabet: alphabet, options: options)
      search.advance(frames, alphabet: alphabet)
      return Set(search.beam.map { search.tree.labels(of: $0.node) })
    }
    let plain = BeamSearchOptions(beamSize: 3)
    let refined = found(plain)
    #expect(refined.count == 3 && !beam(plain).contains(refined[0].labels))
    #expect(beam(plain).isSuperset(of: refined.dropFirst().map(\.labels)))
    for options in [
      BeamSearchOptions(beamSize: 3, pathMerging: .maximum),
      BeamSearchOptions(beamSize: 3, wordBonus: 0.01),
      BeamSearchOptions(beamSize: 3, hotWords: try HotWords([("cab", 1)], alphabet: alphabet)),
    ] {
      #expect(Set(found(options).map(\.labels)) == beam(options))
    }
  }
}
