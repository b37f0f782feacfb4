import NumericCore

/// Joins consecutive frames into one, which makes sequences shorter: [T, D] becomes
/// [⌈T / factor⌉, factor · D]; what the last frame lacks is zero.
///
/// - Source: between layers, the pyramid of Chan, Jaitly, Le and Vinyals, ICASSP 2016.
struct FrameJoining: Sendable {
  let factor: Int

  /// Writes the joined frames to `buffer`.
  func forward(_ input: RaggedFrames, into buffer: MatrixBuffer) -> RaggedFrames {
    let layout = input.layout.reduced(by: factor)
    let width = input.values.columns
    buffer.reshape(rows: layout.rows, columns: factor * width)
    let joined = buffer.view
    ThreadPool.shared.perform(layout.rows, inBlocksOf: 256) { rows in
      layout.forEach(rows) { row, sequence, step in
        for part in 0..<factor {
          let target = joined.row(row) + part * width
          if let source = input.layout.row(ifPresent: sequence, at: step * factor + part) {
            target.update(from: input.values.row(source), count: width)
          } else {
            target.update(repeating: 0, count: width)
          }
        }
      }
    }
    return RaggedFrames(values: joined, layout: layout)
  }

  /// Takes apart the gradient for joined frames into that for frames of `layout`.
  func backward(_ gradient: MatrixView, layout: RaggedLayout, into inputGradient: MatrixView) {
    let joined = layout.reduced(by: factor)
    let width = inputGradient.columns
    ThreadPool.shared.perform(layout.rows, inBlocksOf: 256) { rows in
      layout.forEach(rows) { row, sequence, step in
        let source = gradient.row(joined.row(of: sequence, at: step / factor))
        inputGradient.row(row).update(from: source + step % factor * width, count: width)
      }
    }
  }
}
