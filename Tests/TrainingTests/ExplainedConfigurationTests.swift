import Foundation
import RecurrentNetwork
import TestSupport
import Testing
import Yams

@testable import Training

@Suite("Explained configuration")
struct ExplainedConfigurationTests {
  @Test("every key is explained, and none that is not there")
  func keys() throws {
    let node = try #require(try Yams.compose(yaml: TrainingConfiguration().yaml))
    func leaves(_ node: Node, _ path: [String]) -> [String] {
      guard let mapping = node.mapping else { return [path.joined(separator: ".")] }
      return mapping.flatMap { key, value in leaves(value, path + [key.string ?? ""]) }
    }
    #expect(Set(leaves(node, [])) == Set(explanationOfKey.keys))
  }

  @Test("the text is the configuration, its numbers as people write them")
  func text() throws {
    var configuration = TrainingConfiguration(
      fitting: DataSurvey(recordings: 100, seconds: 600, sampleRate: 16000, charactersPerSecond: 10)
    )
    configuration.alphabet = "ab c'\"#: é"
    configuration.optimizer.learningRate = 1.5e-7
    configuration.augmentation.speeds = [0.912345678901, 1]
    configuration.initialModel = "a folder: # 1"
    let text = try configuration.explainedYAML
    #expect(try TrainingConfiguration(yaml: text) == configuration)
    let lines = text.split(separator: "\n")
    #expect(lines.contains("  frameLengthMilliseconds: 25  # length of a frame"))
    #expect(lines.contains { $0.hasPrefix("  preemphasis: 0.97  #") })
    #expect(lines.contains { $0.hasPrefix("  learningRate: 1.5e-07  #") })
    #expect(lines.contains("augmentation:"))
    #expect(lines.contains { $0.hasPrefix("  frontStrides: [2, 1]  #") })
  }
}
