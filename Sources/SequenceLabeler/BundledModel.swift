import Foundation
public import RecurrentNetwork

/// A model that ships with the program.
public enum BundledModel: String, CaseIterable, Sendable {
  /// English digits, letters, yes and no, numbers, months and command words.
  case commands
  /// English of any words, spelled as it sounds to a small network.
  case english
}

extension Model {
  /// A model that ships with the program.
  ///
  /// - Parameters:
  ///   - which: the model.
  ///   - precision: as in ``init(contentsOf:precision:)``.
  /// - Returns: the model.
  /// - Throws: ``ModelError`` when it is not where the program looks for it.
  public static func bundled(
    _ which: BundledModel = .commands, precision: Precision = .f32
  ) throws(ModelError) -> Model {
    let candidates = bundledModelDirectories().map { $0.appending(path: which.rawValue) }
    guard let directory = candidates.first(where: isModel) else {
      throw .noBundledModel(searched: candidates.map(\.path))
    }
    return try Model(contentsOf: directory, precision: precision)
  }

  /// The model in a directory, or the one that ships with the program under this name.
  ///
  /// - Parameters:
  ///   - name: the path of a directory; where there is no model, the name of a ``BundledModel``.
  ///   - precision: as in ``init(contentsOf:precision:)``.
  /// - Throws: ``ModelError``, as ``init(contentsOf:precision:)`` does.
  public init(named name: String, precision: Precision = .f32) throws(ModelError) {
    if let which = Self.bundledModel(named: name) {
      self = try .bundled(which, precision: precision)
    } else {
      try self.init(contentsOf: URL(filePath: name), precision: precision)
    }
  }

  /// Whether ``init(named:precision:)`` would find a model's directory or name.
  package static func exists(named name: String) -> Bool {
    isModel(URL(filePath: name)) || bundledModel(named: name) != nil
  }

  private static func bundledModel(named name: String) -> BundledModel? {
    isModel(URL(filePath: name)) ? nil : BundledModel(rawValue: name)
  }

  /// Whether a directory holds a model, or what is left of one.
  private static func isModel(_ directory: URL) -> Bool {
    ["config.json", "weights.safetensors"].contains {
      FileManager.default.fileExists(atPath: directory.appending(path: $0).path)
    }
  }

  /// Places that may hold the bundled models: the resources beside the executable (as SwiftPM
  /// builds them), those of an installation, and the resources of a program that links this
  /// library.
  private static func bundledModelDirectories() -> [URL] {
    let executable = (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0]))
      .resolvingSymlinksInPath()
    let beside = executable.deletingLastPathComponent()
    let installed = beside.deletingLastPathComponent().appending(path: "share/ctc-asr")
    return [
      beside.appending(path: "ctc-asr_SequenceLabeler.resources/models"),
      beside.appending(path: "ctc-asr_SequenceLabeler.bundle/Contents/Resources/models"),
      beside.appending(path: "ctc-asr_SequenceLabeler.bundle/models"),
      installed.appending(path: "ctc-asr_SequenceLabeler.resources/models"),
      installed.appending(path: "ctc-asr_SequenceLabeler.bundle/models"),
    ]
  }
}
