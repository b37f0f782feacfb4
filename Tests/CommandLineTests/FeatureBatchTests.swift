import Foundation
import Interchange
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("Features of many files")
  struct FeatureBatchTests {
    @Test("each file has an array of its own, the same as alone")
    func arrays() async throws {
      try await withProgram { program in
        _ = try await program.succeed("features", "a.wav", "b.wav", "ab.wav", "--out", "new/f")
        #expect(try program.fileNames(in: "new/f") == ["a.npy", "b.npy", "ab.npy"])
        for name in ["a", "b", "ab"] {
          _ = try await program.succeed("features", "\(name).wav", "-o", "alone.npy")
          let alone = try program.contents(of: "alone.npy")
          #expect(try program.contents(of: "new/f/\(name).npy") == alone)
        }
      }
    }

    @Test("an archive has the files in their order, however many threads there are")
    func archive() async throws {
      try await withProgram { program in
        let files = (0..<20).map { "\($0).wav" }
        for (index, file) in files.enumerated() {
          try program.write(program.contents(of: index % 3 == 0 ? "ab.wav" : "a.wav"), to: file)
        }
        var archives: [Data] = []
        for jobs in ["1", "4"] {
          let result = try await program.run(
            ["features", "-j", jobs, "--format", "ark", "--out", "f"] + files)
          try #require(result.status == 0, "\(result.errors)")
          archives.append(try program.contents(of: "f/feats.ark"))
        }
        #expect(archives[0] == archives[1])
        let script = String(decoding: try program.contents(of: "f/feats.scp"), as: UTF8.self)
        let lines = script.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(lines.map { $0[0] } == (0..<20).map { "\($0)" })
        #expect(lines.allSatisfy { $0[1].hasPrefix("f/feats.ark:") })
        let target = program.folder.appending(path: "stdout.ark")
        try program.write(Data(), to: "stdout.ark")
        let result = try await program.run(
          ["features", "--format", "ark", "-o", "-"] + files, output: target.path)
        #expect(result.status == 0 && result.errors == "")
        #expect(try program.contents(of: "stdout.ark") == archives[0])
      }
    }

    @Test("one broken file is named, and the others are written", arguments: ["npy", "ark"])
    func broken(format: String) async throws {
      try await withProgram { program in
        try program.write("no sound", to: "bad.wav")
        let result = try await program.run(
          ["features", "--format", format, "--out", "f", "a.wav", "bad.wav", "none.wav", "b.wav"])
        #expect(result.status == 1)
        try #require(result.errorLines.count == 2, "\(result.errors)")
        #expect(result.errorLines[0].hasPrefix("Error: bad.wav: no audio file"))
        #expect(result.errorLines[1].hasPrefix("Error: none.wav: no such file"))
        #expect(
          try program.fileNames(in: "f")
            == (format == "npy" ? ["a.npy", "b.npy"] : ["feats.ark", "feats.scp"]))
      }
    }

    @Test("a manifest's recordings are called by their ids", arguments: [false, true])
    func manifest(fromStandardInput: Bool) async throws {
      try await withProgram { program in
        let manifest = """
          {"audio_filepath": "a.wav", "text": "a", "id": "first"}
          {"text": "b"}
          {"audio_filepath": "b.wav"}
          """
        try program.write(manifest, to: "m.jsonl")
        let result = try await program.run(
          ["features", "--manifest", fromStandardInput ? "-" : "m.jsonl", "--out", "f"],
          input: Data(manifest.utf8))
        #expect(result.status == 1 && result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.contains(#":2: the line lacks "audio_filepath""#))
        #expect(try program.fileNames(in: "f") == ["first.npy", "b.npy"])
      }
    }

    @Test("parts of a file have the features of the sound that is cut out of it")
    func parts() async throws {
      try await withProgram { program in
        let samples = (0..<16000).map { Float(sin(Double($0 * $0) * 1e-6)) / 2 }
        try program.write(waveFile(channels: [samples], sampleRate: 8000), to: "long.wav")
        try program.write(
          waveFile(channels: [Array(samples[4000..<12000])], sampleRate: 8000), to: "cut.wav")
        let manifest = """
          {"audio_filepath": "long.wav", "offset": 0.5, "duration": 1, "id": "part"}
          {"audio_filepath": "long.wav", "offset": 1.5}
          {"audio_filepath": "long.wav", "offset": 1, "duration": 3, "id": "beyond"}
          """
        try program.write(manifest, to: "m.jsonl")
        let cut = try await program.run(["features", "cut.wav", "--out", "f"])
        let result = try await program.run(["features", "--manifest", "m.jsonl", "--out", "f"])
        #expect(cut.status == 0 && result.status == 1 && result.errorLines.count == 1)
        #expect(result.errors.contains("long.wav: "), "\(result.errors)")
        #expect(try program.fileNames(in: "f") == ["cut.npy", "part.npy", "long-2.npy"])
        #expect(try program.contents(of: "f/part.npy") == program.contents(of: "f/cut.npy"))
      }
    }

    @Test("names that clash, or cannot be written, are refused before the work")
    func names() async throws {
      try await withProgram { program in
        try program.write(program.contents(of: "a.wav"), to: "x/a.wav")
        try await program.fail(
          "features", "a.wav", "x/a.wav", "--out", "f",
          saying: ["a.wav and x/a.wav would both be called a", "rename"])
        try program.write(program.contents(of: "a.wav"), to: "a b.wav")
        try await program.fail(
          "features", "a b.wav", "--out", "f", "--format", "ark", saying: ["'a b'", "spaces"])
        try program.write(
          #"{"audio_filepath": "a.wav", "text": "a", "id": "x/y"}"#, to: "m.jsonl")
        try await program.fail(
          "features", "--manifest", "m.jsonl", "--out", "f", saying: ["a.wav: 'x/y'"])
        #expect(!(try program.fileNames().contains("f")))
      }
    }

    @Test("files of different sample rates are told of, once")
    func sampleRates() async throws {
      try await withProgram { program in
        for (name, rate) in [("c.wav", 16000), ("d.wav", 11025)] {
          let sound = waveFile(channels: [[Float](repeating: 0, count: rate)], sampleRate: rate)
          try program.write(sound, to: name)
        }
        let files = ["a.wav", "c.wav", "d.wav"]
        let mixed = try await program.run(["features", "--out", "f"] + files)
        #expect(
          mixed.errors == "c.wav has 16000 Hz, a.wav 8000 Hz; --sample-rate makes features alike\n")
        let alike = try await program.run(
          ["features", "--out", "f", "--sample-rate", "8000"] + files)
        #expect(mixed.status == 0 && alike.status == 0 && alike.errors == "")
      }
    }

    @Test("a full disk ends the work")
    func fullDisk() async throws {
      try await withProgram { program in
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let result = try await program.run(
          ["features", "--format", "ark", "-o", "-", "a.wav", "b.wav"], output: "/dev/full")
        #expect(result.status == 1)
        #expect(result.errors == "Error: cannot write standard output: No space left on device\n")
      }
    }
  }
}
