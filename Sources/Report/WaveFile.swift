import AudioFrontEnd
import Foundation

/// A clip as the bytes of a WAV file with 16-bit samples.
func waveFile(_ clip: AudioClip) -> Data {
  var file = Data("RIFF".utf8)
  let bytes = 2 * clip.samples.count
  file.append(littleEndian: UInt32(36 + bytes))
  file.append(Data("WAVEfmt ".utf8))
  file.append(littleEndian: UInt32(16))
  file.append(littleEndian: UInt16(1))  // integers
  file.append(littleEndian: UInt16(1))  // one channel
  file.append(littleEndian: UInt32(clip.sampleRate))
  file.append(littleEndian: UInt32(2 * clip.sampleRate))
  file.append(littleEndian: UInt16(2))
  file.append(littleEndian: UInt16(16))
  file.append(Data("data".utf8))
  file.append(littleEndian: UInt32(bytes))
  for sample in clip.samples {
    file.append(littleEndian: Int16(max(-32768, min(32767, (sample * 32768).rounded()))))
  }
  return file
}

extension Data {
  fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
