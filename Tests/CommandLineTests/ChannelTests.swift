import Foundation
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("channels of a data set")
  struct ChannelTests {
    /// Runs `body` with a stereo file that has a.wav in its first channel and b.wav in its second, and a
    /// list of both, and of the same as files of their own.
    private func withCalls(_ body: (Program) async throws -> Void) async throws {
      try await withProgram { program in
        func tone(_ hertz: Float) -> [Float] {
          (0..<2000).map { 0.5 * sin(2 * .pi * hertz * Float($0) / 8000) }
        }
        let sides = [tone(500), tone(1500)]
        try program.write(waveFile(channels: sides, sampleRate: 8000), to: "call.wav")
        try program.write(
          """
          {"audio_filepath": "call.wav", "channel": 1, "text": "a"}
          {"audio_filepath": "call.wav", "channel": 2, "text": "b"}

          """, to: "calls.jsonl")
        try program.write(
          """
          {"audio_filepath": "a.wav", "text": "a"}
          {"audio_filepath": "b.wav", "text": "b"}

          """, to: "files.jsonl")
        try await body(program)
      }
    }

    @Test("are learned from and measured on as files of their own are")
    func training() async throws {
      try await withCalls { program in
        for name in ["calls", "files"] {
          let result = try await program.run([
            "train", "\(name).jsonl", "--dev", "\(name).jsonl", "--config", "tiny.yaml", "--set",
            "epochs=2",
          ])
          #expect(result.status == 0, "\(result.errors)")
        }
        #expect(
          try program.contents(of: "calls-model/weights.safetensors")
            == program.contents(of: "files-model/weights.safetensors"))
        func rates(_ name: String) async throws -> String {
          try await program.succeed("evaluate", "--model", "calls-model", name).output
        }
        #expect(try await rates("calls.jsonl") == rates("files.jsonl"))
      }
    }

    @Test("are checked, and one that a file has not is a fault of its line")
    func checks() async throws {
      try await withCalls { program in
        let both = try await program.succeed("check", "calls.jsonl", "--dev", "files.jsonl")
        #expect(both.errors.contains("2 of 2 recordings to develop on are learned from, too"))
        try program.write(
          #"{"audio_filepath": "call.wav", "channel": 3, "text": "a"}"# + "\n"
            + #"{"audio_filepath": "call.wav", "channel": 0, "text": "a"}"#, to: "bad.jsonl")
        let bad = try await program.run(["check", "bad.jsonl"])
        #expect(bad.status == 1)
        #expect(
          bad.lines == [
            "bad.jsonl:2: the line has channel 0, but channels are counted from 1",
            "bad.jsonl:1: call.wav: no channel 3; the file has channels 1 to 2",
          ])
      }
    }

    @Test("have features of their own, called after file and line")
    func features() async throws {
      try await withCalls { program in
        _ = try await program.succeed("features", "--manifest", "calls.jsonl", "--out", "f")
        #expect(try program.fileNames(in: "f") == ["call-1.npy", "call-2.npy"])
        for (line, file) in [(1, "a"), (2, "b")] {
          _ = try await program.succeed("features", "\(file).wav", "-o", "\(file).npy")
          #expect(
            try program.contents(of: "f/call-\(line).npy") == program.contents(of: "\(file).npy"))
        }
      }
    }

    @Test("are named in what is written of one, so that its lines can be trained on")
    func lines() async throws {
      try await withCalls { program in
        try program.write("a\n", to: "lines.txt")
        let aligned = try await program.succeed(
          "align", "--model", "model", "--channel", "2", "call.wav", "--text-file", "lines.txt",
          "--format", "json")
        #expect(aligned.output.contains(#""channel":2,"#), "\(aligned.output)")
        let decoded = try await program.succeed(
          "decode", "--model", "model", "--channel", "2", "call.wav", "--format", "json")
        #expect(decoded.output.contains(#""channel":2,"#), "\(decoded.output)")
        let mean = try await program.succeed(
          "decode", "--model", "model", "call.wav", "--format", "json")
        #expect(!mean.output.contains("channel"))
      }
    }
  }
}
