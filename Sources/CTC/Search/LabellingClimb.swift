extension LabellingNeighbours {
  /// Edits nearer to each other than this many labels are not made together.
  private static let distance = 4

  /// Climbs from a labelling to one that no single label put in, taken out or replaced makes more
  /// probable.
  ///
  /// Each step makes the edits that pay most at places apart from each other; or, should they not pay
  /// together, the best one.
  func climbed() -> LabellingNeighbours {
    var best = self
    while true {
      let edits = best.improvements().sorted {
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
