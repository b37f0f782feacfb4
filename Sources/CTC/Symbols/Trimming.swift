/// Joins runs of equal labels: what a labeller without a null symbol can read from its frames.
///
///     trimmed("好好好棒棒棒棒") → 好棒
///
/// Such a labeller can never say 好棒棒, whatever its frames are; ``collapsed(_:null:)`` can.
public func trimmed<Label: Equatable>(_ labels: some Sequence<Label>) -> [Label] {
  var result: [Label] = []
  for label in labels where label != result.last { result.append(label) }
  return result
}

/// The labelling of a path: joins runs of equal labels, then drops the null symbol φ.
///
///     collapsed("好φφ棒φφφφ", null: "φ") → 好棒
///     collapsed("好φφ棒φ棒φφ", null: "φ") → 好棒棒
///
/// - Source: the map B of Graves et al., ICML 2006, section 3.1.
public func collapsed<Label: Equatable>(_ path: some Sequence<Label>, null: Label) -> [Label] {
  trimmed(path).filter { $0 != null }
}

/// The fewest frames that can say `labels`: one for each label, and one for the null symbol that
/// must part two equal neighbours (L + repeats).
public func minimumFrames(for labels: [Int]) -> Int {
  labels.count + zip(labels, labels.dropFirst()).count { $0 == $1 }
}
