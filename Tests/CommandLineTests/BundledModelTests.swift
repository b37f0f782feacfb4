import Foundation
import Testing

extension CommandLineTests {
  @Suite("Where the models that ship are found")
  struct BundledModelTests {
    /// A copy of the program in `folder`, with its resources, if any, in `resources`.
    private func copy(to folder: URL, resources: URL?) throws -> Program {
      let original = try Program.executable()
      let beside = original.deletingLastPathComponent()
      for folder in [folder, resources].compactMap({ $0 }) {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      }
      let copy = folder.appending(path: original.lastPathComponent)
      try FileManager.default.copyItem(at: original, to: copy)
      if let resources {
        let name = ["resources", "bundle"].map { "ctc-asr_SequenceLabeler.\($0)" }
          .first { FileManager.default.fileExists(atPath: beside.appending(path: $0).path) }
        try FileManager.default.createSymbolicLink(
          at: resources.appending(path: try #require(name)),
          withDestinationURL: beside.appending(path: try #require(name)))
      }
      return Program(folder: folder, copy: copy)
    }

    @Test("in the resources of an app, or in what an installation shares")
    func found() async throws {
      #if os(macOS)
        let executables = "MacOS"
      #else
        let executables = "Linux"
      #endif
      try await withProgram { program in
        for (place, resources) in [
          ("ctc-asr.app/Contents/\(executables)", "ctc-asr.app/Contents/Resources"),
          ("bin", "share/ctc-asr"),
        ] {
          let copy = try copy(
            to: program.folder.appending(path: place),
            resources: program.folder.appending(path: resources))
          let result = try await copy.succeed("info")
          #expect(result.output.contains("symbols: <blank>"))
        }
      }
    }

    @Test("and where they are not, one line says what is missing where")
    func missing() async throws {
      try await withProgram { program in
        let copy = try copy(to: program.folder.appending(path: "bin"), resources: nil)
        try await copy.fail(
          "info", saying: ["ctc-asr_SequenceLabeler.resources", "share/ctc-asr", "--model"])
      }
    }
  }
}
