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
        let partly = try await program.run(input + ["--text-file", "lines.srt"])
        #expect(partly.status == 0 && partly.errors.contains("“q”"), "\(partly)")
        #expect(partly.errorLines.last?.contains("left out 1 of 2 lines") == true, "\(partly)")
        #expect(partly.errorLines.last?.contains("line 6;") == true, "\(partly)")
      }
    }

    @Test("lines that nobody said are left out and told of by number, unless all are said")
    func unsaid() async throws {
      struct Line: Decodable { let line: Int }
      try await withProgram { program in
        try write(to: program)
        try program.write("ab\naaa\n\nbbb\naaaa\nba\n", to: "lines.txt")
        let found = try await program.run(
          input + ["--text-file", "lines.txt", "--format", "json"])
        let lines = try found.lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        #expect(lines.map(\.line) == [1, 6])
        try #require(found.errorLines.count == 1)
        #expect(found.errors.contains("only 2 of 5 lines sound"), "\(found)")
        try program.write("ab\naaa\nba\n", to: "lines.txt")
        let most = try await program.run(input + ["--text-file", "lines.txt"])
        #expect(most.lines.count == 2 && most.errorLines.count == 1)
        #expect(most.errors.contains("left out 1 of 3 lines") && most.errors.contains("line 2;"))
        let all = try await program.run(input + ["--text-file", "lines.txt", "--all-said"])
        #expect(all.status == 0 && all.lines.count == 3 && all.errorLines.isEmpty, "\(all)")
        try program.write("aaaa\nbbbb\n", to: "lines.txt")
        let none = try await program.run(input + ["--text-file", "lines.txt"])
        #expect(none.status == 1 && none.output.isEmpty && none.errorLines.count == 1)
        #expect(none.errors.contains("none of 2 lines"), "\(none)")
      }
    }

    @Test("what cannot be written is told of in one line; a file without lines is refused")
    func faults() async throws {
      try await withProgram { program in
        try write(to: program)
        try program.write("\na1é9b\nba é\n", to: "lines.txt")
        let partly = try await program.run(input + ["--text-file", "lines.txt"])
        #expect(partly.lines.map { $0.split(separator: "\t").last } == ["a1é9b", "ba é"])
        #expect(partly.errorLines.count == 1, "\(partly)")
        for part in ["“1”, “é”, “9”", "4 places, the first in line 2"] {
          #expect(partly.errors.contains(part), "\(partly)")
        }
        try program.write("\n", to: "lines.txt")
        let result = try await program.run(input + ["--text-file", "lines.txt"])
        #expect(result.status == 1 && result.output == "")
        #expect(result.errorLines.count == 1 && result.errors.contains("no line"), "\(result)")
      }
    }

    @Test(
      "one of --text and --text-file is wanted, and lines are no words",
      arguments: [
        [], ["--text", "a", "--text-file", "l"], ["--text-file", "l", "--format", "ctm"],
        ["--text", "a", "--all-said"],
      ])
    func usage(options: [String]) async throws {
      try await withProgram { program in
        let result = try await program.run(input + options)
        #expect(result.status == 64)
      }
    }
  }
}
