import AudioFrontEnd
public import Interchange
import NumericCore

extension DataSet {
  /// A recording with the very samples of another, in the same file or in another one.
  public struct Copy: Sendable, Equatable {
    /// The recording.
    public let entry: ManifestEntry
    /// The first that has its sound.
    public let original: ManifestEntry
    /// Whether both have one text, as the alphabet writes it.
    public let hasSameText: Bool
  }

  /// The recordings whose sound an earlier one has, in their order.
  public var copies: [Copy] {
    zip(utterances.indices, originals).filter { $0 != $1 }.map { index, original in
      Copy(utterances[index], of: utterances[original])
    }
  }

  /// The recordings whose sound one of `other` has, in their order.
  public func copies(of other: DataSet) -> [Copy] {
    let firsts = other.firsts
    return utterances.compactMap { utterance in
      firsts[utterance.soundFingerprint].map { Copy(utterance, of: other.utterances[$0]) }
    }
  }

  /// For each recording the index of the first that has its sound.
  var originals: [Int] {
    let firsts = self.firsts
    return utterances.indices.map { firsts[utterances[$0].soundFingerprint] ?? $0 }
  }

  /// Where each sound comes first.
  private var firsts: [UInt64: Int] {
    Dictionary(zip(utterances.map(\.soundFingerprint), utterances.indices)) { first, _ in first }
  }
}

extension DataSet.Copy {
  fileprivate init(_ utterance: Utterance, of original: Utterance) {
    self.init(
      entry: utterance.entry, original: original.entry,
      hasSameText: utterance.target == original.target)
  }
}

extension AudioClip {
  /// A number that is the same for the same samples at the same rate, and hardly ever for others.
  var fingerprint: UInt64 {
    var fingerprint = Fingerprint()
    fingerprint.add("\(sampleRate)".utf8)
    fingerprint.add(samples)
    return fingerprint.value
  }
}
