public import Foundation

/// The bytes of a WAV file with these channels, written without any audio library.
public func waveFile(
  channels: [[Float]], sampleRate: Int, encoding: WaveEncoding = .signed16
) -> Data {
  let width = encoding == .signed16 ? 2 : 4
  let frames = channels.first?.count ?? 0
  var samples = Data()
  for frame in 0..<frames {
    for channel in channels {
      switch encoding {
      case .signed16:
        samples.append(
          littleEndian: UInt16(bitPattern: Int16(clamping: Int((channel[frame] * 32768).rounded())))
        )
      case .float32:
        samples.append(littleEndian: channel[frame].bitPattern)
      }
    }
  }
  var file = Data("RIFF".utf8)
  file.append(littleEndian: UInt32(36 + samples.count))
  file.append(Data("WAVEfmt ".utf8))
  file.append(littleEndian: UInt32(16))
  file.append(littleEndian: encoding.rawValue)
  file.append(littleEndian: UInt16(channels.count))
  file.append(littleEndian: UInt32(sampleRate))
  file.append(littleEndian: UInt32(sampleRate * channels.count * width))
  file.append(littleEndian: UInt16(channels.count * width))
  file.append(littleEndian: UInt16(8 * width))
  file.append(Data("data".utf8))
  file.append(littleEndian: UInt32(samples.count))
  return file + samples
}

/// How a WAV file holds a sample; the raw value is the format tag in its header.
public enum WaveEncoding: UInt16, Sendable {
  /// Integers of 16 bits.
  case signed16 = 1
  /// Floating-point numbers of 32 bits.
  case float32 = 3
}

extension Data {
  fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
