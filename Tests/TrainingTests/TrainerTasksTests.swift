import Foundation
import Interchange
import Testing

@testable import Training

/// Trainings in tasks.
extension TrainerTests {
  @Test("a training whose task is cancelled at each step ends with the bits of one that is not")
  func cancelled() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let configuration = try TrainingConfiguration(
      yaml: ToneWords.configuration(epochs: 2).yaml, settings: Self.small)
    let straight = try trainer(configuration, in: folder, to: "straight")
    let result = try await straight.run { _ in }
    #expect(result.isFinished && result.epochs == 2)

    var tasks = 0
    var isFinished = false
    while !isFinished {
      let resuming = tasks > 0
      let task = Task {
        let trainer = try trainer(configuration, in: folder, to: "stopped", resuming: resuming)
        return try await trainer.run(
          reportStep: { _ in withUnsafeCurrentTask { $0?.cancel() } }, report: { _ in }
        ).isFinished
      }
      isFinished = try await task.value
      tasks += 1
    }
    #expect(tasks > 2)
    #expect(
      try Data(contentsOf: checkpoint("straight", in: folder))
        == Data(contentsOf: checkpoint("stopped", in: folder)))
  }

  @Test("a directory that cannot be made is told of in one line")
  func noDirectory() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let directory = file.appending(path: "model")
    let sounds = file.appendingPathExtension("sounds")
    try FileManager.default.createDirectory(at: sounds, withIntermediateDirectories: true)
    defer { for url in [file, sounds] { try? FileManager.default.removeItem(at: url) } }
    let configuration = try ToneWords.configuration(epochs: 1)
    let set = try ToneWords.dataSet(ToneWords.manifest(["a"], in: sounds), configuration)
    let trainer = try Trainer(
      configuration, alphabet: ToneWords.alphabet, training: set, development: set,
      directory: directory, resuming: false)
    try Data().write(to: file)
    #expect(
      throws: FileError.unwritable(path: directory.path, reason: "Not a directory")
    ) { try trainer.run { _ in } }
  }
}
