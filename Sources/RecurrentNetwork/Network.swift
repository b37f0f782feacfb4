public import LinearAlgebra
public import NumericCore
import Synchronization

/// A front, a stack of recurrent layers and an affine output: features in, logits for every frame
/// out.
///
/// Sequences of different lengths are worked on together without padding.  Any number of threads may
/// use a network, also while one of them changes its ``parameters``: whatever is under way goes on
/// with the values that it began with.
public final class Network: Sendable {
  /// The shape of the network.
  public let configuration: NetworkConfiguration
  private let current: Mutex<NetworkLayers>
  /// Memory of earlier passes that go forward alone, for as many as there are processors to work on
  /// at once.
  private let idlePasses = Mutex<[PassMemory]>([])
  private static let passesKept = availableProcessorCount
  /// The rows of a pass whose memory is kept: some ten megabytes a thousand.
  private static let rowsKept = 4096

  /// A network with random values that depend on `seed` alone.
  ///
  /// - Parameters:
  ///   - configuration: the shape.
  ///   - seed: of the values.
  ///   - null: the output of the null symbol, whose bias ``NetworkShape/nullBias`` changes.
  ///   - precision: of the operands of matrix products.
  /// - Throws: ``NetworkError`` when a size is out of range, or the processor lacks the precision or
  ///   the products that `CTC_ASR_PRODUCTS` names.
  public convenience init(
    _ configuration: NetworkConfiguration, seed: UInt64, null: Int? = nil,
    precision: Precision = .f32
  ) throws(NetworkError) {
    try self.init(configuration, precision: precision) { parameters in
      parameters.initialize(configuration.shape, null: null, seed: seed)
    }
  }

  /// A network whose parameters, zeros at first, get their values from `fill`.
  ///
  /// - Parameters:
  ///   - configuration: the shape.
  ///   - precision: of the operands of matrix products.
  ///   - fill: sets the parameters.
  /// - Throws: ``NetworkError`` when a size is out of range, or the processor lacks the precision or
  ///   the products that `CTC_ASR_PRODUCTS` names.
  public init(
    _ configuration: NetworkConfiguration, precision: Precision = .f32,
    fill: (inout ParameterStore) -> Void
  ) throws(NetworkError) {
    try configuration.validate()
    if let name = ProductChoice.name, !ProductChoice.names.contains(name) {
      throw .productsNotAvailable(name, available: ProductChoice.names)
    }
    guard precision.isAvailable else { throw .precisionNotAvailable(precision) }
    self.configuration = configuration
    let layers = NetworkLayers(configuration, precision: precision)
    fill(&layers.parameters)
    layers.prepare(for: .inference)
    current = Mutex(layers)
  }

  /// The trainable values as they are now; ``update(_:)`` changes them.
  public var parameters: ParameterStore { current.withLock { $0.parameters } }

  /// Changes the trainable values, in place.
  ///
  ///     try network.update { try $0.load(SafeTensors(contentsOf: file)) }
  ///
  /// Passes that begin afterwards, on any thread, see the new values; those that are under way go on
  /// with the old ones, for which there is a copy then.
  ///
  /// - Parameter body: changes the values; other threads wait for it before they begin a pass.
  /// - Throws: what `body` throws; what it has changed until then is changed.
  /// - Precondition: `body` does not use this network, and leaves the arrangement of the values.
  public func update<E: Error>(
    _ body: (inout ParameterStore) throws(E) -> Void
  ) throws(E) {
    try current.withLock { layers throws(E) in
      if !isKnownUniquelyReferenced(&layers) { layers = layers.copy() }
      let entries = layers.parameters.entries
      defer { precondition(layers.parameters.entries == entries, "parameters of another network") }
      try body(&layers.parameters)
    }
  }

  /// The layers, ready for passes of this kind.
  func layers(for use: NetworkLayers.Use) -> NetworkLayers {
    current.withLock { layers in
      if layers.preparedUse != use {
        if !isKnownUniquelyReferenced(&layers) { layers = layers.copy() }
        layers.prepare(for: use)
      }
      return layers
    }
  }

  /// The logits of one sequence of features [T, inputs], as many rows as
  /// ``NetworkShape/frameCount(_:)`` says.
  ///
  /// May be called from many threads at once.
  public func logits(of features: Matrix) -> Matrix {
    logits(of: [features])[0]
  }

  /// The logits of a batch of sequences, which pass the network together.
  ///
  /// That is faster than one after the other, since all read the weights at once; nothing is padded, and
  /// no sequence has an influence on another but for rounding.  Memory grows with the frames of all.
  /// May be called from many threads at once, and works on `Parallelism.threadCount` of its own.
  ///
  /// - Parameter features: [T, inputs] for each sequence, of any lengths in any order.
  /// - Returns: the logits of each, in their order: [``NetworkShape/frameCount(_:)`` of T, outputs].
  /// - Precondition: each has as many columns as ``NetworkConfiguration/inputs`` says.
  public func logits(of features: [Matrix]) -> [Matrix] {
    let order = RaggedOrder(features.map(\.rows))
    return withForwardPass { pass in
      layers(for: .inference).forward(order.sorted(features), pass: pass, dropoutSeed: nil)
      return order.unpack(pass.logits.view, layout: pass.layout)
    }
  }

  /// Lends memory for a pass that goes forward alone.
  func withForwardPass<R>(_ body: (PassMemory) -> R) -> R {
    let pass = idlePasses.withLock { $0.popLast() } ?? PassMemory(goesBack: false)
    defer { if pass.layout.rows <= Self.rowsKept { keep(pass) } }
    return body(pass)
  }

  private func keep(_ pass: PassMemory) {
    idlePasses.withLock { if $0.count < Self.passesKept { $0.append(pass) } }
  }
}
