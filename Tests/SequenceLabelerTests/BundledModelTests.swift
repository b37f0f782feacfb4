import AudioFrontEnd
import CTC
import Foundation
import Interchange
import SequenceLabeler
import TestSupport
import Testing

@Suite("The models that ship")
struct BundledModelTests {
  @Test("reads every clip in Audio/ without an error, greedily too")
  func clips() throws {
    let labelers = [try SequenceLabeler.bundled(), .greedy(try .bundled())]
    let manifest = try Manifest(contentsOf: packageRoot.appending(path: "Audio/manifest.jsonl"))
    #expect(manifest.entries.count >= 8)
    for entry in manifest.entries {
      for labeler in labelers {
        let transcript = try labeler.transcribe(contentsOf: entry.audioPath)
        #expect(transcript.text == entry.text, "\(entry.audioPath.lastPathComponent)")
        #expect(transcript.words.map(\.text).joined(separator: " ") == transcript.text)
      }
    }
  }

  @Test("reads them as well from a hundredth of their amplitude")
  func faintClips() throws {
    let labeler = try SequenceLabeler.bundled()
    for entry in try Manifest(
      contentsOf: packageRoot.appending(path: "Audio/manifest.jsonl")
    ).entries {
      let clip = try AudioClip(contentsOf: entry.audioPath).changingVolume(byDecibels: -40)
      #expect(
        labeler.transcribe(clip).text == entry.text, "\(entry.audioPath.lastPathComponent)")
    }
  }

  @Test("hears which of a list of phrases was said, if one was")
  func phrases() throws {
    let model = try Model.bundled()
    let phrases = try Lexicon(
      phrases: ["Nine zero three one", "nine one zero three", "Yes!"], alphabet: model.alphabet)
    let labeler = try SequenceLabeler(model, decoding: .beam(size: 32, lexicon: phrases))
    let clips = packageRoot.appending(path: "Audio")
    for (file, phrase) in [("nine-zero-three-one", "nine zero three one"), ("yes", "yes")] {
      let transcript = try labeler.transcribe(contentsOf: clips.appending(path: "\(file).wav"))
      #expect(transcript.text == phrase)
      #expect(transcript.words.allSatisfy { $0.confidence > 0.9 })
    }
    let other = try labeler.transcribe(contentsOf: clips.appending(path: "two-six-eight.wav"))
    #expect(other.words.allSatisfy { $0.confidence < 0.1 })
  }

  @Test("is found by its name, a directory by its path")
  func name() throws {
    let folder = packageRoot.appending(path: "Sources/SequenceLabeler/Resources/models/commands")
    #expect(try Model(named: "commands").alphabet == Model(contentsOf: folder).alphabet)
    #expect(throws: ModelError.self) { try Model(named: "command") }
  }

  @Test("fits into 13 MB", arguments: BundledModel.allCases)
  func size(model: BundledModel) throws {
    let folder = packageRoot.appending(
      path: "Sources/SequenceLabeler/Resources/models/\(model.rawValue)")
    let sizes = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [.fileSizeKey]
    ).map { try $0.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0 }
    #expect(sizes.reduce(0, +) <= 13_000_000)
  }

  @Test(
    "for English reads them too, with its list of words and, any words, without",
    arguments: [
      Vocabulary.listed, .any,
    ])
  func english(vocabulary: Vocabulary) throws {
    let labeler = SequenceLabeler(try Model.bundled(.english, vocabulary: vocabulary))
    let options = try #require(labeler.decoding.beamSearchOptions)
    #expect(options.languageModel != nil)
    #expect((options.lexicon == nil) == (vocabulary == .any))
    let manifest = try Manifest(contentsOf: packageRoot.appending(path: "Audio/manifest.jsonl"))
    for entry in manifest.entries {
      #expect(try labeler.transcribe(contentsOf: entry.audioPath).text == entry.text)
    }
  }
}
