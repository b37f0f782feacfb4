/// What a path has to say: labels that lead from the beginning of a text to its end.
///
/// A place is a number of labels said, or of code points where pieces of words may write the text in
/// several ways.  The null symbol may stand at every place.
package struct LabelGraph: Sendable {
  /// A label that leads from one place to another.
  struct Edge {
    let label: Int
    let start, end: Int
  }

  /// In the order of the places where they start.
  let edges: [Edge]
  /// The label that may be left out.
  let star: Int?
  /// The place before each of the labels or units that the graph was made of, and the last one.
  package let places: [Int]
  /// What may be passed over.
  package var skips: Skips?

  /// Parts of a graph, each of which need not be said.
  package struct Skips: Sendable {
    /// The places where each part starts and ends; behind its start is a star, as before its end.
    let parts: [Range<Int>]
    /// What a path loses that leaves out one part, and each further one in a row, in nats.
    let opening, extending: Double

    package init(_ parts: [Range<Int>], opening: Double, extending: Double) {
      self.parts = parts
      self.opening = opening
      self.extending = extending
    }
  }

  /// The graph of one labelling.
  package init(of labels: [Int], star: Int? = nil) {
    self.star = star
    edges = labels.enumerated().map { Edge(label: $1, start: $0, end: $0 + 1) }
    places = Array(0...labels.count)
  }

  /// The graph of units one after the other, each of which one of several sequences of labels says.
  package init(of units: [[[Int]]], star: Int? = nil) {
    var edges: [Edge] = []
    var places = [0]
    for ways in units {
      let start = places[places.count - 1]
      let end = ways.reduce(start + 1) { $0 + $1.count - 1 }
      places.append(end)
      // The labels behind the first of each way have places of their own.
      var inner = start + 1
      var behind: [Edge] = []
      for way in ways {
        for (index, label) in way.enumerated() {
          let from = index == 0 ? start : inner - 1
          let to = index == way.count - 1 ? end : inner
          let edge = Edge(label: label, start: from, end: to)
          if index == 0 { edges.append(edge) } else { behind.append(edge) }
          if index < way.count - 1 { inner += 1 }
        }
      }
      edges += behind
    }
    self.star = star
    self.edges = edges
    self.places = places
  }

  /// The graph of all ways to write a text with the symbols of an alphabet, of which `labels` are one.
  package init(of labels: [Int], star: Int? = nil, in alphabet: Alphabet) {
    // A star stands for itself, between texts that no symbol goes beyond.
    let symbols = labels.map { $0 == star ? nil : Array(alphabet.written[$0].unicodeScalars) }
    var edges: [Edge] = []
    var places = [0]
    for text in symbols.split(omittingEmptySubsequences: false, whereSeparator: { $0 == nil }) {
      if let star, text.startIndex > 0 {
        let place = places[places.count - 1]
        edges.append(Edge(label: star, start: place, end: place + 1))
        places.append(place + 1)
      }
      let start = places[places.count - 1]
      let scalars = text.flatMap { $0 ?? [] }
      for place in scalars.indices {
        alphabet.forEachMatch(in: scalars, at: place) {
          edges.append(
            Edge(label: $0.label, start: start + place, end: start + place + $0.length))
        }
      }
      for symbol in text { places.append(places[places.count - 1] + (symbol?.count ?? 0)) }
    }
    self.star = star
    self.edges = edges
    self.places = places
  }
}
