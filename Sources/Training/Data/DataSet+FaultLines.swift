extension DataSet {
  /// The faults in lines, in their order.
  ///
  /// Where more than five texts have a character that the alphabet lacks, one line at the first of them
  /// counts them all.
  public var faultLines: [String] {
    let unknown = faults.filter { $0.unknownCharacter != nil }
    guard unknown.count > 5, let first = unknown.first else { return faults.map(\.description) }
    let counts = Dictionary(
      unknown.map { ($0.unknownCharacter ?? "", 1) }, uniquingKeysWith: +
    ).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let most = counts.prefix(20).map { "“\($0.key)” in \($0.value)" }.joined(separator: ", ")
    let summary = DataFault(
      location: first.location,
      reason:
        "this and \(unknown.count - 1) more texts have a character that is not in the alphabet, "
        + "as the first one \(most)\(counts.count > 20 ? ", …" : ""); change the texts or add the symbols"
    )
    return faults.filter { $0.unknownCharacter == nil || $0 == first }.map {
      ($0 == first ? summary : $0).description
    }
  }
}
