import Foundation
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("Names of files that are taken for something else")
  struct FileNameTests {
    @Test(
      "a file whose name begins with a hyphen, as of decode *, is told how to be named",
      arguments: ["-b.wav", "-dash.wav", "--b.wav"])
    func hyphen(name: String) async throws {
      try await withProgram { program in
        try program.write(program.contents(of: "b.wav"), to: name)
        for files in [[name, "a.wav"], ["a.wav", name]] {
          let result = try await program.run(["decode", "--model", "model"] + files)
          #expect(result.status == 64 && result.output == "")
          #expect(
            result.errorLines.first
              == "Error: \(name) is a file, but is read as options; write ./\(name), or -- before "
              + "all files", "\(result.errors)")
        }
        let said = try await program.succeed(
          "decode", "--model", "model", "--", name, "a.wav", "./\(name)")
        #expect(said.output == "\(name)\ta\na.wav\ta\n./\(name)\ta\n")
      }
    }

    @Test("help is help, whatever files are called, and wrong usage is that of the command")
    func options() async throws {
      try await withProgram { program in
        try program.write("", to: "-h")
        let help = try await program.succeed("decode", "-h")
        #expect(help.output.contains("USAGE: ctc-asr decode"))
        let wrong = try await program.run(["decode", "-x", "a.wav"])
        #expect(wrong.status == 64 && wrong.errors.contains("Usage: ctc-asr decode"))
        try program.write("", to: "-x")
        let afterwards = try await program.run(["decode", "--beam", "0", "--", "-x"])
        #expect(afterwards.errors.contains("--beam is 0"), "\(afterwards.errors)")
      }
    }

    @Test("a number below zero is a value, and no option")
    func negativeNumbers() async throws {
      try await withProgram { program in
        let beam = try await program.run(["decode", "--model", "model", "--beam", "-1", "a.wav"])
        #expect(beam.status == 64 && beam.errors.contains("--beam is -1"), "\(beam.errors)")
        let bonus = ["decode", "--model", "model", "--word-bonus", "-0.5", "a.wav"]
        #expect(try await program.run(bonus).status == 0)
      }
    }

    @Test("a tab or a line end in a name does not break the lines of a text")
    func controls() async throws {
      try await withProgram { program in
        let sound = try program.contents(of: "a.wav")
        for name in ["t\tb.wav", "new\nline.wav"] { try program.write(sound, to: name) }
        let decoded = try await program.succeed(
          "decode", "--model", "model", "t\tb.wav", "new\nline.wav")
        #expect(decoded.output == "t\\tb.wav\ta\nnew\\nline.wav\ta\n")
        let speech = try Data(contentsOf: packageRoot.appending(path: "Audio/yes.wav"))
        try program.write(speech, to: "new\nline.wav")
        let segments = try await program.succeed("segments", "t\tb.wav", "new\nline.wav")
        #expect(!segments.lines.isEmpty)
        #expect(segments.lines.allSatisfy { $0.hasPrefix("new\\nline.wav\t") })
      }
    }
  }
}
