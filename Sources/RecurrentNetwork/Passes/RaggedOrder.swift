import NumericCore

/// The order in which sequences pass a network: by falling length, those of the same length as they
/// were given.
struct RaggedOrder {
  /// At each place of the order, which sequence.
  private let indices: [Int]

  init(_ lengths: [Int]) {
    indices = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
  }

  /// Values of the sequences in this order.
  func sorted<T>(_ values: [T]) -> [T] { indices.map { values[$0] } }

  /// The frames of each sequence, as the sequences were given, of a layout in this order.
  func unpack(_ packed: MatrixView, layout: RaggedLayout) -> [Matrix] {
    var places = indices
    for (place, index) in indices.enumerated() { places[index] = place }
    return inParallel(places.count) { [places] in layout.unpack(places[$0], from: packed) }
  }
}
