import Foundation
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("Sound files and models that are no use")
  struct BadInputTests {
    @Test(
      "each command that reads sound names the file and the reason",
      arguments: ["decode", "emissions", "features", "info"])
    func badSound(command: String) async throws {
      try await withProgram { program in
        var options = ["decode", "emissions"].contains(command) ? ["--model", "model"] : []
        options += ["emissions", "features"].contains(command) ? ["-o", "out.npy"] : []
        func fail(_ file: String, saying reason: String) async throws {
          let result = try await program.run([command] + options + [file])
          #expect(result.status == 1)
          #expect(result.output == "")
          #expect(result.errorLines.count == 1)
          #expect(result.errors.contains(file) && result.errors.contains(reason))
        }
        let tone = try program.contents(of: "ab.wav")
        try program.write(Data(), to: "empty.wav")
        try program.write("a text\n", to: "text.wav")
        try program.write(tone.prefix(3000), to: "cut.wav")
        try program.write(waveFile(channels: [[]], sampleRate: 8000), to: "silent.wav")
        try program.write(
          waveFile(channels: [[0, .nan]], sampleRate: 8000, encoding: .float32), to: "nan.wav")

        try await fail("none.wav", saying: "no such file; check the path")
        // As which a name in Latin-1 arrives.
        try await fail("n\u{fffd}ne.wav", saying: "no such file; its name is not UTF-8, rename it")
        try await fail("empty.wav", saying: "empty")
        try await fail("text.wav", saying: "no audio file")
        try await fail("cut.wav", saying: "cut short, 2956 of 8000 bytes")
        try await fail("silent.wav", saying: "no samples")
        try await fail("nan.wav", saying: "sample 1")
        if command != "info" { try await fail("model", saying: "is a directory") }
        #expect(!FileManager.default.fileExists(atPath: program.folder.path + "/out.npy"))
      }
    }

    @Test("a device that gives bytes without end is refused by its first ones")
    func endless() async throws {
      try await withProgram { program in
        try await program.fail(
          "decode", "--model", "model", "/dev/zero", saying: ["/dev/zero: no audio file"])
        try await program.fail(
          "decode", "--model", "model", "-",
          saying: ["standard input: another file begins at byte"],
          input: program.contents(of: "ab.wav") + program.contents(of: "ab.wav"))
      }
    }

    @Test(
      "a list that is binary or does not end is refused in one line",
      arguments: [
        ["check"], ["train"], ["evaluate", "--model", "model"],
        ["features", "--out", "f", "--manifest"],
        ["align", "--model", "model", "a.wav", "--text-file"],
        ["decode", "--model", "model", "a.wav", "--phrases"],
        ["train", "all.jsonl", "--config"], ["lm", "--order", "2", "-o", "x.arpa"],
      ])
    func binaryList(command: [String]) async throws {
      try await withProgram { program in
        try program.write(program.contents(of: "a.wav"), to: "a.jsonl")
        for list in ["/dev/zero", "a.jsonl"] {
          let result = try await program.run(command + [list])
          #expect(result.status == 1 && result.output == "" && result.errorLines.count == 1)
          #expect(result.errors.contains("\(list): it has bytes of zero"), "\(result.errors)")
        }
      }
    }

    @Test("a model that is not there, or lacks a file, is named")
    func missingModel() async throws {
      try await withProgram { program in
        try await program.fail(
          "decode", "--model", "none", "a.wav", saying: ["none: no model here", "config.json"])
        try await program.fail(
          "decode", "--model", "a.wav", "a.wav", saying: ["a.wav: no model here", "config.json"])
        for file in ["config.json", "tokens.txt", "weights.safetensors"] {
          let url = program.folder.appending(path: "model/\(file)")
          let contents = try Data(contentsOf: url)
          try FileManager.default.removeItem(at: url)
          try await program.fail(
            "decode", "--model", "model", "a.wav", saying: ["model: no model here", file])
          try contents.write(to: url)
        }
      }
    }

    @Test("a damaged model is named by the file that is damaged")
    func damagedModel() async throws {
      try await withProgram { program in
        func fail(_ file: String, _ contents: Data, saying reason: String) async throws {
          let whole = try program.contents(of: "model/\(file)")
          try program.write(contents, to: "model/\(file)")
          try await program.fail(
            "decode", "--model", "model", "a.wav", saying: ["model/\(file)", reason])
          try program.write(whole, to: "model/\(file)")
        }
        let configuration = String(
          decoding: try program.contents(of: "model/config.json"), as: UTF8.self)
        func changed(_ old: String, to new: String) throws -> Data {
          try #require(configuration.contains(old))
          return Data(configuration.replacing(old, with: new).utf8)
        }
        try await fail("config.json", Data("{".utf8), saying: "not JSON")
        try await fail("config.json", Data(#"{"format": 1}"#.utf8), saying: #"lacks "features""#)
        try await fail("config.json", Data(#"{"format": 99}"#.utf8), saying: "newer version")
        try await fail(
          "config.json", try changed(#""units" : 4"#, to: #""units" : "x""#),
          saying: #"something other than a number for "network.shape.units""#)
        try await fail(
          "config.json", try changed(#""units" : 4"#, to: #""units" : -4"#), saying: "from 1 to")
        try await fail("tokens.txt", Data("a\nb\n".utf8), saying: "<blank>")
        try await fail("tokens.txt", Data([0xff, 0xfe, 0]), saying: "save it as UTF-8")
        let weights = try program.contents(of: "model/weights.safetensors")
        try await fail("weights.safetensors", Data(), saying: "no safetensors file")
        try await fail("weights.safetensors", weights.prefix(200), saying: "no safetensors file")
        try await fail("weights.safetensors", weights.dropLast(8), saying: "cut off")
      }
    }

    @Test("files of different models do not make one")
    func mixedModel() async throws {
      try await withProgram { program in
        try program.write("<blank>\na\nb\n", to: "model/tokens.txt")
        try await program.fail(
          "decode", "--model", "model", "a.wav", saying: ["model", "do not fit", "3 symbols"])
      }
    }
  }
}
