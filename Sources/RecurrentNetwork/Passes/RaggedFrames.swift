import NumericCore

/// The frames of several sequences on their way through a network.
struct RaggedFrames {
  /// A row for each frame.
  let values: MatrixView
  /// Where the frames of each sequence stand.
  let layout: RaggedLayout
}

extension RaggedLayout {
  /// The layout of sequences that have one frame for every `factor` of these, the last ones filled
  /// up.
  func reduced(by factor: Int) -> RaggedLayout {
    factor == 1 ? self : RaggedLayout(lengths: lengths.map { ($0 + factor - 1) / factor })
  }

  /// The row of frame `t` of sequence `index`, nil before its first frame and after its last.
  func row(ifPresent index: Int, at t: Int) -> Int? {
    index < active(t) ? row(of: index, at: t) : nil
  }

  /// Calls `body` with each of `rows` and the sequence and step that it belongs to.
  func forEach(_ rows: Range<Int>, _ body: (_ row: Int, _ sequence: Int, _ step: Int) -> Void) {
    var (low, high) = (0, steps)
    while high - low > 1 {
      let middle = (low + high) / 2
      if offsets[middle] <= rows.lowerBound { low = middle } else { high = middle }
    }
    var step = low
    for row in rows {
      while offsets[step + 1] <= row { step += 1 }
      body(row, row - offsets[step], step)
    }
  }
}
