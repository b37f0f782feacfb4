extension LabellingNeighbours {
  /// Edits nearer to each other than this many labels are not made together.
  private static let distance = 4

  /// Frames that tell symbols apart take a thousandth of this; those of an untrained network, where any
  /// label may stand anywhere, would take hours.
  private static let mostWork = 1 << 27

  /// Climbs from a labelling to one that no single label put in, taken out or replaced makes more
  /// probable.
  ///
  /// Each step makes the edits that pay most at places apart from each other; or, should they not pay
  /// together, the best one.
  ///
  /// - Parameter mostWork: where the climb ends in any case, see ``improvements(within:)``.
  /// - Returns: the neighbours of the labelling at the end.
  func climbed(mostWork: Int = mostWork) -> LabellingNeighbours {
    var best = self
    var work = mostWork
    while true {
      let edits = best.improvements(within: &work).sorted {
        ($1.gain, $0.replaced.lowerBound) < ($0.gain, $1.replaced.lowerBound)
      }
      var apart: [LabelEdit] = []
      for edit in edits
      where apart.allSatisfy({
        abs($0.replaced.lowerBound - edit.replaced.lowerBound) >= Self.distance
      }) {
        apart.append(edit)
      }
      var next = best.edited(by: apart)
      if apart.count > 1, !(next.logProbability > best.logProbability) {
        next = best.edited(by: Array(apart.prefix(1)))
      }
      guard next.logProbability > best.logProbability else { return best }
      best = next
    }
  }
}
