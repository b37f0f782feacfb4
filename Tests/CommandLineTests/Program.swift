import Foundation
import Synchronization
import Testing

/// The built program, run as a process of its own.
struct Program {
  /// What a run left behind.
  struct Result {
    var output: String
    var errors: String
    /// The exit code, or the number of the signal that ended the program.
    var status: Int32
    var wasKilled: Bool
  }

  /// The folder in which the program runs.
  let folder: URL
  /// Where the program stands, if not beside the tests.
  var copy: URL?

  /// Runs the program to its end, which must come within a minute.
  ///
  /// - Parameters:
  ///   - arguments: those after the program's name.
  ///   - input: what stands on standard input.
  ///   - pipe: what standard input is, if not `input`.
  ///   - fileSizeLimit: how many blocks of 512 bytes or KiB, as the shell counts, a file may have.
  ///   - output: the path of what standard output goes to, if it should not be collected.
  ///   - meanwhile: is called while the program runs, and may send it signals.
  /// - Returns: what it wrote and how it ended.
  /// - Throws: what `meanwhile` throws, or the system's error when the program cannot be started.
  func run(
    _ arguments: [String], input: Data = Data(), pipe: Pipe? = nil, fileSizeLimit: Int? = nil,
    output: String? = nil,
    meanwhile: (Process) async throws -> Void = { _ in }
  ) async throws -> Result {
    let streams = folder.appending(path: ".streams-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: streams) }
    let files = ["input", "output", "errors"].map { streams.appending(path: $0) }
    try input.write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }

    let process = Process()
    let executable = try copy ?? Self.executable()
    process.executableURL = executable
    process.arguments = arguments
    if let fileSizeLimit {
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments =
        ["-c", #"ulimit -f \#(fileSizeLimit); exec "$0" "$@""#, executable.path] + arguments
    }
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "80"]) { $1 }
    let handles = try [
      FileHandle(forReadingFrom: files[0]),
      FileHandle(forWritingTo: output.map { URL(filePath: $0) } ?? files[1]),
      FileHandle(forWritingTo: files[2]),
    ]
    // A process object that is never freed would keep them open, in all more than Foundation can list
    // when it starts the next one.
    defer { for handle in handles { try? handle.close() } }
    process.standardInput = pipe ?? handles[0]
    process.standardOutput = handles[1]
    process.standardError = handles[2]

    let (ends, continuation) = AsyncStream.makeStream(of: Void.self)
    process.terminationHandler = { _ in continuation.finish() }
    try process.run()
    let identifier = process.processIdentifier
    let limit = Task {
      try await Task.sleep(for: .seconds(60))
      kill(identifier, SIGKILL)
    }
    try await meanwhile(process)
    for await _ in ends {}
    limit.cancel()
    return Result(
      output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self),
      status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal)
  }

  /// Runs the program, which must succeed.
  func succeed(
    _ arguments: String..., input: Data = Data(), sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Result {
    let result = try await run(arguments, input: input)
    #expect(result.status == 0, "\(result.errors)", sourceLocation: sourceLocation)
    return result
  }

  /// Runs the program, which must fail with exit code 1, nothing on standard output and one line on
  /// standard error that has all of `parts`.
  func fail(
    _ arguments: String..., saying parts: [String], input: Data = Data(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let result = try await run(arguments, input: input)
    #expect(result.status == 1 && !result.wasKilled, sourceLocation: sourceLocation)
    #expect(result.output == "", sourceLocation: sourceLocation)
    #expect(result.errorLines.count == 1, "\(result.errors)", sourceLocation: sourceLocation)
    #expect(result.errors.hasPrefix("Error: "), sourceLocation: sourceLocation)
    for part in parts {
      #expect(result.errors.contains(part), sourceLocation: sourceLocation)
    }
    for ugly in ["NSCocoa", "Domain=", "DecodingError", "CodingKeys", "could not be completed"] {
      #expect(!result.errors.contains(ugly), sourceLocation: sourceLocation)
    }
  }

  /// The program stands beside the test bundle.
  static func executable() throws -> URL {
    #if os(macOS)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
      let tests = try #require(bundle).bundleURL
    #else
      let tests = try #require(Bundle.main.executableURL)
    #endif
    return tests.deletingLastPathComponent().appending(path: "ctc-asr")
  }
}

extension Program.Result {
  /// The lines on standard output.
  var lines: [String] { output.split(separator: "\n").map(String.init) }
  /// The lines on standard error.
  var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
}
