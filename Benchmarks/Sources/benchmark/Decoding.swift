import CTC

/// The prefix beam search without a language model, on one thread.
///
/// Its number is the log-probability of the best labelling.
func decode(frames: Int, symbols: Int, beamSize: Int) throws -> Repetition {
  let names = (0..<symbols).map {
    $0 == 0 ? Alphabet.nullName : String(UnicodeScalar(UInt8(64 + $0)))
  }
  let decoder = BeamSearchDecoder(
    alphabet: try Alphabet(symbols: names, null: 0), options: BeamSearchOptions(beamSize: beamSize))
  let emissions = peakyLogits(frames: frames, symbols: symbols).logSoftmax()
  return { Double(decoder.decoded(emissions).logProbability) }
}

/// What a network may give that was trained with this loss: a label every five frames, two frames
/// long, sometimes clear and sometimes not, between frames of the null symbol.
private func peakyLogits(frames: Int, symbols: Int) -> Matrix {
  var logits = Matrix(
    rows: frames, columns: symbols, elements: (0..<frames * symbols).map { 6 * noise($0) })
  for t in 0..<frames {
    let label = t % 5 < 2 ? Int(hashed(t / 5) % UInt64(symbols - 1)) + 1 : 0
    logits[t, label] += 8 + 8 * noise(frames * symbols + t)
  }
  return logits
}
