import Foundation
import Interchange
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("Sound without a header")
  struct RawSoundTests {
    @Test("samples alone, from a file or standard input, are read as those of a WAV file")
    func samples() async throws {
      try await withProgram { program in
        let wave = try program.contents(of: "ab.wav")
        try program.write(wave.dropFirst(44), to: "ab.raw")
        let raw = ["--raw", "s16le", "--raw-rate", "8000"]
        let info = try await program.run(["info"] + raw + ["ab.raw"])
        #expect(info.output == "sound: 0.500 s, 4000 samples at 8000 Hz, peak 0.500\n")
        _ = try await program.succeed("features", "ab.wav", "-o", "wave.npy")
        let features = try await program.run(
          ["features"] + raw + ["-", "-o", "raw.npy"], input: wave.dropFirst(44))
        #expect(features.status == 0, "\(features.errors)")
        #expect(try program.contents(of: "raw.npy") == program.contents(of: "wave.npy"))
        let decoded = try await program.run(
          ["decode", "--model", "model", "--raw-channels", "1"] + raw + ["ab.raw"])
        #expect(decoded.output == "a\n")
      }
    }

    @Test("options that do not go together are wrong usage")
    func usage() async throws {
      try await withProgram { program in
        for (options, complaint) in [
          (["--raw", "s16le"], "--raw-rate"), (["--raw-rate", "8000"], "need --raw"),
          (["--raw", "s17le", "--raw-rate", "8000"], "s17le"),
          (["--raw", "u8", "--raw-rate", "8"], "--raw-rate must be"),
          (["--raw", "u8", "--raw-rate", "8000", "--raw-channels", "0"], "--raw-channels must be"),
        ] {
          let result = try await program.run(["info"] + options + ["a.wav"])
          #expect(result.status == 64 && result.errors.contains(complaint))
        }
        try await program.fail(
          "info", "--raw", "s32le", "--raw-rate", "8000", "tiny.yaml",
          saying: ["tiny.yaml: cut short"])
      }
    }
  }
}
