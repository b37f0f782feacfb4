extension DataSet {
  /// Parts the recordings into those to learn from and those to develop on, about a tenth.
  ///
  /// Where every recording names its speaker and there are ten or more, every tenth speaker is held
  /// out, so that the error rate is that of strangers; else every tenth recording, one at least.  Of one
  /// sound all recordings come to one side; what is held out is empty if there is but one.
  public func holdingOut() -> (training: DataSet, development: DataSet) {
    let originals = self.originals
    let sounds = utterances.indices.filter { originals[$0] == $0 }
    let speakers = sounds.map { utterances[$0].entry.speaker }
    let names = Set(speakers.compactMap(\.self)).sorted()
    let held: Set<Int>
    if names.count >= 10, !speakers.contains(nil) {
      let strangers = Set(names.indices.filter { $0 % 10 == 9 }.map { names[$0] })
      held = Set(sounds.filter { strangers.contains(utterances[$0].entry.speaker ?? "") })
    } else {
      let step = min(10, sounds.count)
      held = Set(sounds.indices.filter { step > 1 && $0 % step == step - 1 }.map { sounds[$0] })
    }
    func part(_ isWanted: (Int) -> Bool) -> DataSet {
      DataSet(utterances.indices.filter { isWanted(originals[$0]) }.map { utterances[$0] })
    }
    return (part { !held.contains($0) }, part(held.contains))
  }
}
