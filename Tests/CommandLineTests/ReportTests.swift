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

    @Test("a page that cannot be written is a failure that names it")
    func unwritable() async throws {
      try await withProgram { program in
        try await program.fail(
          "evaluate", "--model", "model", "--report", "none/page.html", "all.jsonl",
          saying: ["none/page.html"])
      }
    }

    @Test("a log that was damaged is named, with the line")
    func damagedLog() async throws {
      try await withProgram { program in
        try program.write(Data("{}\n".utf8), to: "model/log.jsonl")
        try await program.fail(
          "evaluate", "--model", "model", "--report", "page.html", "all.jsonl",
          saying: ["model/log.jsonl", "line 1"])
      }
    }
  }
}
