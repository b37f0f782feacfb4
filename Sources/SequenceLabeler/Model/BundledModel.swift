import CImage
package import Foundation
public import RecurrentNetwork

/// A model that ships with the program.
public enum BundledModel: String, CaseIterable, Sendable {
  /// English digits, letters, yes and no, numbers, months and command words.
  case commands
  /// English: 40 000 words, or any words, spelled as they sound to a small network.
  case english
}

extension Model {
  /// A model that ships with the program.
  ///
  /// - Parameters:
  ///   - which: the model.
  ///   - precision: as in ``init(contentsOf:precision:vocabulary:languageModel:)``.
  ///   - vocabulary: as there.
  ///   - readsLanguageModel: as there.
  /// - Returns: the model.
  /// - Throws: ``ModelError`` when it is not where the program looks for it.
  public static func bundled(
    _ which: BundledModel = .commands, precision: Precision = .f32,
    vocabulary: Vocabulary? = .listed, languageModel readsLanguageModel: Bool = true
  ) throws(ModelError) -> Model {
    try Model(
      contentsOf: directory(of: which), precision: precision, vocabulary: vocabulary,
      languageModel: readsLanguageModel)
  }

  /// The model in a directory, or the one that ships with the program under this name.
  ///
  /// - Parameters:
  ///   - name: the path of a directory; where there is no model, the name of a ``BundledModel``.
  ///   - precision: as in ``init(contentsOf:precision:vocabulary:languageModel:)``.
  ///   - vocabulary: as there.
  ///   - readsLanguageModel: as there.
  /// - Throws: ``ModelError``, as ``init(contentsOf:precision:vocabulary:languageModel:)`` does.
  public init(
    named name: String, precision: Precision = .f32, vocabulary: Vocabulary? = .listed,
    languageModel readsLanguageModel: Bool = true
  ) throws(ModelError) {
    try self.init(
      contentsOf: Self.directory(named: name), precision: precision, vocabulary: vocabulary,
      languageModel: readsLanguageModel)
  }

  /// The directory that ``init(named:precision:vocabulary:languageModel:)`` reads.
  package static func directory(named name: String) throws(ModelError) -> URL {
    try bundledModel(named: name).map(directory) ?? URL(filePath: name)
  }

  /// Where a model is that ships with the program.
  private static func directory(of which: BundledModel) throws(ModelError) -> URL {
    let folders = resourceFolders()
    let directories = folders.flatMap { folder in
      [".resources/models", ".bundle/Contents/Resources/models", ".bundle/models"].map {
        folder.appending(path: "ctc-asr_SequenceLabeler\($0)/\(which.rawValue)")
      }
    }
    guard let directory = directories.first(where: isModel) else {
      throw .noBundledModel(searched: folders.map(\.path))
    }
    return directory
  }

  /// Whether ``init(named:precision:vocabulary:languageModel:)`` would find a model's directory or name.
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

  /// Folders that may hold the resources of this module: that of the executable (as SwiftPM builds it)
  /// and of the library that has this code, an installation's, and the resources of a program that
  /// links this library, or of its tests.
  private static func resourceFolders() -> [URL] {
    let files = [
      Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0]),
      ci_path().map { URL(filePath: String(cString: $0)) },
    ].compactMap { $0?.resolvingSymlinksInPath() }
    let beside = files.map { $0.deletingLastPathComponent() }
    let installed = beside.map {
      $0.deletingLastPathComponent().appending(path: "share/ctc-asr")
    }
    let code = Bundle(for: Code.self)
    let resources = [
      Bundle.main.resourceURL, code.resourceURL, code.bundleURL.deletingLastPathComponent(),
    ]
    var paths: Set<String> = []
    return (beside + installed + resources).compactMap { $0?.standardizedFileURL }
      .filter { paths.insert($0.path).inserted }
  }

  /// By which the bundle with the code of this module is found.
  private final class Code {}
}
