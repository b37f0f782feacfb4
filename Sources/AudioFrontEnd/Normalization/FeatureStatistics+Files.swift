public import Foundation
import NumericCore

extension FeatureStatistics {
  /// The statistics of sound files' features, gathered on all processors, one file at a time in
  /// memory for each.
  ///
  /// The result is the same bit for bit, however many processors there are.
  ///
  /// - Parameters:
  ///   - urls: the files; those of another sample rate are resampled.
  ///   - extractor: what makes features of them.
  ///   - channel: the channel to take, counted from 1; nil takes the mean of all channels.
  /// - Throws: ``AudioFileError`` of a file that cannot be read.
  public init(
    ofFilesAt urls: [URL], extractor: FeatureExtractor, channel: Int? = nil
  ) throws(AudioFileError) {
    try self.init(columns: extractor.columnCount, matrices: urls.count) {
      (index) throws(AudioFileError) in
      let clip = try AudioClip(contentsOf: urls[index], channel: channel)
      return extractor.features(of: clip.resampled(to: extractor.sampleRate))
    }
  }

  /// The statistics of `count` matrices of features, each of which `features` gives by its index, on
  /// several threads at once.
  package init<Failure: Error>(
    columns: Int, matrices count: Int, features: (Int) throws(Failure) -> Matrix
  ) throws(Failure) {
    // The parts are the same ones whoever gathers them.
    let partCount = 64
    let parts = try inParallel(partCount) { (part) throws(Failure) in
      var statistics = FeatureStatistics(columns: columns)
      for index in stride(from: part, to: count, by: partCount) {
        statistics.add(try features(index))
      }
      return statistics
    }
    self.init(columns: columns)
    for part in parts { merge(part) }
  }
}
