import Foundation

/// The package's side of a comparison; Benchmarks/compare starts it and asks for repetitions.
@main
struct Benchmark {
  private static let singleCases: [String: @Sendable () throws -> Repetition] = [
    "features": features,
    "whisper": whisper,
    "dereverberate": { dereverberate() },
    "resample-48000-16000": { resample(from: 48000, to: 16000) },
    "resample-44100-16000": { resample(from: 44100, to: 16000) },
    "resample-16000-8000": { resample(from: 16000, to: 8000) },
    "resample-8000-16000": { resample(from: 8000, to: 16000) },
    "ctc-short": { ctc(frames: 150, utterances: 64, symbols: 28, labels: 40) },
    "ctc-long": { ctc(frames: 1500, utterances: 16, symbols: 32, labels: 200) },
    "ctc-many": { ctc(frames: 150, utterances: 64, symbols: 5000, labels: 20) },
    "decode-lm": decodeWithLanguageModel,
    "decode": { try decode(frames: 1000, symbols: 29, beamSize: 100) },
    "inference-100": { try inference(frames: 100) },
    "inference-500": { try inference(frames: 500) },
    "inference-3000": { try inference(frames: 3000) },
    "inference-bf16-100": { try inference(frames: 100, precision: .bf16) },
    "inference-bf16-500": { try inference(frames: 500, precision: .bf16) },
    "inference-bf16-3000": { try inference(frames: 3000, precision: .bf16) },
    "lm-load": loadLanguageModel,
  ]
  static let cases = singleCases.merging(TrainingSizes.cases) { $1 }

  static func main() {
    guard let name = CommandLine.arguments.dropFirst().first, let prepare = cases[name] else {
      print("usage: benchmark \(cases.keys.sorted().joined(separator: "|"))")
      exit(64)
    }
    do {
      try serve(prepare())
    } catch {
      FileHandle.standardError.write(Data("\(name): \(error)\n".utf8))
      exit(1)
    }
  }
}
