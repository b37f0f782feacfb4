import AudioFrontEnd
import Foundation
import Interchange
import NumericCore
import Training

/// The features of many files, computed on all threads and written in the files' order.
struct FeatureBatch {
  let inputs: [FeatureInput]
  let readers: FeatureReaders

  /// Writes an npy file for each sound file that can be read; returns the number of the others.
  func writeArrays(to folder: URL) throws -> Int {
    try forEach { input, reader in
      let url = folder.appending(path: "\(input.key).npy")
      try reader.writeArray(to: OutputFile(url, survivesPowerCut: false))
    } inOrder: { _, _ in
    }
  }

  /// Writes a matrix for each sound file that can be read; returns the number of the others.
  func writeArchive(_ archive: consuming KaldiArchiveWriter) throws -> Int {
    let failures = try forEach { _, reader in
      let spool = SpooledRows(columns: reader.columnCount)
      while let rows = try reader.nextRows() { try spool.append(rows) }
      return spool
    } inOrder: { input, rows in
      try archive.append(rows, key: input.key)
    }
    try archive.finish()
    return failures
  }

  /// Calls `compute` with the features of each file on all threads, and `use` with what it made of
  /// them in order.
  ///
  /// - Returns: the number of files that could not be read, of which it tells.
  private func forEach<R>(
    _ compute: (FeatureInput, inout FeatureReader) throws -> R,
    inOrder use: (FeatureInput, R) throws -> Void
  ) throws -> Int {
    let meter = ProgressMeter("computing features", total: Double(inputs.count), unit: "files")
    defer { meter.finish() }
    var failures = 0
    var rates = SampleRates()
    try inParallel(inputs.count, ahead: 4 * ThreadPool.shared.threadCount) { index in
      Result {
        var reader = try readers.reader(of: inputs[index])
        let features = try compute(inputs[index], &reader)
        return (reader.sampleRate, reader.channelsCancel, features)
      }
    } inOrder: { index, result in
      let input = inputs[index]
      let place = input.location.map { "\($0.onOneLine): " } ?? ""
      do {
        let (rate, channelsCancel, features) = try result.get()
        if channelsCancel { tellCancelledChannels(at: input.path) }
        if readers.keepsSampleRates { rates.tell(of: rate, at: input.path) }
        try use(input, features)
      } catch let error as AudioFileError {
        notice("Error: \(place)\(error)")
        failures += 1
      } catch let error as FeatureConfigurationError {
        notice("Error: \(place)\(inputName(input.path)): \(error)")
        failures += 1
      }
      meter.advance()
    }
    return failures
  }
}

extension FeatureReader {
  /// Writes all rows as an npy file.
  mutating func writeArray(to file: @autoclosure () throws -> OutputFile) throws {
    var writer = try NPYWriter(file(), columns: columnCount)
    while let rows = try nextRows() { try writer.append(rows) }
    try writer.finish()
  }
}

/// Tells that files have different sample rates, which makes their features different too.
private struct SampleRates {
  private var first: (rate: Int, path: String)?
  private var hasTold = false

  mutating func tell(of rate: Int, at path: String) {
    guard let first else {
      first = (rate, path)
      return
    }
    guard rate != first.rate && !hasTold else { return }
    hasTold = true
    notice(
      "\(inputName(path)) has \(rate) Hz, \(inputName(first.path)) \(first.rate) Hz; "
        + "--sample-rate makes features alike")
  }
}
