import Foundation

/// The package's side of a comparison; Benchmarks/compare starts it and asks for repetitions.
@main
struct Benchmark {
  static let cases: [String: @Sendable () throws -> Repetition] = [
    "features": features,
    "ctc-short": { ctc(frames: 150, utterances: 64, symbols: 28, labels: 40) },
    "ctc-long": { ctc(frames: 1500, utterances: 16, symbols: 32, labels: 200) },
    "train": { try train(.f32) },
    "train-bf16x2": { try train(.bf16x2) },
    "train-bf16": { try train(.bf16) },
  ]

  static func main() throws {
    guard let name = CommandLine.arguments.dropFirst().first, let prepare = cases[name] else {
      print("usage: benchmark \(cases.keys.sorted().joined(separator: "|"))")
      exit(64)
    }
    try serve(prepare())
  }
}
