#if os(Linux)
  import Foundation
  import Interchange
  import Synchronization
  import TestSupport
  import Testing

  extension CommandLineTests {
    @Suite("Features of long sounds")
    struct LongSoundTests {
      /// The most memory that the program had in use at a time, in MiB, while it computed features of
      /// silence; and the number of rows that it wrote.
      private func peak(seconds: Int, _ program: Program, to target: [String]) async throws
        -> Double
      {
        try program.write(Data(count: 2 * 8000 * seconds), to: "long.raw")
        let peak = Mutex(0.0)
        let result = try await program.run(
          ["features", "--raw", "s16le", "--raw-rate", "8000", "long.raw"] + target,
          output: "/dev/null"
        ) { process in
          let status = URL(filePath: "/proc/\(process.processIdentifier)/status")
          while process.isRunning {
            if let text = try? String(contentsOf: status, encoding: .utf8),
              let line = text.firstMatch(of: /VmHWM:\s*(\d+) kB/), let kilobytes = Double(line.1)
            {
              peak.withLock { $0 = max($0, kilobytes / 1024) }
            }
            try await Task.sleep(for: .milliseconds(5))
          }
        }
        try #require(result.status == 0, "\(result.errors)")
        return peak.withLock { $0 }
      }

      @Test(
        "memory does not grow with the length of the sound",
        arguments: [
          ["-o", "f.npy"], ["-o", "-"], ["--out", ".", "--format", "ark"],
        ])
      func memory(target: [String]) async throws {
        try await withProgram { program in
          let short = try await peak(seconds: 20, program, to: target)
          let long = try await peak(seconds: 600, program, to: target)
          // Samples of ten minutes are 18 MiB, features as many.
          #expect(short > 1 && long < short + 4, "\(short) MiB for 20 s, \(long) MiB for 600 s")
          if target == ["-o", "f.npy"] {
            #expect(try Matrix(npy: program.contents(of: "f.npy")).rows == 59_998)
          }
        }
      }
    }
  }
#endif
