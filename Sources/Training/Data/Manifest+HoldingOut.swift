public import Interchange

extension Manifest {
  /// Parts the recordings into those to learn from and those to develop on, about a tenth.
  ///
  /// Where every recording names its speaker and there are ten or more, every tenth speaker is held
  /// out, so that the error rate is that of strangers; else every tenth recording, one at least.
  public func holdingOut() -> (training: Manifest, development: Manifest) {
    let speakers = Set(entries.compactMap(\.speaker)).sorted()
    if speakers.count >= 10, entries.allSatisfy({ $0.speaker != nil }) {
      let held = Set(speakers.indices.filter { $0 % 10 == 9 }.map { speakers[$0] })
      return (
        Manifest(entries: entries.filter { !held.contains($0.speaker ?? "") }),
        Manifest(entries: entries.filter { held.contains($0.speaker ?? "") })
      )
    }
    let step = min(10, entries.count)
    func isHeld(_ index: Int) -> Bool { step > 1 && index % step == step - 1 }
    return (
      Manifest(entries: entries.indices.filter { !isHeld($0) }.map { entries[$0] }),
      Manifest(entries: entries.indices.filter { isHeld($0) }.map { entries[$0] })
    )
  }
}
