import Foundation
import TestSupport
import Testing

extension CommandLineTests {
  @Suite("report")
  struct ReportTests {
    @Test("training leaves a page with its curves; the page loads nothing and runs nothing")
    func training() async throws {
      try await withProgram { program in
        let result = try await program.run(TrainTests.command)
        try #require(result.status == 0, "\(result.errors)")
        let page = String(decoding: try program.contents(of: "out/report.html"), as: UTF8.self)
        #expect(page.contains("<h1>out on all.jsonl</h1>"))
        #expect(page.contains("3 of 3 epochs"))
        #expect(page.components(separatedBy: "<svg class=\"chart\"").count == 5)
        #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("<script"))
      }
    }

    @Test("a recording that is gone at the end of a training is left out of the page, and named")
    func recordingGone() async throws {
      try await withProgram { program in
        try program.write(program.contents(of: "b.wav"), to: "dev.wav")
        try program.write(
          #"{"audio_filepath": "a.wav", "text": "a"}"# + "\n"
            + #"{"audio_filepath": "dev.wav", "text": "b"}"#, to: "dev.jsonl")
        let result = try await program.run(
          TrainTests.command + ["--dev", "dev.jsonl", "--set", "epochs=50"]
        ) { _ in
          try await program.waitForEpochs(1)
          try FileManager.default.removeItem(at: program.folder.appending(path: "dev.wav"))
        }
        #expect(result.status == 0, "\(result.errors)")
        #expect(
          result.errors.contains("1 recording left out of report.html; dev.jsonl:2: "),
          "\(result.errors)")
        let page = String(decoding: try program.contents(of: "out/report.html"), as: UTF8.self)
        #expect(page.contains("of 1 utterances have a wrong word"))
        #expect(result.errorLines.last?.contains("the model is in out") == true)
        _ = try await program.succeed("decode", "--model", "out", "a.wav")
      }
    }

    @Test("evaluation shows errors, the worst recordings first, with sound and pictures")
    func evaluation() async throws {
      try await withProgram { program in
        _ = try await program.succeed(
          "evaluate", "--model", "model", "--report", "page.html", "all.jsonl")
        let page = String(decoding: try program.contents(of: "page.html"), as: UTF8.self)
        #expect(page.contains("3 of 4 utterances have a wrong word"))
        #expect(page.contains("b → a: 1"))
        #expect(page.components(separatedBy: "<section>").count == 4)
        #expect(page.components(separatedBy: "data:audio/wav;base64,").count == 4)
        #expect(page.components(separatedBy: "data:image/png;base64,").count == 4)
        // The model has no epochs to tell of.
        #expect(!page.contains("Training"))
      }
    }

    @Test("a page without a place fails before the work; one that fails later costs no rates")
    func unwritable() async throws {
      try await withProgram { program in
        let command = ["evaluate", "--model", "model", "all.jsonl", "--report"]
        for (page, reason) in [("none/page.html", "No such file"), ("model", "Is a directory")] {
          let result = try await program.run(command + [page])
          #expect(result.status == 1 && result.output == "")
          #expect(result.errors.contains("cannot write \(page): \(reason)"), "\(result.errors)")
        }
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let result = try await program.run(command + ["/dev/full"])
        #expect(result.status == 1 && result.errors.contains("/dev/full"))
        #expect(result.output.hasPrefix("WER 75.00%"))
      }
    }

    @Test("where nothing is wrong, no confusion is shown, and a bound in place of a spread")
    func faultless() async throws {
      try await withProgram { program in
        try program.write(#"{"audio_filepath": "a.wav", "text": "a"}"#, to: "right.jsonl")
        let result = try await program.succeed(
          "evaluate", "--model", "model", "--report", "page.html", "right.jsonl")
        #expect(
          result.lines.first == "WER 0.00% [0 of 1 words: 0 substituted, 0 inserted, 0 deleted]")
        #expect(result.lines[2] == "SER 0.00% [0 of 1 utterances], 95% below 95.00%")
        let page = String(decoding: try program.contents(of: "page.html"), as: UTF8.self)
        #expect(
          page.contains(
            "0 of 1 utterances have a wrong word; with 95 % confidence, fewer than 95.00 % of all "
              + "would have one.</p>"))
        #expect(!page.contains("Symbols said"))
      }
    }

    @Test("a log that was damaged is named, with the line")
    func damagedLog() async throws {
      try await withProgram { program in
        try program.write(Data("{}\n".utf8), to: "model/log.jsonl")
        try await program.fail(
          "evaluate", "--model", "model", "--report", "page.html", "all.jsonl",
          saying: ["model/log.jsonl", "line 1"])
        try FileManager.default.removeItem(at: program.folder.appending(path: "model/log.jsonl"))
        try program.write("", to: "model/log.jsonl/x")
        try await program.fail(
          "evaluate", "--model", "model", "--report", "page.html", "all.jsonl",
          saying: ["cannot read", "model/log.jsonl: Is a directory"])
      }
    }
  }
}
