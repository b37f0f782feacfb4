import CKernels
import NumericCore

/// One run of the prefix beam search over the frames of an utterance.
///
/// Each prefix in the beam carries two probabilities: of all paths so far that say it and end in
/// the null symbol, and of those that end in its last label.  They are relative to the best prefix
/// of the frame before; ``logScale`` holds what was divided out.  A frame either leaves a prefix as
/// it is or extends it by one label.  Where there is more to a prefix than its frames, both are
/// multiplied by the exponential of its worth, see ``PrefixScoring``.
struct PrefixSearch {
  /// A labelling in the beam.
  struct Prefix {
    var node: Int32
    let label: Int32
    var endsInNull: Double
    var endsInLabel: Double
    /// Both of them together.
    var probability: Double
  }

  /// As many nodes at least are kept before those that no prefix needs are forgotten.
  static let leastNodes = 1 << 15

  let null: Int32
  private let boundary: Int32?
  /// The words that boundaries part, or their first pieces; others have a worth, see ``PrefixScoring``.
  let lexicon: Lexicon?
  let scoring: PrefixScoring?
  let summing: Bool
  private let weighsPriors: Bool
  /// What survives is at least this part of the best.
  private let survivingPart: Double
  /// A label less probable than this extends nothing.
  private let leastProbability: Double

  private(set) var tree: PrefixTree
  private(set) var beam: [Prefix]
  /// The natural logarithm of what the beam's probabilities are multiples of.
  private(set) var logScale = 0.0

  private(set) var probabilities: [Double]
  private var exponentials: [Float]
  /// The labels that may extend a prefix at this frame, the most probable first.
  private var extensions: [Int32] = []
  /// What the probability of each prefix's extensions is at most a multiple of their labels' by.
  private var greatest: [Double] = []
  /// The prefixes as they are when the frame leaves them.
  private var kept: [Prefix] = []
  /// Lists of the prefixes in the beam that extend another one in the beam.
  private var firstChild: [Int32] = []
  private var nextChild: [Int32] = []
  /// `excluded[label]` is the number of the prefix whose extension by `label` is in the beam.
  private var excluded: [Int]
  private var prefixNumber = 0
  private var candidates: CandidateList

  /// The tree forgets what it can when it has as many nodes.
  private var mostNodes: Int
  let leastNodes: Int

  /// A search that has seen no frame.
  init(alphabet: Alphabet, options: BeamSearchOptions, leastNodes: Int = leastNodes) {
    null = Int32(alphabet.null)
    boundary = alphabet.wordBoundary.map { Int32($0) }
    lexicon = options.lexicon.flatMap { $0.hasSeveralPartings ? nil : $0 }
    scoring = PrefixScoring(options, alphabet: alphabet)
    summing = options.pathMerging == .sum
    weighsPriors = options.weighsPriors
    survivingPart = exponential(-Double(options.beamThreshold))
    leastProbability = exponential(Double(options.symbolThreshold))
    candidates = CandidateList(capacity: options.beamSize)
    tree = PrefixTree(null: null, state: scoring?.start)
    beam = [
      Prefix(node: PrefixTree.root, label: null, endsInNull: 1, endsInLabel: 0, probability: 1)
    ]
    tree.setBeamIndex(of: PrefixTree.root, to: 0)
    probabilities = [Double](repeating: 0, count: alphabet.count)
    exponentials = [Float](repeating: 0, count: alphabet.count)
    excluded = [Int](repeating: 0, count: alphabet.count)
    self.leastNodes = leastNodes
    mostNodes = leastNodes
  }

  /// Takes one frame of log-probabilities.
  mutating func advance(_ frame: UnsafePointer<Float>) {
    exponentiate(frame)
    keepPrefixes()
    candidates.removeAll()
    for (index, prefix) in kept.enumerated() {
      candidates.offer(Candidate(probability: prefix.probability, prefix: index))
    }
    candidates.raiseBound(toPart: survivingPart)
    if let lexicon {
      for index in beam.indices { extend(index, within: lexicon, scoring) }
    } else {
      sortExtensions()
      for index in beam.indices { extend(index, scoring) }
    }
    candidates.keepBest()
    replaceBeam()
    if tree.count > mostNodes { forget() }
  }

