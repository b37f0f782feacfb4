/// An n-gram of a model, or an empty place of its table.
///
/// Its layout is that of the package's own files.
struct NGramNode: BitwiseCopyable, Sendable {
  /// The n-gram without its last word, as a node; `vacant` in an empty place.
  var context: UInt32
  /// The number of the last word.
  var word: UInt32
  /// ln p(last word | the words before).
  var logProbability: Float
  /// What is added when a word does not follow this n-gram in the model.
  var backoff: Float
  /// `shorter` and, as the uppermost bit, `isContext`.
  var link: UInt32

  static let vacant = UInt32.max
  static let contextBit = UInt32(1) << 31
  /// The place of no n-gram.
  static let empty = NGramNode(context: vacant, word: 0, logProbability: 0, backoff: 0, link: 0)
  /// The n-gram of no word, from which every word of the model follows.
  static let root = NGramNode(
    context: vacant, word: 0, logProbability: 0, backoff: 0, link: contextBit)

  /// The node of the longest proper ending of this n-gram that is a context.
  var shorter: Int {
    get { Int(link & ~Self.contextBit) }
    set { link = link & Self.contextBit | UInt32(newValue) }
  }

  /// Whether this n-gram is a context: something follows it in the model or its backoff is not 0.
  var isContext: Bool {
    get { link & Self.contextBit != 0 }
    set { link = newValue ? link | Self.contextBit : link & ~Self.contextBit }
  }
}
