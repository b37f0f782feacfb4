import AudioFrontEnd
import Foundation

guard let path = CommandLine.arguments.dropFirst().first else {
  print("usage: FeatureExtraction FILE")
  exit(64)
}
do {
  let clip = try AudioClip(contentsOf: URL(filePath: path))
  let extractor = try FeatureExtractor(
    FilterBankConfiguration(sampleRate: clip.sampleRate, melBinCount: 80))
  let features = extractor.features(of: clip)
  print("\(features.rows) frames of \(features.columns) numbers")
} catch {
  print(error)
  exit(1)
}
