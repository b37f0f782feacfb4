import NumericCore
import Testing

@testable import Training

@Suite("Batches")
struct BatchSamplerTests {
  private let lengths: [Int] = {
    var random = SeededGenerator(seed: 1)
    return (0..<200).map { _ in Int(random.uniform(in: 10...300)) } + [2000]
  }()

  private func sampler(seed: UInt64 = 1, utterances: Int = 12) -> BatchSampler {
    BatchSampler(
      lengths: lengths, maximumFrames: 1500, maximumUtterances: utterances, seed: seed)
  }

  @Test("every utterance comes once an epoch, within the limits", arguments: [0, 1, 5])
  func onceAnEpoch(epoch: Int) {
    let batches = sampler().batches(epoch: epoch)
    #expect(batches.flatMap { $0 }.sorted() == Array(lengths.indices))
    for batch in batches {
      #expect(batch.count <= 12)
      let frames = batch.reduce(0) { $0 + lengths[$1] }
      #expect(frames <= 1500 || batch == [200], "only what is too long alone is a batch of its own")
    }
  }

  @Test("utterances of one batch are of similar length")
  func similarLengths() {
    for batch in sampler().batches(epoch: 0) {
      let found = batch.map { lengths[$0] }
      // Ten per cent of blur at both ends, and the next 11 of 200 lengths between 10 and 300.
      #expect(Double(found.max() ?? 0) <= 1.25 * Double(found.min() ?? 0) + 40)
    }
  }

  @Test("seed and epoch decide the batches and their order")
  func deterministic() {
    let first = sampler().batches(epoch: 3)
    #expect(sampler().batches(epoch: 3) == first)
    #expect(sampler().batches(epoch: 4) != first)
    #expect(sampler(seed: 2).batches(epoch: 3) != first)
    let contents = { (batches: [[Int]]) in Set(batches.map { Set($0) }) }
    #expect(contents(sampler().batches(epoch: 4)) != contents(first), "not only the order differs")
    let means = first.map { batch in batch.reduce(0) { $0 + lengths[$1] } / batch.count }
    #expect(means != means.sorted(), "batches come in random order")
  }

  @Test("a limit of one utterance, and no utterance")
  func extremes() {
    #expect(sampler(utterances: 1).batches(epoch: 0).allSatisfy { $0.count == 1 })
    let none = BatchSampler(lengths: [], maximumFrames: 1, maximumUtterances: 1, seed: 1)
    #expect(none.batches(epoch: 0).isEmpty)
  }
}
