import AudioFrontEnd
import CInterface
import CRecognizer
import Foundation
import SequenceLabeler
import Synchronization
import TestSupport
import Testing

@Suite("What a program in C asks besides a text")
struct CInterfaceOptionTests {
  private let file = packageRoot.appending(path: "Audio/k-l-m-seven.wav").path

  private func failure() -> String { String(cString: ctc_asr_error()) }

  private func clip() throws -> AudioClip { try AudioClip(contentsOf: URL(filePath: file)) }

  @Test("other texts that may have been said follow the best one")
  func otherTextsFollowTheBestOne() throws {
    var options = ctc_asr_options()
    options.n_best = 4
    let recognizer = try #require(ctc_asr_open(nil, &options))
    defer { ctc_asr_close(recognizer) }
    let model = try Model.bundled()
    let expected = try SequenceLabeler(model, decoding: .beam(model.searchOptions))
      .transcripts(of: try clip(), count: 4)
    let transcript = try #require(ctc_asr_transcribe_file(recognizer, file))
    defer { ctc_asr_transcript_free(transcript) }
    var found: [String] = []
    var next: UnsafePointer<ctc_asr_transcript>? = UnsafePointer(transcript)
    while let one = next {
      found.append(String(cString: one.pointee.text))
      next = one.pointee.next
    }
    #expect(found == expected.map(\.text))
    #expect(found.count > 1)
    options.n_best = 1001
    #expect(ctc_asr_open(nil, &options) == nil)
    #expect(failure() == "n_best is 1001; it must be from 0 to 1000")
  }

