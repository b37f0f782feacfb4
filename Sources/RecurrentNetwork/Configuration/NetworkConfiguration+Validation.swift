extension NetworkConfiguration {
  /// Checks that every size is one that a network can have.
  public func validate() throws(NetworkError) {
    let sizes = [
      ("inputs", inputs, 1...1_000_000), ("outputs", outputs, 2...1_000_000),
      ("units", shape.units, 1...16_384), ("layers", shape.layers, 1...64),
      ("stackedFrames", shape.stackedFrames, 1...64),
      ("frontChannels", shape.frontChannels, 1...1024),
      ("truncation", shape.truncation, 0...1_000_000),
    ]
    for (name, value, range) in sizes where !range.contains(value) {
      throw .sizeOutOfRange(
        name: name, value: "\(value)", allowed: "from \(range.lowerBound) to \(range.upperBound)")
    }
    guard shape.dropout >= 0 && shape.dropout < 1 else {
      throw .sizeOutOfRange(
        name: "dropout", value: "\(shape.dropout)", allowed: "from 0 to below 1")
    }
    let projections = shape.cell.projections(units: shape.units)
    guard projections.contains(shape.projection) else {
      throw .sizeOutOfRange(
        name: "projection", value: "\(shape.projection)",
        allowed: "from 0 to \(projections.upperBound) with \(shape.units) cells of kind "
          + shape.cell.rawValue)
    }
    try validateLists()
    try validateUse()
  }

  /// Checks the lists.
  private func validateLists() throws(NetworkError) {
    let lists = [
      ("frontStrides", shape.frontStrides, 1...4), ("pyramid", shape.pyramid, 0...shape.layers - 1),
    ]
    for (name, list, counts) in lists
    where !counts.contains(list.count) || !list.allSatisfy((1...8).contains) {
      throw .sizeOutOfRange(
        name: name, value: "\(list)",
        allowed: "a list of \(counts.lowerBound) to \(counts.upperBound) numbers from 1 to 8")
    }
  }

  /// Checks that nothing is asked for that would have no effect.
  private func validateUse() throws(NetworkError) {
    let standard = NetworkShape()
    let kind = "with cells of kind \(shape.cell.rawValue), which do without it"
    let isSimple = shape.cell == .elman || shape.cell == .jordan
    let stacks = shape.front == .stacking
    func check<T: Equatable>(
      _ name: String, _ key: KeyPath<NetworkShape, T>, _ isUsed: Bool, _ reason: String
    ) throws(NetworkError) {
      let (value, left) = (shape[keyPath: key], standard[keyPath: key])
      guard value != left && !isUsed else { return }
      throw .sizeOutOfRange(name: name, value: "\(value)", allowed: "\(left) \(reason)")
    }
    try check("activation", \.activation, isSimple, kind)
    try check("outputActivation", \.outputActivation, shape.cell == .jordan, kind)
    try check(
      "stackedFrames", \.stackedFrames, stacks,
      "with the front convolution, which does not stack frames")
    try check("frontChannels", \.frontChannels, !stacks, "without the front convolution")
    try check("frontStrides", \.frontStrides, !stacks, "without the front convolution")
    try check("merge", \.merge, shape.bidirectional, "with layers of one direction")
    try check("dropoutKind", \.dropoutKind, shape.dropout > 0, "without dropout")
    try check(
      "residual", \.residual,
      (0..<shape.layers).contains { inputs(of: $0) == shape.width },
      "where no layer's inputs are as wide as its outputs")
    guard shape.nullBias.isFinite else {
      throw .sizeOutOfRange(name: "nullBias", value: "\(shape.nullBias)", allowed: "finite")
    }
  }
}
