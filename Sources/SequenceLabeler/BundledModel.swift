import Foundation
public import RecurrentNetwork

extension Model {
  /// The model that ships with the program: English digits, letters, yes and no, numbers, months
  /// and command words.
  ///
  /// - Parameter precision: as in ``init(contentsOf:precision:)``.
  /// - Returns: the model.
  /// - Throws: ``ModelError`` when it is not where the program looks for it.
  public static func bundled(precision: Precision = .f32) throws(ModelError) -> Model {
    let candidates = bundledModelDirectories()
    guard
      let directory = candidates.first(where: {
        FileManager.default.fileExists(atPath: $0.appending(path: "config.json").path)
      })
    else {
      throw .noBundledModel(searched: candidates.map(\.path))
    }
    return try Model(contentsOf: directory, precision: precision)
  }

  /// Places that may hold the bundled model: the resources beside the executable (as SwiftPM
  /// builds them), those of an installation, and the resources of a program that links this
  /// library.
  private static func bundledModelDirectories() -> [URL] {
    let executable = (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0]))
      .resolvingSymlinksInPath()
    let beside = executable.deletingLastPathComponent()
    let installed = beside.deletingLastPathComponent().appending(path: "share/ctc-asr")
    return [
      beside.appending(path: "ctc-asr_SequenceLabeler.resources/bundled-model"),
      beside.appending(path: "ctc-asr_SequenceLabeler.bundle/Contents/Resources/bundled-model"),
      beside.appending(path: "ctc-asr_SequenceLabeler.bundle/bundled-model"),
      installed.appending(path: "ctc-asr_SequenceLabeler.resources/bundled-model"),
      installed.appending(path: "ctc-asr_SequenceLabeler.bundle/bundled-model"),
    ]
  }
}
