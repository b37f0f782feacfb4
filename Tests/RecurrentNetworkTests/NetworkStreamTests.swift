import NumericCore
import TestSupport
import Testing

@testable import RecurrentNetwork

@Suite("Network stream")
struct NetworkStreamTests {
  /// Every cell and every front, reading forwards.
  static let shapes: [NetworkShape] =
    (cellShapes + stageShapes).map { shape in
      var shape = shape
      shape.merge = .concatenate
      return shape
    }
    + [([2, 1], []), ([1], [2]), ([1, 1, 2], []), ([3, 2], [2])].map { strides, pyramid in
      var shape = NetworkShape()
      (shape.front, shape.frontChannels) = (.convolution, 3)
      (shape.frontStrides, shape.pyramid) = (strides, pyramid)
      return shape
    }

  private func network(_ shape: NetworkShape, stackedFrames: Int = 1) throws -> Network {
    try randomNetwork(
      shape, inputs: 9, units: 9, layers: 2, bidirectional: false, stackedFrames: stackedFrames)
  }

  @Test(
    "gives the logits of all features at once, each as soon as it can", arguments: shapes,
    [[1], [7, 1, 0, 12], [100]])
  func pieces(_ shape: NetworkShape, pieces: [Int]) throws {
    let network = try network(shape, stackedFrames: 3)
    let features = randomSequences([61], columns: 9, seed: 1)[0]
    var stream = network.stream()
    // Twice: what was before the end leaves no trace.
    for _ in 0..<2 {
      var elements: [Float] = []
      var (start, turn) = (0, 0)
      while start < features.rows {
        let end = min(start + pieces[turn % pieces.count], features.rows)
        elements += stream.append(features.rows(start..<end)).elements
        (start, turn) = (end, turn + 1)
        let outputs = elements.count / 3
        #expect(network.configuration.shape.frameCount(settling: outputs + 1) > end)
        #expect(outputs == 0 || network.configuration.shape.frameCount(settling: outputs) <= end)
      }
      elements += stream.finish().elements
      #expect(largestDifference(elements, network.logits(of: features).elements) < 1e-5)
    }
  }

  @Test("of a usual size, too", arguments: CellKind.allCases, [FrontKind.stacking, .convolution])
  func usualSize(cell: CellKind, front: FrontKind) throws {
    var shape = NetworkShape()
    (shape.cell, shape.front) = (cell, front)
    let network = try randomNetwork(
      shape, inputs: 40, units: 160, layers: 2, bidirectional: false, outputs: 29, stackedFrames: 2)
    let features = randomSequences([130], columns: 40, seed: 4)[0]
    let expected = network.logits(of: features).elements
    for piece in [2, 5, 64] {
      var stream = network.stream()
      var found: [Float] = []
      for start in stride(from: 0, to: features.rows, by: piece) {
        found += stream.append(features.rows(start..<min(start + piece, features.rows))).elements
      }
      found += stream.finish().elements
      #expect(largestDifference(found, expected) < 1e-5)
    }
  }

  @Test("a long piece is the same as many short ones")
  func longPiece() throws {
    let network = try network(NetworkShape(), stackedFrames: 3)
    let features = randomSequences([9001], columns: 9, seed: 2)[0]
    var stream = network.stream()
    let found = stream.append(features).elements + stream.finish().elements
    #expect(largestDifference(found, network.logits(of: features).elements) < 1e-5)
  }

  @Test("a copy goes its own way")
  func copies() throws {
    let network = try network(NetworkShape(), stackedFrames: 1)
    let features = randomSequences([20], columns: 9, seed: 3)[0]
    var stream = network.stream()
    _ = stream.append(features.rows(0..<10))
    var copy = stream
    _ = copy.append(features.rows(0..<10))
    var direct = network.stream()
    _ = direct.append(features.rows(0..<10))
    #expect(stream.append(features.rows(10..<20)) == direct.append(features.rows(10..<20)))
    #expect(network.stream().finished.rows == 0)
  }
}

extension NetworkStream {
  /// The last logits of a copy.
  fileprivate var finished: Matrix {
    var copy = self
    return copy.finish()
  }
}
