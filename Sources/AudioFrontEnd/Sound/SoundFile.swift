internal import CSndFile
import Foundation

/// libsndfile's handle of an open file.
struct SoundFile: ~Copyable {
  private let handle: OpaquePointer
  private let information: SF_INFO
  private let stream: ByteStream

  /// Opens the file that has these bytes; those of sound without a header are in format `raw`.
  ///
  /// - Throws: ``AudioFileError/notAudio(_:reason:)``.
  init(_ source: ByteSource, raw: RawAudioFormat?, name: String) throws(AudioFileError) {
    let stream = ByteStream(source, hasHeader: raw == nil)
    var operations = ByteStream.operations
    var information = raw?.information ?? SF_INFO()
    let opened = sf_open_virtual(
      &operations, Int32(SFM_READ), &information, Unmanaged.passUnretained(stream).toOpaque())
    guard let opened else { throw .notAudio(name, reason: String(cString: sf_strerror(nil))) }
    handle = opened
    self.information = information
    self.stream = stream
  }

  /// Whether bytes with this beginning may be in one of libsndfile's formats.
  static func mayRead(beginning: Data) -> Bool {
    do {
      _ = try SoundFile(ByteSource(beginning), raw: nil, name: "")
      return true
    } catch {
      // Behind a tag of titles and pictures, there may be more.
      return sf_error(nil) != SF_ERR_UNRECOGNISED_FORMAT || beginning.starts(with: "ID3".utf8)
    }
  }

  deinit { sf_close(handle) }

  var channelCount: Int { Int(information.channels) }

  /// Up to which byte the file has been read; the decoder may be ahead.
  var bytePosition: Int { stream.position }

  var sampleRate: Int { Int(information.samplerate) }

  /// The number of frames in the header, where it has one.
  var announcedFrames: Int? {
    information.frames < Int64.max ? Int(information.frames) : nil
  }

  /// How many frames too many may be announced: of MP3 inside of WAV, where libsndfile estimates them by
  /// the bytes, two of the code's own frames.
  var estimationError: Int {
    let code = Int(information.format)
    return (SF_FORMAT_MPEG_LAYER_I...SF_FORMAT_MPEG_LAYER_III).contains(code & SF_FORMAT_SUBMASK)
      && code & SF_FORMAT_TYPEMASK != SF_FORMAT_MPEG ? 2 * 1152 : 0
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

extension SoundFile {
  /// Goes to a frame without decoding those before it, where that gives the same samples: lossy
  /// codes hear what came before.
  ///
  /// - Returns: whether it is there; if not, the position is the old one.
  func seek(to frame: Int) -> Bool {
    let code = Int(information.format) & SF_FORMAT_SUBMASK
    guard (SF_FORMAT_PCM_S8...SF_FORMAT_ALAW).contains(code), information.seekable != 0,
      frame < announcedFrames ?? 0
    else { return false }
    return sf_seek(handle, Int64(frame), SEEK_SET) == Int64(frame)
  }
}

extension RawAudioFormat {
  /// What libsndfile must be told.
  fileprivate var information: SF_INFO {
    let form =
      switch encoding {
      case .unsigned8: SF_FORMAT_PCM_U8
      case .signed8: SF_FORMAT_PCM_S8
      case .signed16LittleEndian: SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE
      case .signed16BigEndian: SF_FORMAT_PCM_16 | SF_ENDIAN_BIG
      case .signed24LittleEndian: SF_FORMAT_PCM_24 | SF_ENDIAN_LITTLE
      case .signed24BigEndian: SF_FORMAT_PCM_24 | SF_ENDIAN_BIG
      case .signed32LittleEndian: SF_FORMAT_PCM_32 | SF_ENDIAN_LITTLE
      case .signed32BigEndian: SF_FORMAT_PCM_32 | SF_ENDIAN_BIG
      case .float32LittleEndian: SF_FORMAT_FLOAT | SF_ENDIAN_LITTLE
      case .float32BigEndian: SF_FORMAT_FLOAT | SF_ENDIAN_BIG
      case .float64LittleEndian: SF_FORMAT_DOUBLE | SF_ENDIAN_LITTLE
      case .float64BigEndian: SF_FORMAT_DOUBLE | SF_ENDIAN_BIG
      case .muLaw: SF_FORMAT_ULAW
      case .aLaw: SF_FORMAT_ALAW
      }
    var information = SF_INFO()
    information.samplerate = Int32(clamping: sampleRate)
    information.channels = Int32(channelCount)
    information.format = Int32(SF_FORMAT_RAW | form)
    return information
  }
}

/// Bytes with a position, as libsndfile reads them.
private final class ByteStream {
  private let source: ByteSource
  private let hidesEnd: Bool
  private let correctedLength: (offset: Int, bytes: [UInt8])?
  private(set) var position = 0

  /// A stream from the start of `source`.
  ///
  /// Of an MP3 stream without a count of frames, it hides the end, so that nobody measures the stream
  /// by seeking.  The length of a WAV file's samples reads as it must be.
  init(_ source: ByteSource, hasHeader: Bool) {
    self.source = source
    hidesEnd = hasHeader && isUncountedMPEGStream(source)
    correctedLength = hasHeader ? ChunkedFile(source).correctedLength : nil
  }

  static var operations: SF_VIRTUAL_IO {
    SF_VIRTUAL_IO(
      get_filelen: { Int64(ByteStream.at($0).source.count) },
      seek: { offset, origin, context in
        ByteStream.at(context).seek(Int(offset), from: origin)
      },
      read: { destination, count, context in
        ByteStream.at(context).read(Int(count), to: destination)
      },
      write: { _, _, _ in 0 },
      tell: { Int64(ByteStream.at($0).position) })
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> ByteStream {
    guard let context else { preconditionFailure("libsndfile gave back no context") }
    return Unmanaged<ByteStream>.fromOpaque(context).takeUnretainedValue()
  }

  private func seek(_ offset: Int, from origin: Int32) -> Int64 {
    if hidesEnd && origin == SEEK_END { return -1 }
    let start =
      switch origin {
      case SEEK_CUR: position
      case SEEK_END: source.count
      default: 0
      }
    let (target, overflow) = start.addingReportingOverflow(offset)
    guard !overflow, target >= 0 else { return -1 }
    position = target
    return Int64(target)
  }

  private func read(_ count: Int, to destination: UnsafeMutableRawPointer?) -> Int64 {
    guard let destination else { return 0 }
    let found = source.read(count, at: position, to: destination)
    if let correctedLength {
      for (offset, byte) in zip(correctedLength.offset..., correctedLength.bytes)
      where (position..<position + found).contains(offset) {
        destination.storeBytes(of: byte, toByteOffset: offset - position, as: UInt8.self)
      }
    }
    position += found
    return Int64(found)
  }
}
