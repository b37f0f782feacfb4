import AudioFrontEnd
import CLibFuzzer
import Foundation
import Interchange
import LanguageModel

/// Gives bytes of libFuzzer's making to everything that reads files; its options are libFuzzer's.
@main
enum FuzzReading {
  static func main() {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(
      LLVMFuzzerRunDriver(&count, &arguments) { start, count in
        readEverything(start.map { Data(bytes: $0, count: count) } ?? Data())
        return 0
      })
  }
}

/// Reads bytes as every kind of file there is; they must be read or refused in one line.
private func readEverything(_ data: Data) {
  attempt { try readSound(data, raw: nil) }
  let encodings = RawAudioFormat.Encoding.allCases
  let raw = RawAudioFormat(
    encodings[data.count % encodings.count], sampleRate: 8000, channelCount: 1 + data.count % 3)
  attempt { try readSound(data, raw: raw) }
  attempt { _ = try Matrix(npy: data) }
  attempt { _ = try SafeTensors(data) }
  attempt { try readLanguageModel(data) }
  if data.first == UInt8(ascii: "{") { attempt { try readManifest(data) } }
}

private func readSound(_ data: Data, raw: RawAudioFormat?) throws {
  var reader = try AudioFileReader(data: data, raw: raw)
  var count = 0
  // A few bytes may be the sound of days: compression knows silence.
  while count < 1 << 22, let block = try reader.nextBlock() {
    precondition(!block.isEmpty && block.allSatisfy(\.isFinite), "samples that are none")
    count += block.count
  }
}

private let manifestFile = FileManager.default.temporaryDirectory
  .appending(path: "fuzz-\(ProcessInfo.processInfo.processIdentifier).jsonl")

private func readManifest(_ data: Data) throws {
  try data.write(to: manifestFile)
  for fault in try Manifest.read(manifestFile).faults { checkDescription(of: fault) }
}

private func readLanguageModel(_ data: Data) throws {
  let model = try NGramModel(data)
  var context = model.start
  for word in 0..<min(model.wordCount, 100) {
    context = model.score(word, after: context).context
    precondition(!model.endScore(after: context).isNaN, "a score that is none")
  }
}

private func attempt(_ read: () throws -> Void) {
  do {
    try read()
  } catch {
    checkDescription(of: error)
  }
}

private func checkDescription(of error: any Error) {
  let text = "\(error)"
  precondition(
    !text.isEmpty && !text.contains(where: \.isNewline), "not one line: \(text.debugDescription)")
}
