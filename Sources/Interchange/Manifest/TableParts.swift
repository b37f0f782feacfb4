/// The columns of a table that say what part of its file a recording is: where it begins, and its end or
/// its length, in seconds; without both, recordings are whole files.
struct TableParts {
  private static let starts = ["offset", "start", "start_time"]
  private static let ends = ["end", "end_time"]

  private let start, end, duration: Int?

  init(columns: [String]) {
    func column(_ known: [String]) -> Int? {
      known.lazy.compactMap { columns.firstIndex(of: $0) }.first
    }
    end = column(Self.ends)
    duration = column(["duration"])
    start = end == nil && duration == nil ? nil : column(Self.starts)
  }

  /// The part that the fields of a row name, which is all if the start is left empty, and goes on to the
  /// end if that is; nil if they name none.
  func part(in fields: [String]) -> (offset: Double?, duration: Double?)? {
    func field(_ column: Int?) -> String? {
      column.map { fields[$0].trimmed }.flatMap { $0.isEmpty ? nil : $0 }
    }
    guard let start = field(start) else { return (nil, nil) }
    guard let offset = Double(start), offset >= 0, offset.isFinite else { return nil }
    let length: Double?
    if let end = field(end) {
      length = (Double(end) ?? .nan) - offset
    } else if let duration = field(duration) {
      length = Double(duration) ?? .nan
    } else {
      return (offset, nil)
    }
    guard let length, length > 0, length.isFinite else { return nil }
    return (offset, length)
  }
}
