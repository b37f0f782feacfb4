import AudioFrontEnd
import Foundation
import TestSupport
import Testing

@Suite("Folder of sounds")
struct SoundFolderTests {
  private func write(_ name: String, to folder: URL, level: Float, sampleRate: Int = 8000) throws {
    let url = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try waveFile(
      channels: [[Float](repeating: level, count: 100)], sampleRate: sampleRate
    ).write(to: url)
  }

  @Test("sounds come by path, from inner folders too, at one rate; other and hidden files do not")
  func reading() throws {
    try withTemporaryFolder { folder in
      try write("z.wav", to: folder, level: 0.125)
      try write("a/b.WAV", to: folder, level: 0.25)
      try write("c.wav", to: folder, level: 0.5, sampleRate: 16000)
      try write(".c.wav", to: folder, level: 0.5)
      try write(".old/c.wav", to: folder, level: 0.5)
      try Data("noise".utf8).write(to: folder.appending(path: "README"))
      try Data("noise".utf8).write(to: folder.appending(path: "wav"))
      let sounds = try SoundFolder(contentsOf: folder, sampleRate: 8000)
      #expect(sounds.paths == ["a/b.WAV", "c.wav", "z.wav"])
      #expect(sounds.clips.map(\.sampleRate) == [8000, 8000, 8000])
      #expect(sounds.clips.map(\.samples.count) == [100, 50, 100])
      #expect(sounds.clips.map { $0.samples[20] } == [0.25, sounds.clips[1].samples[20], 0.125])
    }
  }

  @Test("a folder that is missing, a file, empty or broken says so in one line that names it")
  func faults() throws {
    try withTemporaryFolder { folder in
      func fault(_ name: String) throws -> SoundFolderError {
        let url = folder.appending(path: name)
        let error = try #require(throws: SoundFolderError.self) {
          try SoundFolder(contentsOf: url, sampleRate: 8000)
        }
        #expect(error.description.hasPrefix(url.path))
        #expect(!error.description.contains("\n"))
        return error
      }
      let path = { (name: String) in folder.appending(path: name).path }
      #expect(try fault("none") == .missing(path("none")))
      try Data("x".utf8).write(to: folder.appending(path: "file"))
      #expect(try fault("file") == .notAFolder(path("file")))
      try FileManager.default.createDirectory(
        at: folder.appending(path: "empty"), withIntermediateDirectories: true)
      try Data("x".utf8).write(to: folder.appending(path: "empty/notes.txt"))
      #expect(try fault("empty") == .noSound(path("empty")))
      try write("broken/a.wav", to: folder, level: 0)
      try Data().write(to: folder.appending(path: "broken/b.wav"))
      #expect(try fault("broken") == .unusable(.empty(path("broken/b.wav"))))
      try write("piped/a.wav", to: folder, level: 0)
      try #require(mkfifo(path("piped/b.wav"), 0o600) == 0)
      let error = SoundFolderError.unreadable(
        path("piped/b.wav"), reason: "a pipe or a device, not a file; remove it")
      #expect(try fault("piped") == error)
    }
  }
}
