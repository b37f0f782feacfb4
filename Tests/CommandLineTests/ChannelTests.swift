import AudioFrontEnd
import Foundation
import NumericCore
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

    @Test("that a file has not are named with their line wherever a list is read")
    func missing() async throws {
      try await withCalls { program in
        try program.write(
          #"{"audio_filepath": "a.wav", "text": "a"}"# + "\n"
            + #"{"audio_filepath": "call.wav", "channel": 3, "text": "a"}"#, to: "bad.jsonl")
        try program.write("a b\n", to: "words.txt")
        _ = try await program.succeed(
          "lm", "--order", "1", "--discount-fallback", "words.txt", "-o", "words.arpa")
        for command in [
          ["evaluate", "--model", "model", "bad.jsonl"],
          ["evaluate", "--model", "model", "bad.jsonl", "--against", "forwards"],
          ["tune", "--model", "model", "--lm", "words.arpa", "bad.jsonl"],
          ["features", "--manifest", "bad.jsonl", "--out", "f"],
        ] {
          let result = try await program.run(command)
          #expect(result.status == 1 && result.errorLines.count == 1, "\(result.errors)")
          #expect(result.errors.hasPrefix("Error: bad.jsonl:2: "), "\(result.errors)")
          #expect(
            result.errors.hasSuffix("call.wav: no channel 3; the file has channels 1 to 2\n"),
            "\(result.errors)")
        }
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

    @Test("are decoded one by one, each to lines, objects and files of its own")
    func eachChannel() async throws {
      try await withCalls { program in
        func decode(_ options: String...) async throws -> String {
          let result = try await program.run(
            ["decode", "--model", "model", "--each-channel"] + options)
          #expect(result.status == 0, "\(result.errors)")
          return result.output
        }
        #expect(try await decode("call.wav") == "1\ta\n2\ta\n")
        #expect(
          try await decode("a.wav", "call.wav")
            == "a.wav\t1\ta\ncall.wav\t1\ta\ncall.wav\t2\ta\n")
        let objects = try await decode("call.wav", "--format", "json").split(separator: "\n")
        #expect(objects.count == 2 && objects[1].contains(#""channel":2,"#))
        let words = try await decode("call.wav", "--format", "ctm").split(separator: "\n")
        #expect(words.map { $0.prefix(7) } == ["call 1 ", "call 2 "])
        #expect(try await decode("call.wav", "a.wav", "--out", "out", "--format", "srt") == "")
        #expect(try program.fileNames(in: "out") == ["call.1.srt", "call.2.srt", "a.1.srt"])
        for wrong in [["--channel", "1"], ["--live"], ["--format", "srt"]] {
          let result = try await program.run(["decode", "--each-channel", "call.wav"] + wrong)
          #expect(result.status == 64, "\(result.errors)")
        }
      }
    }

    @Test("that cancel each other are told of wherever their mean is read")
    func cancelling() async throws {
      try await withProgram { program in
        let tone = (0..<8000).map { 0.5 * sin(0.4 * Float($0)) }
        try program.write(
          waveFile(channels: [tone, tone.map { -$0 }], sampleRate: 8000), to: "inverted.wav")
        try program.write("a", to: "inverted.txt")
        let told = "inverted.wav: the channels cancel each other"
        for command in [
          ["info"], ["segments"], ["decode", "--model", "model"],
          ["emissions", "--model", "model", "-o", "e.npy"], ["features", "-o", "f.npy"],
          ["features", "--out", "f"],
        ] {
          let mean = try await program.run(command + ["inverted.wav"])
          #expect(mean.status == 0 && mean.errors.contains(told), "\(mean.errors)")
          let one = try await program.run(command + ["--channel", "2", "inverted.wav"])
          #expect(one.status == 0 && !one.errors.contains("cancel"), "\(one.errors)")
        }
        try program.write(
          #"{"audio_filepath": "inverted.wav", "text": "a"}"#, to: "inverted.jsonl")
        let check = try await program.succeed("check", "inverted.jsonl")
        #expect(check.output.contains("inverted.jsonl:1: the channels cancel"), "\(check.output)")
      }
    }

    @Test("do not hear what leaks into them from each other")
    func crosstalk() async throws {
      try await withProgram { program in
        let clips = try ["yes", "two-six-eight"].map {
          try AudioClip(contentsOf: packageRoot.appending(path: "Audio/\($0).wav"))
        }
        var generator = SeededGenerator(seed: 1)
        let pause = [Float](repeating: 0, count: clips[0].sampleRate / 2)
        let first = clips[0].samples + pause + clips[1].samples.map { 0.05 * $0 }
        let second = clips[0].samples.map { 0.05 * $0 } + pause + clips[1].samples
        let sides = [first, second].map { $0.map { $0 + 1e-4 * generator.normal() } }
        try program.write(
          waveFile(channels: sides, sampleRate: clips[0].sampleRate), to: "call.wav")
        let each = try await program.succeed("decode", "--each-channel", "call.wav")
        #expect(each.output == "1\tyes\n2\ttwo six eight\n")
        let alone = try await program.succeed("decode", "--channel", "1", "call.wav")
        #expect(alone.output != "yes\n")
      }
    }
  }
}
