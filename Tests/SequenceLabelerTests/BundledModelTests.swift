import Foundation
import Interchange
import SequenceLabeler
import TestSupport
import Testing

@Suite("The model that ships")
struct BundledModelTests {
  @Test("reads the clips in Audio/ with at most one word wrong")
  func clips() throws {
    let labeler = try SequenceLabeler.bundled()
    let manifest = try Manifest(contentsOf: packageRoot.appending(path: "Audio/manifest.jsonl"))
    #expect(manifest.entries.count >= 8)
    var wrong: [String] = []
    for entry in manifest.entries {
      let transcript = try labeler.transcribe(contentsOf: entry.audioPath)
      #expect(transcript.words.map(\.text).joined(separator: " ") == transcript.text)
      let (said, heard) = (entry.text.split(separator: " "), transcript.text.split(separator: " "))
      #expect(said.count == heard.count, "\(entry.text) was read as \(transcript.text)")
      wrong += zip(said, heard).filter { $0 != $1 }.map { "\($0) was read as \($1)" }
    }
    #expect(wrong.count <= 1, "\(wrong)")
  }

  @Test("fits into 8 MB")
  func size() throws {
    let folder = packageRoot.appending(path: "Sources/SequenceLabeler/Resources/bundled-model")
    let sizes = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [.fileSizeKey]
    ).map { try $0.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0 }
    #expect(sizes.reduce(0, +) <= 8_000_000)
  }
}
