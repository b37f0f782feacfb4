import CTC
import NumericCore
import TestSupport
import Testing

@Suite("CTC loss of a ragged batch")
struct CTCLossBatchTests {
  private struct Batch {
    let layout = RaggedLayout(lengths: [40, 33, 33, 17, 9, 2, 1, 0])
    let targets = [
      [1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 1, 2], [], [6, 6, 6, 1], [2, 3, 4], [1, 1, 1, 1, 1],
      [1, 2, 3],
      [4], [],
    ]
    let logits: MatrixBuffer

    init() {
      var generator = SeededGenerator(seed: 41)
      logits = MatrixBuffer(rows: layout.rows, columns: 7)
      for i in 0..<layout.rows * 7 { logits.view.base[i] = generator.normal() * 4 }
    }

    private static let pools = [1, 2, 3, 8].map { ThreadPool(threadCount: $0) }

    /// The same numbers from pools of 1, 2, 3 and 8 threads, if all is well.
    func runs() -> [(losses: [Float], gradient: Matrix)] {
      Self.pools.map { run(by: $0) }
    }

    func run(
      by pool: ThreadPool = pools[0]
    ) -> (losses: [Float], gradient: Matrix) {
      let gradient = MatrixBuffer(rows: layout.rows, columns: 7)
      let losses = ctcLoss(
        logits: logits.view, layout: layout, targets: targets, null: 0, gradient: gradient.view,
        pool: pool)
      return (losses, gradient.view.matrix)
    }
  }

  @Test("gives each utterance what it gets alone, bit for bit")
  func utterances() {
    let batch = Batch()
    let (losses, gradient) = batch.run()
    #expect(losses.count == 8)
    #expect(losses[5] == .infinity)
    #expect(losses[7] == 0)
    let packed = MatrixBuffer(rows: batch.layout.rows, columns: 7)
    let alone = batch.targets.indices.map { index in
      ctcLoss(
        logits: batch.layout.unpack(index, from: batch.logits.view), target: batch.targets[index],
        null: 0)
    }
    #expect(alone.map(\.loss) == losses)
    batch.layout.pack(alone.map(\.gradient), into: packed.view)
    #expect(packed.view.matrix == gradient)
  }

  @Test("is the same of matrices, one for each utterance, in any order")
  func matrices() {
    let batch = Batch()
    let (losses, gradient) = batch.run()
    let reversed = batch.targets.indices.reversed().map { $0 }
    let found = ctcLoss(
      logits: reversed.map { batch.layout.unpack($0, from: batch.logits.view) },
      targets: reversed.map { batch.targets[$0] }, null: 0)
    #expect(found.losses == losses.reversed())
    let packed = MatrixBuffer(rows: batch.layout.rows, columns: 7)
    batch.layout.pack(found.gradients.reversed(), into: packed.view)
    #expect(packed.view.matrix == gradient)
    #expect(ctcLoss(logits: [], targets: [], null: 0).losses.isEmpty)
  }

  @Test("is the same for every number of threads, bit for bit")
  func threads() {
    let runs = Batch().runs()
    for run in runs.dropFirst() {
      #expect(run.losses == runs[0].losses)
      #expect(run.gradient == runs[0].gradient)
    }
  }

  @Test("may overwrite the logits with their gradient")
  func inPlace() {
    let batch = Batch()
    let (losses, gradient) = batch.run()
    let inPlace = ctcLoss(
      logits: batch.logits.view, layout: batch.layout, targets: batch.targets, null: 0,
      gradient: batch.logits.view)
    #expect(inPlace == losses)
    #expect(batch.logits.view.matrix == gradient)
  }
}
