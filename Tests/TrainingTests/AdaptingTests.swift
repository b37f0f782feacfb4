import Foundation
import Interchange
import RecurrentNetwork
import SequenceLabeler
import TestSupport
import Testing
import Training

@Suite("Defaults of a training that starts from a model")
struct AdaptingTests {
  private let clips = packageRoot.appending(path: "Audio/manifest.jsonl")

  private func adapted(
    _ change: (String) -> String
  ) throws -> (
    configuration: TrainingConfiguration, errorRate: Double, fresh: TrainingConfiguration
  ) {
    let model = try Model.bundled(vocabulary: nil)
    var data = try Manifest(contentsOf: clips)
    data.entries = data.entries.map {
      ManifestEntry(audioPath: $0.audioPath, text: change($0.text))
    }
    let fresh = TrainingConfiguration(fitting: DataSurvey(data))
    var configuration = fresh
    let errorRate = configuration.adapt(model, to: data)
    return (configuration, errorRate, fresh)
  }

  @Test("a model that hears the recordings already is changed but a little")
  func familiar() throws {
    let (configuration, errorRate, fresh) = try adapted { $0 }
    #expect(errorRate < 0.1)
    #expect(configuration.epochs == 40)
    #expect(configuration.initialShare == 0.3)
    #expect(configuration.optimizer.learningRate < fresh.optimizer.learningRate / 5)
    #expect(configuration.network.units == 256)
    #expect(configuration.text == .written)
  }

  @Test("one that does not hear them learns as from nothing")
  func foreign() throws {
    let (configuration, errorRate, fresh) = try adapted { String($0.reversed()) }
    #expect(errorRate > 0.5)
    #expect(configuration.epochs == fresh.epochs)
    #expect(configuration.optimizer == fresh.optimizer)
    #expect(configuration.initialShare == 0)
    #expect(configuration.network.units == 256)
  }

  @Test("capitals and punctuation that it has no symbols for do not count as unheard")
  func written() throws {
    let (configuration, errorRate, _) = try adapted { $0.capitalized + "." }
    #expect(errorRate < 0.1)
    #expect(configuration.text == .spoken)
    #expect(configuration.epochs == 40)
  }
}
