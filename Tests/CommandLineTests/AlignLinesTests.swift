import Foundation
import Interchange
import NumericCore
import Testing

extension CommandLineTests {
  @Suite("align with a text of lines")
  struct AlignLinesTests {
    /// Half a second for each of the letters "xxab bax", then as much silence.
    private func write(to program: Program) throws {
      let symbols = ["<blank>", "|", "a", "b", "x"]
      var logits = Matrix(rows: 16, columns: symbols.count)
      for (index, character) in "xxab bax".enumerated() {
        let symbol = character == " " ? "|" : String(character)
        let label = try #require(symbols.firstIndex(of: symbol))
        logits[2 * index, label] = 9
        logits[2 * index + 1, 0] = 9
      }
      try logits.logSoftmax().writeNPY(to: program.folder.appending(path: "e.npy"))
      try program.write(symbols.joined(separator: "\n"), to: "t.txt")
      try program.write("ab\n\nba\n", to: "lines.txt")
    }

    private let input = [
      "align", "--emissions", "e.npy", "--tokens", "t.txt", "--frame-shift", "0.5",
    ]

    @Test("writes times, confidence and the line; JSON is lines of a manifest")
    func lines() async throws {
      struct Line: Decodable { let text: String, offset, duration: Double }
      try await withProgram { program in
        try write(to: program)
        let text = try await program.run(input + ["--text-file", "lines.txt"])
        #expect(text.status == 0, "\(text.errors)")
        try #require(text.lines.count == 2)
        #expect(text.lines[0].hasPrefix("2.000\t3.500\t0.99") && text.lines[0].hasSuffix("\tab"))
        #expect(text.lines[1].hasPrefix("5.000\t6.500\t0.99") && text.lines[1].hasSuffix("\tba"))
        let json = try await program.run(input + ["--text-file", "lines.txt", "--format", "json"])
        let lines = try json.lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        #expect(lines.map(\.text) == ["ab", "ba"] && lines.map(\.offset) == [2, 5])
        #expect(lines[0].duration == 1.5)
        let subtitles = try await program.run(
          input + ["--text-file", "lines.txt", "--format", "srt"])
        #expect(subtitles.lines.contains("00:00:02,000 --> 00:00:03,500"))
        let piped = try await program.run(
          input + ["--text-file", "-"], input: program.contents(of: "lines.txt"))
        #expect(piped.output == text.output, "\(piped.errors)")
      }
    }

    @Test(
      "lines of subtitles are found wherever their times are, with a margin but no other line's")
    func subtitles() async throws {
      try await withProgram { program in
        try write(to: program)
        let time = "00:00,0 --> 00:01,0\n"
        try program.write(
          "1\n\(time)ab\n\n2\n\(time)[ab]\n\n3\n\(time)ba\n", to: "lines.srt")
        let plain = try await program.run(input + ["--text-file", "lines.txt"])
        let found = try await program.run(input + ["--text-file", "lines.srt"])
        #expect(found.status == 0 && found.output == plain.output, "\(found.errors)")
        for (margin, times) in [
          ("0.5", ["1.500\t4.000", "4.500\t7.000"]), ("9", ["0.000\t4.250", "4.250\t8.000"]),
        ] {
          let wide = try await program.run(
            input + ["--text-file", "lines.srt", "--margin", margin])
          #expect(wide.lines.map { $0.prefix(11) } == times.map { $0.prefix(11) }, "\(wide)")
        }
        try program.write("1\n\(time)ab\n\n2\n\(time)q\n", to: "lines.srt")
        let fault = try await program.run(input + ["--text-file", "lines.srt"])
        #expect(fault.status == 1 && fault.errors.contains("line 6 of the text"), "\(fault)")
      }
    }

    @Test("a line that cannot be written is named, and so is a file without lines")
    func faults() async throws {
      try await withProgram { program in
        try write(to: program)
        for (text, part) in [
          ("ab\nq\n", "line 2 of the text: character “q”"),
          ("ab\n\n \nq\n", "line 4 of the text: character “q”"), ("\n", "no line"),
        ] {
          try program.write(text, to: "lines.txt")
          let result = try await program.run(input + ["--text-file", "lines.txt"])
          #expect(result.status == 1 && result.output == "")
          #expect(result.errorLines.count == 1 && result.errors.contains(part), "\(result)")
        }
      }
    }

    @Test(
      "one of --text and --text-file is wanted, and lines are no words",
      arguments: [
        [], ["--text", "a", "--text-file", "l"], ["--text-file", "l", "--format", "ctm"],
      ])
    func usage(options: [String]) async throws {
      try await withProgram { program in
        let result = try await program.run(input + options)
        #expect(result.status == 64)
      }
    }
  }
}
