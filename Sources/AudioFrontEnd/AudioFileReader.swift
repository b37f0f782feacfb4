import CKernels
internal import CSndFile
import Foundation
import NumericCore

/// Turns the bytes of an audio file into a clip by libsndfile.
///
/// The header is never believed: memory grows with the samples that are there.
enum AudioFileReader {
  /// The longest clip in samples: 18 hours at 16 kHz, 4 GiB.
  static let mostSamples = 1 << 30

  private static let samplesInBlock = 1 << 16

  /// Reads a file; see ``AudioClip/init(contentsOf:channel:)``.
  static func read(contentsOf url: URL, channel: Int?) throws(AudioFileError) -> AudioClip {
    let name = url.isFileURL ? url.relativePath : url.absoluteString
    guard url.isFileURL else { throw .unreadable(name, reason: "not the address of a file") }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory) else {
      throw .missing(name)
    }
    guard !isDirectory.boolValue else { throw .directory(name) }
    guard FileManager.default.isReadableFile(atPath: url.path) else { throw .notPermitted(name) }
    let data: Data
    do {
      data = try contents(of: url)
    } catch {
      throw .unreadable(name, reason: systemReason(for: error))
    }
    return try read(data, name: name, channel: channel)
  }

  /// The bytes of a file; those of a pipe up to its end.
  private static func contents(of url: URL) throws -> Data {
    guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == false else {
      return try Data(contentsOf: url, options: .mappedIfSafe)
    }
    return try FileHandle(forReadingFrom: url).readToEnd() ?? Data()
  }

  /// Reads a file in memory; see ``AudioClip/init(data:name:channel:)``.
  static func read(_ data: Data, name: String, channel: Int?) throws(AudioFileError) -> AudioClip {
    guard !data.isEmpty else { throw .empty(name) }
    let result = data.withUnsafeBytes { bytes in
      Result { () throws(AudioFileError) in
        let clip = try SoundFile.withFile(in: bytes, name: name) { file throws(AudioFileError) in
          try read(file, name: name, channel: channel)
        }
        if let (found, expected) = announcedBytes(in: bytes), found < expected {
          throw AudioFileError.truncated(name, found: found, expected: expected, unit: .bytes)
        }
        guard !clip.samples.isEmpty else { throw AudioFileError.noSamples(name) }
        return clip
      }
    }
    return try result.get()
  }

  private static func read(
    _ file: borrowing SoundFile, name: String, channel: Int?
  ) throws(AudioFileError) -> AudioClip {
    let channels = file.channelCount
    if let channel, !(1...channels).contains(channel) {
      throw .noChannel(name, channel: channel, channelCount: channels)
    }
    guard (1000...1_000_000).contains(file.sampleRate) else {
      throw .implausibleSampleRate(name, hertz: file.sampleRate)
    }
    let memory = MatrixBuffer(rows: max(1, samplesInBlock / channels), columns: channels)
    defer { withExtendedLifetime(memory) {} }
    let block = memory.view
    var samples: [Float] = []
    while true {
      let count = file.read(block.rows, into: block.base)
      guard count > 0 else { break }
      guard samples.count + count <= mostSamples else { throw .tooLong(name, limit: mostSamples) }
      let frames = block.rows(0..<count)
      if let frame = firstNotFinite(in: frames) {
        let sample = samples.count + frame
        throw .notFinite(
          name, sample: sample, seconds: Double(sample) / Double(file.sampleRate))
      }
      append(frames, channel: channel, to: &samples)
    }
    if let reason = file.failure { throw .damaged(name, reason: reason) }
    if let expected = file.announcedFrames, samples.count < expected {
      throw .truncated(name, found: samples.count, expected: expected, unit: .frames)
    }
    return AudioClip(samples: samples, sampleRate: file.sampleRate)
  }

  private static func append(_ frames: MatrixView, channel: Int?, to samples: inout [Float]) {
    let channels = frames.columns
    if channels == 1 {
      samples.append(contentsOf: UnsafeBufferPointer(start: frames.base, count: frames.rows))
    } else if let channel {
      for r in 0..<frames.rows { samples.append(frames.row(r)[channel - 1]) }
    } else {
      for r in 0..<frames.rows {
        let frame = UnsafeBufferPointer(start: frames.row(r), count: channels)
        samples.append(frame.reduce(0, +) / Float(channels))
      }
    }
  }

  /// The first row with an element that is infinite or no number.
  private static func firstNotFinite(in frames: MatrixView) -> Int? {
    let count = frames.rows * frames.columns
    guard !kernels.sum_of_squares(frames.base, count).isFinite else { return nil }
    let elements = UnsafeBufferPointer(start: frames.base, count: count)
    return elements.firstIndex { !$0.isFinite }.map { $0 / frames.columns }
  }
}

