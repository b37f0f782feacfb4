import AudioFrontEnd
import Foundation
import NumericCore
import TestSupport
import Testing

@Suite("Statistics of files")
struct FeatureStatisticsFilesTests {
  /// Calls `body` with the addresses of sound files of different lengths, the last one at 8 kHz.
  private func withFiles(_ body: ([URL]) throws -> Void) throws {
    var random = SeededGenerator(seed: 5)
    try withTemporaryFolder { folder in
      try body(
        (0..<70).map { index in
          let url = folder.appending(path: "\(index).wav")
          let samples = (0..<500 + 13 * index).map { _ in 0.1 * random.normal() }
          try waveFile(
            channels: [samples], sampleRate: index == 69 ? 8000 : 16000, encoding: .float32
          ).write(to: url)
          return url
        })
    }
  }

  private let extractor = Result { try FeatureExtractor(FilterBankConfiguration(melBinCount: 23)) }

  @Test("the statistics are those of all files' features")
  func sameAsByHand() throws {
    let extractor = try extractor.get()
    try withFiles { urls in
      var expected = FeatureStatistics(columns: 23)
      for url in urls {
        let clip = try AudioClip(contentsOf: url).resampled(to: 16000)
        expected.add(extractor.features(of: clip))
      }
      let statistics = try FeatureStatistics(ofFilesAt: urls, extractor: extractor)
      #expect(statistics.rowCount == expected.rowCount && statistics.rowCount > 200)
      let (ours, theirs) = (statistics.normalization(), expected.normalization())
      #expect(zip(ours.mean, theirs.mean).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(
        zip(ours.inverseStandardDeviation, theirs.inverseStandardDeviation)
          .allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  @Test("one thread and all threads give the same bits")
  func threads() throws {
    let extractor = try extractor.get()
    try withFiles { urls in
      let together = try FeatureStatistics(ofFilesAt: urls, extractor: extractor)
      // Inside of work that uses the threads, other work has its own thread alone.
      let alone = inParallel(2) { _ in
        Result { try FeatureStatistics(ofFilesAt: urls, extractor: extractor) }
      }
      for statistics in alone { #expect(try statistics.get() == together) }
    }
  }

  @Test("a file that is not there is an error that names it")
  func missing() throws {
    let extractor = try extractor.get()
    try withFiles { urls in
      let missing = urls[0].deletingLastPathComponent().appending(path: "none.wav")
      let error = #expect(throws: AudioFileError.self) {
        try FeatureStatistics(ofFilesAt: urls + [missing], extractor: extractor)
      }
      #expect(error?.description.contains("none.wav") == true)
    }
  }

  @Test("no files have no rows")
  func none() throws {
    let statistics = try FeatureStatistics(ofFilesAt: [], extractor: extractor.get())
    #expect(statistics == FeatureStatistics(columns: 23))
  }
}