  /// Whether the sum of a labelling's paths is all that counts.
  var weighsPathsAlone: Bool {
    summing && lexicon == nil && scoring == nil && !weighsPriors
  }

  /// The labelling that all prefixes in the beam begin with, and all that will come from them.
  var commonPrefix: Int32 { tree.commonPrefix(of: beam.map(\.node)) }

  /// The most probable prefix; of equally probable ones, the first in the beam.
  var bestPrefix: Int32 {
    beam.max { $0.probability < $1.probability }?.node ?? PrefixTree.root
  }

  /// The final natural logarithms of a prefix: of the probability of the paths that the beam has kept,
  /// and its worth.
  mutating func finalScores(of prefix: Prefix) -> (acoustic: Double, worth: Double) {
    let score = logScale + naturalLogarithm(prefix.probability)
    guard let scoring else { return (score, 0) }
    let advance = tree.scoringState(of: prefix.node).worth
    return (score - advance, scoring.finalWorth(of: prefix.node, in: &tree))
  }

  /// Fills the probabilities of one frame.
  ///
  /// Below the range of a float they are computed one by one, and no finite logarithm becomes a
  /// probability of zero, so that some prefix always survives.
  mutating func exponentiate(_ frame: UnsafePointer<Float>) {
    kernels.exponential(frame, &exponentials, exponentials.count)
    for label in probabilities.indices {
      let probability = Double(exponentials[label])
      probabilities[label] =
        probability > 0 || frame[label] == -.infinity
        ? probability : exponential(max(Double(frame[label]), -650))
    }
  }

  /// The prefixes of the beam after a frame that extends none of them, with the paths that come
  /// from a shorter prefix in the beam.
  private mutating func keepPrefixes() {
    kept.removeAll(keepingCapacity: true)
    firstChild.removeAll(keepingCapacity: true)
    nextChild.removeAll(keepingCapacity: true)
    for _ in beam {
      firstChild.append(PrefixTree.none)
      nextChild.append(PrefixTree.none)
    }
    for (index, prefix) in beam.enumerated() {
      let emission = probabilities[Int(prefix.label)]
      var after = prefix
      after.endsInNull = prefix.probability * probabilities[Int(null)]
      after.endsInLabel = prefix.endsInLabel * emission
      let parent = tree.parent(of: prefix.node)
      let parentIndex = parent == PrefixTree.none ? parent : tree.beamIndex(of: parent)
      if parentIndex != PrefixTree.none {
        let shorter = beam[Int(parentIndex)]
        after.endsInLabel = merged(
          after.endsInLabel,
          Self.source(of: prefix.label, from: shorter) * emission * tree.gain(of: prefix.node))
        nextChild[index] = firstChild[Int(parentIndex)]
        firstChild[Int(parentIndex)] = Int32(index)
      }
      after.probability = merged(after.endsInNull, after.endsInLabel)
      kept.append(after)
    }
  }

  /// The probability of two sets of paths together.
  private func merged(_ a: Double, _ b: Double) -> Double { summing ? a + b : max(a, b) }

  /// The probability of the paths of `prefix` after which `label` is one label more: a repeated
  /// label needs the null symbol before it.
  private static func source(of label: Int32, from prefix: Prefix) -> Double {
    prefix.label == label ? prefix.endsInNull : prefix.probability
  }

  /// Finds the labels whose extension of the best prefix would enter the beam.
  private mutating func sortExtensions() {
    greatest.removeAll(keepingCapacity: true)
    var best = 0.0
    for prefix in beam {
      let gain = scoring?.greatestGain(after: prefix.node, in: tree) ?? 1
      greatest.append(prefix.probability * gain)
      best = max(best, prefix.probability * gain)
    }
    extensions.removeAll(keepingCapacity: true)
    for label in 0..<Int32(probabilities.count) where label != null {
      let probability = probabilities[Int(label)]
      if probability >= leastProbability, candidates.admits(probability * best) {
        extensions.append(label)
      }
    }
    let probabilities = probabilities
    extensions.sort {
      let (a, b) = (probabilities[Int($0)], probabilities[Int($1)])
      return a > b || a == b && $0 < $1
    }
  }

