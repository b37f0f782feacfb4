public import Foundation
public import NumericCore

/// The sounds of a folder, in memory at one sample rate: recordings of noise, or impulse responses
/// of rooms.
///
///     let noises = try SoundFolder(contentsOf: url, sampleRate: clip.sampleRate)
///     if let noise = noises.clips.randomElement(using: &generator) {
///       clip = clip.addingNoise(noise, signalToNoiseDecibels: 15, using: &generator)
///     }
public struct SoundFolder: Sendable {
  /// The paths of the sounds inside the folder, sorted.
  public let paths: [String]
  /// The sounds, in the order of their paths, whatever the file system's order is.
  public let clips: [AudioClip]

  /// Reads all sound files in a folder and in those inside it, but hidden ones.
  ///
  /// A file is one of sound if it is named like one: `.wav`, `.flac`, `.ogg` and others.
  ///
  /// - Parameters:
  ///   - folder: the folder.
  ///   - sampleRate: the rate in hertz to which every sound is resampled.
  /// - Throws: ``SoundFolderError`` when there is no such folder, no sound in it, or one that
  ///   cannot be read.
  /// - Precondition: `sampleRate` is positive.
  public init(contentsOf folder: URL, sampleRate: Int) throws(SoundFolderError) {
    let paths = try Self.paths(in: folder)
    let results = inParallel(paths.count) { index in
      Result { () throws(AudioFileError) in
        try AudioClip(contentsOf: folder.appending(path: paths[index])).resampled(to: sampleRate)
      }
    }
    var clips: [AudioClip] = []
    for result in results {
      do throws(AudioFileError) {
        clips.append(try result.get())
      } catch {
        throw .unusable(error)
      }
    }
    (self.paths, self.clips) = (paths, clips)
  }

  /// The paths of the sound files inside a folder, sorted; at least one.
  ///
  /// - Throws: ``SoundFolderError`` when there is no such folder, no sound file in it, or what is named
  ///   like one is no file.
  public static func paths(in folder: URL) throws(SoundFolderError) -> [String] {
    let name = folder.relativePath
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isDirectory) else {
      throw .missing(name)
    }
    guard isDirectory.boolValue else { throw .notAFolder(name) }
    let all: [String]
    do {
      all = try FileManager.default.subpathsOfDirectory(
        atPath: folder.resolvingSymlinksInPath().path)
    } catch {
      throw .unreadable(name, reason: systemReason(for: error))
    }
    let paths = all.filter { path in
      extensions.contains(URL(filePath: path).pathExtension.lowercased())
        && path.split(separator: "/").allSatisfy { !$0.hasPrefix(".") }
    }.sorted()
    guard !paths.isEmpty else { throw .noSound(name) }
    let pipe = paths.map { folder.appending(path: $0) }.first { isPipeOrDevice($0.path) }
    if let pipe {
      throw .unreadable(pipe.relativePath, reason: "a pipe or a device, not a file; remove it")
    }
    return paths
  }

  private static let extensions: Set = [
    "aif", "aiff", "au", "caf", "flac", "mp3", "oga", "ogg", "opus", "rf64", "w64", "wav",
  ]
}

/// Why a folder gives no ``SoundFolder``.
public enum SoundFolderError: DescribedError, Sendable, Hashable {
  /// There is no such folder.
  case missing(String)
  /// The path is that of a file.
  case notAFolder(String)
  /// The system cannot list it, or what is named like a sound file in it is none.
  case unreadable(String, reason: String)
  /// No file in it is named like one of sound.
  case noSound(String)
  /// A sound file in it cannot be used.
  case unusable(AudioFileError)

  /// One line: where, what is wrong and what to do.
  public var description: String {
    switch self {
    case .missing(let name): "\(name): no such folder; check the path"
    case .notAFolder(let name): "\(name): is a file; name the folder that it is in"
    case .unreadable(let name, let reason): "\(name): cannot be read (\(reason))"
    case .noSound(let name): "\(name): no sound file in it; put WAV or FLAC files there"
    case .unusable(let error): error.description
    }
  }
}
