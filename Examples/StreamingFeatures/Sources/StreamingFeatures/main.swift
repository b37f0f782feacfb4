import AudioFrontEnd
import Foundation

/// Draws the spectrum of raw sound on standard input (16 bits, 16 kHz, one channel) as it comes, a
/// line for every tenth of a second: each character is a band of frequencies, from low to high.
var stream = try FeatureExtractor(FilterBankConfiguration(sampleRate: 16000, melBinCount: 64))
  .stream()
var bytes = Data()
let shades = Array(" .:-=+*#%@")
while case let block = FileHandle.standardInput.availableData, !block.isEmpty {
  bytes += block
  let samples = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map {
    Float(Int16(truncatingIfNeeded: Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8)) / 32768
  }
  bytes = bytes.suffix(bytes.count % 2)
  let first = stream.frameCount
  let features = stream.append(samples)
  for row in 0..<features.rows where (first + row) % 10 == 0 {
    let line = features.row(row).map { shades[Int(min(max($0 - 7, 0) / 1.5, 9))] }
    print(String(format: "%6.1f s ", Double(first + row) / 100), String(line), separator: "")
  }
}