  /// Offers the extensions of one prefix that are not in the beam.
  private mutating func extend(_ index: Int, _ scoring: PrefixScoring?) {
    let prefix = beam[index]
    excludeExtensions(of: index)
    for label in extensions {
      guard candidates.admits(greatest[index] * probabilities[Int(label)]) else { break }
      offer(label, lexiconState: Lexicon.start, after: prefix, at: index, scoring)
    }
  }

  /// The same of those that the lexicon allows.
  ///
  /// The lexicon and the scoring are passed on, so that nobody counts who holds them for every label.
  private mutating func extend(_ index: Int, within lexicon: Lexicon, _ scoring: PrefixScoring?) {
    let prefix = beam[index]
    excludeExtensions(of: index)
    let state = tree.lexiconState(of: prefix.node)
    offer(lexicon.transitions(from: state), of: lexicon, after: prefix, at: index, scoring)
    offer(lexicon.nextWords(after: state), of: lexicon, after: prefix, at: index, scoring)
    // As an utterance may end with a boundary, it may begin with one.
    if prefix.node == PrefixTree.root, let boundary,
      probabilities[Int(boundary)] >= leastProbability
    {
      offer(boundary, lexiconState: Lexicon.start, after: prefix, at: index, scoring)
    }
  }

  /// Notes which extensions of a prefix are in the beam.
  private mutating func excludeExtensions(of index: Int) {
    prefixNumber += 1
    var child = firstChild[index]
    while child != PrefixTree.none {
      excluded[Int(beam[Int(child)].label)] = prefixNumber
      child = nextChild[Int(child)]
    }
  }

  private mutating func offer(
    _ transitions: Range<Int>, of lexicon: Lexicon, after prefix: Prefix, at index: Int,
    _ scoring: PrefixScoring?
  ) {
    for number in transitions {
      let transition = lexicon.transition(number)
      guard probabilities[Int(transition.label)] >= leastProbability else { continue }
      offer(transition.label, lexiconState: transition.state, after: prefix, at: index, scoring)
    }
  }

  private mutating func offer(
    _ label: Int32, lexiconState: Int32, after prefix: Prefix, at index: Int,
    _ scoring: PrefixScoring?
  ) {
    guard excluded[Int(label)] != prefixNumber else { return }
    var probability = Self.source(of: label, from: prefix) * probabilities[Int(label)]
    if let scoring, probability > 0 {
      probability *= scoring.gain(
        of: label, after: prefix.node, lexiconState: lexiconState, in: &tree)
    }
    candidates.offer(Candidate(probability: probability, prefix: index, label: label))
  }

  /// Makes the candidates the beam, relative to the best of them.
  private mutating func replaceBeam() {
    for prefix in beam { tree.setBeamIndex(of: prefix.node, to: PrefixTree.none) }
    let best = candidates.all.reduce(0) { max($0, $1.probability) }
    let least = best * survivingPart
    var next: [Prefix] = []
    next.reserveCapacity(candidates.all.count)
    for candidate in candidates.all where candidate.probability >= least {
      let index = Int(candidate.prefix)
      if candidate.label == Candidate.noLabel {
        var prefix = kept[index]
        prefix.endsInNull /= best
        prefix.endsInLabel /= best
        prefix.probability /= best
        next.append(prefix)
      } else {
        let probability = candidate.probability / best
        next.append(
          Prefix(
            node: child(of: beam[index].node, label: candidate.label), label: candidate.label,
            endsInNull: 0, endsInLabel: probability, probability: probability))
      }
    }
    beam = next
    logScale += naturalLogarithm(best)
    for (index, prefix) in beam.enumerated() {
      tree.setBeamIndex(of: prefix.node, to: Int32(index))
    }
  }

  private mutating func child(of node: Int32, label: Int32) -> Int32 {
    if let child = tree.child(of: node, label: label) { return child }
    let lexiconState =
      lexicon?.state(after: label, from: tree.lexiconState(of: node)) ?? Lexicon.start
    let state = scoring?.state(after: label, of: node, lexiconState: lexiconState, in: &tree)
    return tree.addChild(to: node, label: label, lexiconState: lexiconState, state: state)
  }

  /// Forgets the labellings that nothing in the beam begins with.
  private mutating func forget() {
    for (index, node) in tree.keepOnly(beginningsOf: beam.map(\.node)).enumerated() {
      beam[index].node = node
    }
    mostNodes = max(leastNodes, 2 * tree.count)
  }
}