  @Test("options that exclude each other are refused by their names in C")
  func refusals() throws {
    func refusal(_ change: (inout ctc_asr_options) -> Void) -> String {
      var options = ctc_asr_options()
      change(&options)
      #expect(ctc_asr_open(nil, &options) == nil)
      return failure()
    }
    withCStrings(["one", "two"]) { list in
      #expect(
        refusal {
          ($0.words, $0.word_count) = (list.baseAddress, 2)
          ($0.phrases, $0.phrase_count) = (list.baseAddress, 2)
        } == "words does not go with phrases")
      #expect(
        refusal {
          ($0.phrases, $0.phrase_count, $0.word_bonus) = (list.baseAddress, 2, 1)
        } == "phrases does not go with word_bonus")
      #expect(
        refusal {
          ($0.greedy, $0.words, $0.word_count) = (1, list.baseAddress, 2)
        } == "greedy does not go with words")
      #expect(
        refusal { ($0.words, $0.word_count) = (list.baseAddress, 0) }
          .hasPrefix("words: the list is empty"))
    }
    #expect(
      refusal { ($0.greedy, $0.n_best) = (1, 2) } == "greedy does not go with n_best")
    #expect(
      refusal { ($0.no_language_model, $0.language_weight) = (1, 2) }
        == "no_language_model does not go with language_weight")
    #expect(
      refusal { ($0.no_word_bonus, $0.word_bonus) = (1, 2) }
        == "no_word_bonus does not go with word_bonus")
    #expect(
      refusal { ($0.no_prior_weight, $0.prior_weight) = (1, 2) }
        == "no_prior_weight does not go with prior_weight")
    #expect(refusal { $0.language_weight = 2 }.hasPrefix("language_weight needs language_model"))
    #expect(refusal { $0.prior_weight = 2 }.hasPrefix("prior_weight needs a model with priors"))
  }

  @Test("a word bonus counts by itself, a model's language model only where it is wanted")
  func wordBonusAndLanguageModel() throws {
    let clip = try clip()
    func found(
      _ name: String, _ change: (inout ctc_asr_options) -> Void
    ) throws -> Transcript {
      var options = ctc_asr_options()
      change(&options)
      let recognizer = try #require(ctc_asr_open(name, &options), "\(failure())")
      defer { ctc_asr_close(recognizer) }
      return try transcript(ctc_asr_transcribe_file(recognizer, file))
    }
    var options = DecodingOptions()
    options.wordBonus = -2
    let meagre = try SequenceLabeler.bundled(options: options).transcribe(clip)
    #expect(try found("commands") { $0.word_bonus = -2 } == meagre)
    #expect(meagre.languageScore != 0)
    options = DecodingOptions()
    options.languageModel = .none
    let unweighed = try SequenceLabeler.bundled(.english, options: options)
    #expect(unweighed.model.languageModel == nil)
    let expected = unweighed.transcribe(clip)
    #expect(try found("english") { $0.no_language_model = 1 } == expected)
    let own = try found("english") { _ in }
    let changes: [(inout ctc_asr_options, inout DecodingOptions) -> Void] = [
      { ($0.no_word_bonus, $1.wordBonus) = (1, 0) },
      { ($0.no_prior_weight, $1.priorWeight) = (1, 0) },
    ]
    for change in changes {
      var inC = ctc_asr_options()
      options = DecodingOptions()
      change(&inC, &options)
      let expected = try SequenceLabeler.bundled(.english, options: options).transcribe(clip)
      #expect(try found("english") { $0 = inC } == expected)
      #expect(expected != own)
    }
  }

  @Test("bf16 is what the library has, or refused where the processor has none")
  func bf16() throws {
    var options = ctc_asr_options()
    options.bf16 = 1
    guard Precision.bf16.isAvailable else {
      #expect(ctc_asr_open(nil, &options) == nil)
      #expect(failure().contains("bf16"))
      return
    }
    let recognizer = try #require(ctc_asr_open(nil, &options))
    defer { ctc_asr_close(recognizer) }
    let expected = SequenceLabeler(try Model.bundled(precision: .bf16)).transcribe(try clip())
    #expect(try transcript(ctc_asr_transcribe_file(recognizer, file)) == expected)
  }

  @Test("late reverberation is taken off if that is asked")
  func lateReverberation() throws {
    let clip = try clip()
    let shift = clip.sampleRate * 3 / 10
    let heard = clip.samples.indices.map {
      clip.samples[$0] + ($0 < shift ? 0 : 0.5 * clip.samples[$0 - shift])
    }
    var options = ctc_asr_options()
    options.greedy = 1
    options.dereverberate = 1
    let recognizer = try #require(ctc_asr_open(nil, &options))
    defer { ctc_asr_close(recognizer) }
    let transcript = try #require(
      ctc_asr_transcribe(recognizer, heard, heard.count, Int32(clip.sampleRate)))
    defer { ctc_asr_transcript_free(transcript) }
    let found = SequenceLabeler.greedy(try Model.bundled().dereverberating())
      .transcribe(AudioClip(samples: heard, sampleRate: clip.sampleRate))
    #expect(String(cString: transcript.pointee.text) == found.text)
    let symbols = UnsafeBufferPointer(
      start: transcript.pointee.symbols, count: transcript.pointee.symbol_count)
    #expect(symbols.map(\.confidence) == found.symbols.map(\.confidence))
  }

  @Test("what is under way ends when the program says so")
  func whatIsUnderWayEndsWhenTheProgramSaysSo() throws {
    var isCancelled: Int32 = 0
    try withUnsafeMutablePointer(to: &isCancelled) { isCancelled in
      var options = ctc_asr_options()
      options.cancel = { $0?.load(as: Int32.self) ?? 0 }
      options.cancel_context = UnsafeMutableRawPointer(isCancelled)
      let recognizer = try #require(ctc_asr_open(nil, &options))
      defer { ctc_asr_close(recognizer) }
      let transcript = ctc_asr_transcribe_file(recognizer, file)
      #expect(transcript != nil)
      ctc_asr_transcript_free(transcript)
      isCancelled.pointee = 1
      #expect(ctc_asr_transcribe_file(recognizer, file) == nil)
      #expect(failure() == "cancelled")
      let clip = try clip()
      #expect(ctc_asr_transcribe(recognizer, clip.samples, clip.samples.count, 16000) == nil)
      #expect(ctc_asr_align(recognizer, clip.samples, clip.samples.count, 16000, "k") == nil)
    }
  }

  @Test("with one thread a call, the thread that is asked tells whose call ends")
  func oneCallersCallEndsAlone() async {
    await #expect(processExitsWith: .success) {
      #expect(ctc_asr_set_thread_count(1) == 0)
      var options = ctc_asr_options()
      var cancelled = pthread_self()
      try withUnsafeMutablePointer(to: &cancelled) { cancelled in
        options.cancel = {
          guard let cancelled = $0?.load(as: pthread_t.self) else { return 0 }
          return pthread_equal(cancelled, pthread_self()) == 0 ? 0 : 1
        }
        options.cancel_context = UnsafeMutableRawPointer(cancelled)
        nonisolated(unsafe) let recognizer = try #require(ctc_asr_open(nil, &options))
        defer { ctc_asr_close(recognizer) }
        // Two windows, for which there could be two threads.
        let samples = [Float](repeating: 0, count: 60 * 16000)
        let transcribed = DispatchSemaphore(value: 0)
        let succeeds = Atomic(false)
        Thread.detachNewThread {
          let transcript = ctc_asr_transcribe(recognizer, samples, samples.count, 16000)
          succeeds.store(transcript != nil, ordering: .relaxed)
          ctc_asr_transcript_free(transcript)
          transcribed.signal()
        }
        #expect(ctc_asr_transcribe(recognizer, samples, samples.count, 16000) == nil)
        transcribed.wait()
        let succeeded = succeeds.load(ordering: .relaxed)
        #expect(succeeded)
      }
    }
  }

  @Test("filterbanks are the extractor's, with Kaldi's defaults where all is zero")
  func filterbanksAreTheExtractors() throws {
    var options = ctc_asr_filter_bank_options()
    try expect(options, FilterBankConfiguration())
    options = ctc_asr_filter_bank_options(
      sample_rate: 16000, mel_bins: 40, frame_length: 32, frame_shift: 16, low_frequency: 60,
      high_frequency: -400, scale: 1, mirror_edges: 1)
    var configuration = FilterBankConfiguration(melBinCount: 40)
    configuration.frames.frameLengthMilliseconds = 32
    configuration.frames.frameShiftMilliseconds = 16
    configuration.frames.sampleScale = 1
    configuration.frames.snipsEdges = false
    configuration.lowFrequency = 60
    configuration.highFrequency = -400
    try expect(options, configuration)
    let none = try #require(ctc_asr_filter_bank(&options, nil, 0))
    #expect(none.pointee.frame_count == 0)
    ctc_asr_features_free(none)
    options.mel_bins = -1
    #expect(ctc_asr_filter_bank(&options, [0], 1) == nil)
    #expect(failure().contains("melBinCount is -1"))
    options = ctc_asr_filter_bank_options()
    #expect(ctc_asr_filter_bank(&options, [.nan], 1) == nil)
    #expect(failure().contains("the sound"))
  }

  private func expect(
    _ options: ctc_asr_filter_bank_options, _ configuration: FilterBankConfiguration
  ) throws {
    var options = options
    let samples = try clip().samples
    let expected = try FeatureExtractor(configuration).features(of: samples)
    let features = try #require(ctc_asr_filter_bank(&options, samples, samples.count))
    defer { ctc_asr_features_free(features) }
    let found = features.pointee
    #expect(found.frame_count == expected.rows && found.column_count == expected.columns)
    let values = UnsafeBufferPointer(
      start: found.values, count: found.frame_count * found.column_count)
    #expect(expected.elements.elementsEqual(values))
  }

  @Test("a number of threads is taken if it can be")
  func aNumberOfThreadsIsTakenIfItCanBe() {
    #expect(ctc_asr_set_thread_count(2) == 0)
    #expect(ctc_asr_set_thread_count(0) == 0)
    #expect(ctc_asr_set_thread_count(-1) == -1)
    #expect(failure() == "the number of threads is -1; it must be at least 0")
  }
}
