public import Foundation
import NumericCore

/// A file of numbers over the steps of a training, as TensorBoard reads it while it grows.
///
/// Each run writes a file of its own, `events.out.tfevents.…`; TensorBoard puts those of a folder
/// together.
///
/// - Source: TensorFlow's record_writer.cc for records, event.proto and summary.proto for what is in
///   them.
public final class EventFile {
  /// Where it is.
  public let url: URL
  private let handle: FileHandle

  /// Begins a file in `folder`, which is made if it is not there.
  ///
  /// - Parameters:
  ///   - folder: where it goes.
  ///   - step: the first step that is going to be written, if the training was resumed: what other
  ///     files have of it and of later ones is void.
  /// - Throws: ``FileError/unwritable(path:reason:)``.
  public init(in folder: URL, resumingAt step: Int? = nil) throws(FileError) {
    let now = Date().timeIntervalSince1970
    let process = ProcessInfo.processInfo
    // TensorBoard reads files in the order of their names.
    let start = String(format: "events.out.tfevents.%010d.", Int(now))
    let unique = String(UInt32.random(in: .min ... .max), radix: 36)
    url = folder.appending(
      path: "\(start)\(process.hostName).\(process.processIdentifier).\(unique)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data().write(to: url, options: .withoutOverwriting)
      handle = try FileHandle(forWritingTo: url)
    } catch {
      throw .unwritable(path: url.path, reason: systemReason(for: error))
    }
    try append(Event.version(wallTime: now))
    if let step { try append(Event.start(step: step, wallTime: now)) }
  }

  deinit { try? handle.close() }

  /// Adds numbers of one step.
  ///
  /// - Parameters:
  ///   - scalars: names, in which `/` parts groups, and numbers.
  ///   - step: the step, from 0.
  /// - Throws: ``FileError/unwritable(path:reason:)``, when the disk is full as a rule.
  public func append(
    _ scalars: KeyValuePairs<String, Double?>, step: Int
  ) throws(FileError) {
    let values = scalars.compactMap { tag, value in value.map { (tag: tag, value: Float($0)) } }
    try append(Event.scalars(values, step: step, wallTime: Date().timeIntervalSince1970))
  }

  private func append(_ event: Data) throws(FileError) {
    do {
      try handle.write(contentsOf: Event.record(event))
    } catch {
      throw .unwritable(path: url.path, reason: systemReason(for: error))
    }
  }
}

/// What an event file consists of.
enum Event {
  /// The first event, which says what the others are.
  static func version(wallTime: Double) -> Data {
    var event = ProtocolBuffer()
    event.append(1, double: wallTime)
    event.append(3, bytes: Data("brain.Event:2".utf8))
    return event.bytes
  }

  /// The event of a training that goes on at `step`.
  static func start(step: Int, wallTime: Double) -> Data {
    var session = ProtocolBuffer()
    session.append(1, integer: 1)
    var event = ProtocolBuffer()
    event.append(1, double: wallTime)
    event.append(2, integer: step)
    event.append(7, bytes: session.bytes)
    return event.bytes
  }

  /// Numbers of one step.
  static func scalars(
    _ scalars: [(tag: String, value: Float)], step: Int, wallTime: Double
  ) -> Data {
    var summary = ProtocolBuffer()
    for (tag, number) in scalars {
      var value = ProtocolBuffer()
      value.append(1, bytes: Data(tag.utf8))
      value.append(2, float: number)
      summary.append(1, bytes: value.bytes)
    }
    var event = ProtocolBuffer()
    event.append(1, double: wallTime)
    if step != 0 { event.append(2, integer: step) }
    event.append(5, bytes: summary.bytes)
    return event.bytes
  }

  /// An event with its length and the checksums of both.
  static func record(_ event: Data) -> Data {
    let length = littleEndian(UInt64(event.count))
    return length + littleEndian(maskedChecksum(length)) + event
      + littleEndian(maskedChecksum(event))
  }

  /// A checksum that may itself be part of what checksums are taken of.
  private static func maskedChecksum(_ bytes: Data) -> UInt32 {
    let checksum = crc32C(bytes)
    return (checksum >> 15 | checksum << 17) &+ 0xa282_ead8
  }
}