/// libsndfile's handle of a file in memory.
private struct SoundFile: ~Copyable {
  private let handle: OpaquePointer
  private let information: SF_INFO

  /// Opens the file in `bytes` for the time of `body`.
  static func withFile<R>(
    in bytes: UnsafeRawBufferPointer, name: String,
    _ body: (borrowing SoundFile) throws(AudioFileError) -> R
  ) throws(AudioFileError) -> R {
    let source = MemorySource(bytes)
    return try withExtendedLifetime(source) { () throws(AudioFileError) in
      try body(SoundFile(source, name: name))
    }
  }

  private init(_ source: MemorySource, name: String) throws(AudioFileError) {
    var operations = MemorySource.operations
    var information = SF_INFO()
    let opened = sf_open_virtual(
      &operations, Int32(SFM_READ), &information, Unmanaged.passUnretained(source).toOpaque())
    guard let opened else { throw .notAudio(name, reason: String(cString: sf_strerror(nil))) }
    handle = opened
    self.information = information
  }

  deinit { sf_close(handle) }

  var channelCount: Int { Int(information.channels) }

  var sampleRate: Int { Int(information.samplerate) }

  /// The number of frames in the header, where it has one.
  var announcedFrames: Int? {
    information.frames < Int64.max ? Int(information.frames) : nil
  }

  /// Why reading stopped, if not at the end of the file.
  var failure: String? {
    sf_error(handle) == 0 ? nil : String(cString: sf_strerror(handle))
  }

  /// Reads up to `frames` frames, the channels of a frame side by side; returns their number.
  func read(_ frames: Int, into memory: UnsafeMutablePointer<Float>) -> Int {
    Int(sf_readf_float(handle, memory, Int64(frames)))
  }
}

/// Memory that libsndfile reads like a file.
private final class MemorySource {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  static var operations: SF_VIRTUAL_IO {
    SF_VIRTUAL_IO(
      get_filelen: { Int64(MemorySource.at($0).bytes.count) },
      seek: { offset, origin, context in MemorySource.at(context).seek(Int(offset), from: origin) },
      read: { destination, count, context in
        MemorySource.at(context).read(Int(count), to: destination)
      },
      write: { _, _, _ in 0 },
      tell: { Int64(MemorySource.at($0).position) })
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> MemorySource {
    guard let context else { preconditionFailure("libsndfile gave back no context") }
    return Unmanaged<MemorySource>.fromOpaque(context).takeUnretainedValue()
  }

  private func seek(_ offset: Int, from origin: Int32) -> Int64 {
    let start =
      switch origin {
      case SEEK_CUR: position
      case SEEK_END: bytes.count
      default: 0
      }
    let (target, overflow) = start.addingReportingOverflow(offset)
    guard !overflow, target >= 0 else { return -1 }
    position = target
    return Int64(target)
  }

  private func read(_ count: Int, to destination: UnsafeMutableRawPointer?) -> Int64 {
    let available = max(0, min(count, bytes.count - position))
    guard available > 0, let destination, let start = bytes.baseAddress else { return 0 }
    destination.copyMemory(from: start + position, byteCount: available)
    position += available
    return Int64(available)
  }
}
