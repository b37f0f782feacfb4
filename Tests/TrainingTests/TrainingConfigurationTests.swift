import AudioFrontEnd
import Foundation
import RecurrentNetwork
import TestSupport
import Testing
import Training

@Suite("Training configuration")
struct TrainingConfigurationTests {
  /// The error of reading a configuration, which must be one line.
  private func fault(_ yaml: String, settings: [String] = []) throws -> ConfigurationError {
    let error = try #require(throws: ConfigurationError.self) {
      try TrainingConfiguration(yaml: yaml, settings: settings, named: "c.yaml")
    }
    #expect(!"\(error)".contains("\n"), "\(error)")
    return error
  }

  @Test(
    "an empty file, or one of comments alone, gives the defaults", arguments: ["", "\n", "# x\n"])
  func defaults(yaml: String) throws {
    #expect(try TrainingConfiguration(yaml: yaml) == TrainingConfiguration())
  }

  @Test("what is written wins over the default, and nothing else changes")
  func partial() throws {
    var expected = TrainingConfiguration()
    expected.seed = 7
    expected.network.units = 32
    expected.network.bidirectional = false
    expected.optimizer.learningRate = 0.005
    expected.augmentation.speeds = [1]
    expected.augmentation.specAugment.timeMaskCount = 0
    expected.features.sampleRate = 8000
    let yaml = """
      seed: 7
      network: {units: 32, bidirectional: false}
      optimizer:
        learningRate: 5e-3
      augmentation:
        speeds: [1.0]
        specAugment:
          timeMaskCount: 0
      features:
        sampleRate: 8000
      schedule:
      """
    #expect(try TrainingConfiguration(yaml: yaml) == expected)
  }

  @Test(
    "a configuration written as YAML reads back", arguments: ["", "0123456789", "no yes: #'\"é "])
  func roundTrip(alphabet: String) throws {
    var configuration = TrainingConfiguration()
    configuration.alphabet = alphabet
    configuration.optimizer.learningRate = 0.1
    configuration.averageDecay = 0.9995
    #expect(try TrainingConfiguration(yaml: configuration.yaml) == configuration)
  }

  @Test("a setting wins over the file")
  func settings() throws {
    let configuration = try TrainingConfiguration(
      yaml: "epochs: 3\nnetwork:\n  units: 10",
      settings: [
        "epochs=5", "network.layers=2", "augmentation.specAugment.timeMaskCount=1", "alphabet=ab=c",
        "augmentation.speeds=[0.9, 1.0]",
      ])
    #expect(configuration.epochs == 5)
    #expect(configuration.network.units == 10)
    #expect(configuration.network.layers == 2)
    #expect(configuration.augmentation.specAugment.timeMaskCount == 1)
    #expect(configuration.augmentation.speeds == [0.9, 1])
    #expect(configuration.alphabet == "ab=c")
    #expect(try TrainingConfiguration(yaml: "alphabet: x", settings: ["alphabet="]).alphabet == "")
  }

  @Test(
    "an unknown key is refused by name, with those that exist",
    arguments: [
      ("epoch: 3", "epoch", "epochs"), ("network:\n  unit: 3", "network.unit", "units"),
      (
        "augmentation: {specAugment: {timeMasks: 2}}", "augmentation.specAugment.timeMasks",
        "timeMaskCount"
      ),
    ])
  func unknownKey(yaml: String, key: String, offered: String) throws {
    guard case .unknownKey("c.yaml", key, let known) = try fault(yaml) else {
      Issue.record("another error")
      return
    }
    #expect(known.contains(offered))
  }

  @Test("an unknown key of a setting names the setting")
  func unknownSetting() throws {
    #expect(
      "\(try fault("", settings: ["network.unit=3"]))".hasPrefix("the setting network.unit=3: "))
  }

  @Test("what is no setting says how one is written", arguments: ["epochs", "=3", ""])
  func notASetting(text: String) throws {
    #expect(try fault("", settings: [text]) == .notASetting(text))
  }

  @Test(
    "a value of the wrong kind or out of range names its key",
    arguments: [
      ("epochs: many", "epochs"), ("epochs: 1.5", "epochs"), ("epochs: 0", "epochs"),
      ("network: 3", "network"), ("network: {units: big}", "network.units"),
      ("network: {cell: gru2}", "network.cell"), ("seed: {x: 1}", "seed"),
      ("loss: {labelSmoothing: 1}", "loss.labelSmoothing"),
      ("loss: {nullPenalty: -1}", "loss.nullPenalty"),
      ("augmentation: {speeds: fast}", "augmentation.speeds"),
      ("augmentation: {speeds: []}", "augmentation.speeds"),
      ("augmentation: {noise: 2}", "augmentation.noise"),
      ("augmentation: {silence: -1}", "augmentation.silence"),
      ("augmentation: {join: 1.5}", "augmentation.join"),
      ("augmentation: {cut: 2}", "augmentation.cut"),
      ("augmentation: {cutDecibels: [-3, 40]}", "augmentation.cutDecibels"),
      ("augmentation: {cutDecibels: [40, 15]}", "augmentation.cutDecibels"),
      ("normalization: speaker", "normalization"),
      ("augmentation: {noiseDecibels: [40, 10]}", "augmentation.noiseDecibels"),
      ("augmentation: {babble: 1.1}", "augmentation.babble"),
      ("augmentation: {clipping: -0.1}", "augmentation.clipping"),
      ("augmentation: {noiseAlone: 0.6}", "augmentation.noiseAlone"),
      ("augmentation: {volumeDecibels: [6, -6]}", "augmentation.volumeDecibels"),
      ("augmentation: {volumeDecibels: [-6]}", "augmentation.volumeDecibels"),
      ("augmentation: {volumeDecibels: [0, 600]}", "augmentation.volumeDecibels"),
      ("augmentation: {reverberation: 1.5}", "augmentation.reverberation"),
      ("augmentation: {noiseFolder: /no/such/noises}", "augmentation.noiseFolder"),
      ("augmentation: {impulseResponseFolder: /dev/null}", "augmentation.impulseResponseFolder"),
      ("optimizer: {learningRate: -1}", "optimizer.learningRate"),
      ("optimizer: {learningRate: .nan}", "optimizer.learningRate"),
      ("optimizer: {beta2: 1}", "optimizer.beta2"), ("schedule: {warmUp: 2}", "schedule.warmUp"),
      ("schedule: {kind: oneCycle, warmUp: 0.1}", "schedule.warmUp"),
      ("schedule: {kind: oneCycle, hold: 0}", "schedule.hold"),
      ("schedule: {kind: plateau, hold: 0}", "schedule.hold"),
      ("schedule: {patience: 3}", "schedule.patience"),
      ("schedule: {kind: exponential, fall: 0.1}", "schedule.fall"),
      ("keep: last\nkeepCount: 3", "keepCount"),
      ("optimizer: {kind: rmsprop}", "optimizer.kind"),
      ("optimizer: {momentum: 0.5}", "optimizer.momentum"),
      ("optimizer: {kind: sgd, momentum: 1}", "optimizer.momentum"),
      ("optimizer: {kind: sgd, beta2: 0.9}", "optimizer.beta2"),
      ("optimizer: {kind: sgd, momentum: 0, nesterov: true}", "optimizer.nesterov"),
      ("optimizer: {kind: adam, nesterov: true}", "optimizer.nesterov"),
      ("optimizer: {accumulate: 0}", "optimizer.accumulate"),
      ("optimizer: {clipNorm: -1}", "optimizer.clipNorm"),
      ("optimizer: {clipValue: .nan}", "optimizer.clipValue"),
      ("network: {merge: product}", "network.merge"),
      ("network: {pyramid: [2, 2, 2]}", "network.pyramid"),
      ("network: {frontChannels: 8}", "network.frontChannels"),
      ("batchFrames: 0", "batchFrames"), ("averageDecay: 1", "averageDecay"),
      ("epochs: \(Int.max)", "epochs"),
      ("optimizer: {accumulate: \(Int.max)}", "optimizer.accumulate"),
      ("optimizer: {weightDecay: .inf}", "optimizer.weightDecay"),
      ("optimizer: {epsilon: .inf}", "optimizer.epsilon"),
      ("augmentation: {noiseDecibels: [-.inf, .inf]}", "augmentation.noiseDecibels"),
      ("augmentation: {cutDecibels: [0, .inf]}", "augmentation.cutDecibels"),
      ("features: {melBinCount: 0}", "features.melBinCount"),
      ("features: {sampleRate: -1}", "features.sampleRate"),
      ("features: {usesEnergy: true}", "features.usesEnergy"),
    ])
  func wrongValue(yaml: String, key: String) throws {
    guard case .wrongValue("c.yaml", let found, let reason) = try fault(yaml) else {
      Issue.record("another error")
      return
    }
    #expect(found.hasPrefix(key))
    #expect(!reason.isEmpty)
  }

  @Test(
    "what is wanted in place of a wrong value is said",
    arguments: [
      ("epochs: [1]", "epochs: one value is wanted"),
      ("epochs: many", "epochs: a whole number is wanted"),
      ("network: {units: {a: 1}}", "network.units: one value is wanted"),
      ("network: [1]", "network: a section with keys is wanted"),
      ("augmentation: {speeds: 1}", "augmentation.speeds: a list is wanted"),
      ("augmentation: {speeds: [a]}", "augmentation.speeds: a number is wanted"),
      (
        "network: {cell: lstn}",
        "network.cell: lstn is none of its values, which are lstm, lstm-peephole, "
          + "gru, elman, jordan"
      ),
      (
        "schedule: {kind: step}",
        "schedule.kind: step is none of its values, which are cosine, oneCycle, exponential, "
          + "plateau"
      ),
      (
        "features: {windowFunction: x}",
        "features.windowFunction: x is none of its values, which are povey"
      ),
    ])
  func wanted(yaml: String, reason: String) throws {
    let description = try fault(yaml).description
    #expect(description.hasPrefix("c.yaml: \(reason)"), "\(description)")
  }

  @Test(
    "a wrong value is the setting's that gives it, and else the file's",
    arguments: [
      ("keep: bogus", "keepCount=3", "c.yaml: keep: "),
      ("network: {front: bogus}", "network.frontStrides=[1]", "c.yaml: network.front: "),
      ("", "network={units: 0}", "the setting network={units: 0}: network.units: "),
      ("", "augmentation.speeds=[a]", "the setting augmentation.speeds=[a]: augmentation.speeds: "),
      ("", "features.melBinCount=0", "the setting features.melBinCount=0: features.melBinCount: "),
    ])
  func source(yaml: String, setting: String, start: String) throws {
    let description = try fault(yaml, settings: [setting]).description
    #expect(description.hasPrefix(start), "\(description)")
  }

  @Test("an error stays one line, whatever a setting says")
  func oneLine() throws {
    for setting in ["a\nb=1", "seed=a\nb", "a\nb"] { _ = try fault("", settings: [setting]) }
  }

  @Test("what a base has is forgotten where the text leaves it without effect")
  func unusedOfBase() throws {
    var base = TrainingConfiguration()
    (base.schedule.warmUp, base.schedule.end) = (0.1, 0.02)
    (base.keep, base.keepCount) = (.average, 3)
    let found = try TrainingConfiguration(
      yaml: "schedule: {kind: oneCycle}\nkeep: best", over: base)
    var expected = TrainingConfiguration()
    (expected.schedule.kind, expected.schedule.end) = (.oneCycle, 0.02)
    #expect(found == expected)
  }

  @Test("the configurations of the recipes are valid")
  func recipes() throws {
    let files = FileManager.default.enumerator(
      at: packageRoot.appending(path: "Recipes"), includingPropertiesForKeys: nil)
    let configurations = try #require(files).compactMap { $0 as? URL }
      .filter { $0.pathExtension == "yaml" }
    #expect(configurations.count > 5)
    for file in configurations {
      #expect(throws: Never.self, "\(file.path)") {
        try TrainingConfiguration(contentsOf: file)
      }
    }
  }

  @Test("a folder of noises without any is named, and so is one that is not there")
  func folders() throws {
    try withTemporaryFolder { folder in
      let reason = "\(folder.path): no sound file in it; put WAV or FLAC files there"
      #expect(
        "\(try fault("augmentation: {noiseFolder: \(folder.path)}"))"
          == "c.yaml: augmentation.noiseFolder: \(reason)")
      let missing = try fault("", settings: ["augmentation.impulseResponseFolder=/no/rooms"])
      #expect(
        "\(missing)" == "the setting augmentation.impulseResponseFolder=/no/rooms: "
          + "augmentation.impulseResponseFolder: /no/rooms: no such folder; check the path")
    }
  }

  @Test(
    "what is not YAML, or twice the same key, is refused",
    arguments: ["a: [1", "\t- x: :", "epochs: 1\nepochs: 2"])
  func syntax(yaml: String) throws {
    guard case .notYAML("c.yaml", _) = try fault(yaml) else {
      Issue.record("another error")
      return
    }
  }

  @Test(
    "a list or a word in place of a configuration is refused", arguments: ["- 1\n- 2", "hello"])
  func notAMapping(yaml: String) throws {
    guard case .wrongValue("c.yaml", "", _) = try fault(yaml) else {
      Issue.record("another error")
      return
    }
  }

  @Test("a file that is not there is named")
  func missingFile() {
    #expect {
      try TrainingConfiguration(contentsOf: URL(filePath: "/no/such/c.yaml"))
    } throws: {
      "\($0)".hasPrefix("cannot read /no/such/c.yaml")
    }
  }
}
