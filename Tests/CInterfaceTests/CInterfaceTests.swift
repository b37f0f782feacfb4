import AudioFrontEnd
import CInterface
import CRecognizer
import CTC
import Foundation
import SequenceLabeler
import TestSupport
import Testing

@Suite("What a program in C sees")
struct CInterfaceTests {
  private let file = packageRoot.appending(path: "Audio/two-six-eight.wav").path

  private func opened(_ options: ctc_asr_options = ctc_asr_options()) throws -> OpaquePointer {
    var options = options
    return try #require(ctc_asr_open("commands", &options))
  }

  private func text(_ transcript: UnsafeMutablePointer<ctc_asr_transcript>?) throws -> String {
    let transcript = try #require(transcript)
    defer { ctc_asr_transcript_free(transcript) }
    return String(cString: transcript.pointee.text)
  }

  @Test("a file says what the library hears in it")
  func aFileSaysWhatTheLibraryHears() throws {
    let recognizer = try #require(ctc_asr_open(nil, nil))
    defer { ctc_asr_close(recognizer) }
    let expected = try SequenceLabeler.bundled().transcribe(contentsOf: URL(filePath: file))
    let transcript = try #require(ctc_asr_transcribe_file(recognizer, file))
    defer { ctc_asr_transcript_free(transcript) }
    let found = transcript.pointee
    #expect(String(cString: found.text) == expected.text)
    #expect(spans(found.words, found.word_count) == expected.words)
    #expect(spans(found.symbols, found.symbol_count) == expected.symbols)
    #expect(found.duration == expected.duration)
    #expect(found.log_probability == expected.logProbability)
  }

  @Test("samples say what their file says")
  func samplesSayWhatTheirFileSays() throws {
    let recognizer = try opened()
    defer { ctc_asr_close(recognizer) }
    let clip = try AudioClip(contentsOf: URL(filePath: file))
    #expect(
      try text(
        ctc_asr_transcribe(
          recognizer, clip.samples, clip.samples.count, Int32(clip.sampleRate)))
        == text(ctc_asr_transcribe_file(recognizer, file)))
    #expect(try text(ctc_asr_transcribe(recognizer, nil, 0, 16000)) == "")
  }

  @Test("of phrases, one or none is recognized")
  func phrasesAreTheOnlyOnesRecognized() throws {
    for (list, expected) in [
      (["two six eight", "nine"], ["two six eight"]), (["nine"], ["", "nine"]),
    ] {
      try withCStrings(list) { phrases in
        var options = ctc_asr_options()
        options.phrases = phrases.baseAddress
        options.phrase_count = phrases.count
        let recognizer = try opened(options)
        defer { ctc_asr_close(recognizer) }
        #expect(try expected.contains(text(ctc_asr_transcribe_file(recognizer, file))))
      }
    }
  }

  @Test("hot words are recognized beside a list of words")
  func hotWordsAreRecognizedBesideAListOfWords() throws {
    try withCStrings(["two", "six"]) { words in
      var options = ctc_asr_options()
      options.words = words.baseAddress
      options.word_count = words.count
      let listed = try opened(options)
      defer { ctc_asr_close(listed) }
      #expect(try !text(ctc_asr_transcribe_file(listed, file)).contains("eight"))
      try "eight".withCString { eight in
        var hotWord = ctc_asr_hot_word(text: eight, boost: 5)
        try withUnsafePointer(to: &hotWord) {
          options.hot_words = $0
          options.hot_word_count = 1
          let recognizer = try opened(options)
          defer { ctc_asr_close(recognizer) }
          #expect(try text(ctc_asr_transcribe_file(recognizer, file)) == "two six eight")
        }
      }
    }
  }

  @Test("hot words, words and phrases that are NULL are skipped")
  func whatIsNULLIsSkipped() throws {
    let lists: [WritableKeyPath<ctc_asr_options, UnsafePointer<UnsafePointer<CChar>?>?>] = [
      \.words, \.phrases,
    ]
    try "two six eight".withCString { phrase in
      try "two".withCString { word in
        for (list, texts) in zip(lists, [[nil, word], [phrase, nil]]) {
          try texts.withUnsafeBufferPointer { texts in
            var options = ctc_asr_options()
            options[keyPath: list] = texts.baseAddress
            (options.word_count, options.phrase_count) = (2, 2)
            let recognizer = try opened(options)
            defer { ctc_asr_close(recognizer) }
            #expect(try text(ctc_asr_transcribe_file(recognizer, file)).hasPrefix("two"))
          }
        }
      }
    }
    var hotWord = ctc_asr_hot_word(text: nil, boost: 5)
    try withUnsafePointer(to: &hotWord) {
      var options = ctc_asr_options()
      options.hot_words = $0
      options.hot_word_count = 1
      let recognizer = try opened(options)
      defer { ctc_asr_close(recognizer) }
      #expect(try text(ctc_asr_transcribe_file(recognizer, file)) == "two six eight")
    }
  }

  @Test("a known text is found in the sound")
  func aKnownTextIsFoundInTheSound() throws {
    let recognizer = try opened()
    defer { ctc_asr_close(recognizer) }
    let clip = try AudioClip(contentsOf: URL(filePath: file))
    let expected = try SequenceLabeler.bundled().align("two six eight", to: clip).transcript
    let transcript = try #require(
      ctc_asr_align(
        recognizer, clip.samples, clip.samples.count, Int32(clip.sampleRate), "two six eight"))
    defer { ctc_asr_transcript_free(transcript) }
    #expect(spans(transcript.pointee.words, transcript.pointee.word_count) == expected.words)
  }

  @Test("a known text is found in a file, too")
  func aKnownTextIsFoundInAFile() throws {
    let recognizer = try opened()
    defer { ctc_asr_close(recognizer) }
    let clip = try AudioClip(contentsOf: URL(filePath: file))
    let expected = try SequenceLabeler.bundled().align("two six eight", to: clip).transcript
    let found = try transcript(ctc_asr_align_file(recognizer, file, "two six eight"))
    #expect(found == expected)
    #expect(ctc_asr_align_file(recognizer, "missing.wav", "two") == nil)
  }

  @Test("what the network says is there with its symbols, for a decoder of it, too")
  func whatTheNetworkSays() throws {
    let recognizer = try opened()
    defer { ctc_asr_close(recognizer) }
    let labeler = try SequenceLabeler.bundled()
    let alphabet = labeler.model.alphabet
    let expected = try labeler.emissions(contentsOf: URL(filePath: file)).logProbabilities
    let clip = try AudioClip(contentsOf: URL(filePath: file))
    for emissions in [
      ctc_asr_emissions_file(recognizer, file),
      ctc_asr_emissions(recognizer, clip.samples, clip.samples.count, Int32(clip.sampleRate)),
    ] {
      let emissions = try #require(emissions)
      defer { ctc_asr_features_free(emissions) }
      let found = emissions.pointee
      #expect(found.frame_count == expected.rows && found.column_count == expected.columns)
      let values = UnsafeBufferPointer(
        start: found.values, count: found.frame_count * found.column_count)
      #expect(expected.elements.elementsEqual(values))
    }
    #expect(ctc_asr_frame_shift(recognizer) == labeler.model.secondsPerFrame)
    #expect(ctc_asr_null_symbol(recognizer) == alphabet.null)
    let count = ctc_asr_symbol_count(recognizer)
    let symbols = try (0..<count).map {
      String(cString: try #require(ctc_asr_symbol(recognizer, $0)))
    }
    #expect(symbols == alphabet.symbols)
    #expect(ctc_asr_symbol(recognizer, count) == nil)
    #expect(ctc_asr_emissions(recognizer, [.nan], 1, 16000) == nil)
    #expect(ctc_asr_emissions_file(recognizer, "missing.wav") == nil)
    #expect(String(cString: ctc_asr_version()) == "\(packageVersion)")
  }

  @Test("a stream gives utterances as they end, and outlives its recognizer")
  func aStreamGivesUtterancesAsTheyEnd() throws {
    let recognizer = try opened()
    let clip = try AudioClip(contentsOf: URL(filePath: file))
    let pause = [Float](repeating: 0, count: clip.sampleRate)
    let stream = try #require(ctc_asr_stream_open(recognizer, Int32(clip.sampleRate), 0, 0))
    defer { ctc_asr_stream_close(stream) }
    // The stream goes on with what the recognizer had.
    ctc_asr_close(recognizer)
    let sound = clip.samples + pause + clip.samples
    #expect(ctc_asr_stream_append(stream, sound, sound.count) == 1)
    #expect(ctc_asr_stream_finish(stream) == 2)
    let first = try #require(ctc_asr_stream_next(stream))
    let second = try #require(ctc_asr_stream_next(stream))
    #expect(ctc_asr_stream_next(stream) == nil)
    #expect(second.pointee.words[0].start > first.pointee.words[0].start + clip.duration)
    #expect(try text(first) == "two six eight")
    #expect(try text(second) == "two six eight")
    #expect(String(cString: ctc_asr_stream_partial_text(stream)) == "")
  }

  @Test("a stream hears speech as soft as its loudness range, and takes nothing that is no sound")
  func aStreamHearsSoftSpeech() throws {
    let recognizer = try opened()
    defer { ctc_asr_close(recognizer) }
    let clip = try AudioClip(contentsOf: URL(filePath: file))
    let pause = [Float](repeating: 0, count: clip.sampleRate)
    let sound = clip.samples + pause + clip.samples.map { $0 / 16 }
    for range in [0, 40] as [Double] {
      var expected = try TranscriptStream(
        SequenceLabeler.bundled(), sampleRate: clip.sampleRate,
        loudnessRange: range == 0 ? VoiceActivityConfiguration().loudnessRange : Float(range))
      let transcripts = expected.append(sound) + expected.finish()
      let stream = try #require(
        ctc_asr_stream_open(recognizer, Int32(clip.sampleRate), 0, range))
      defer { ctc_asr_stream_close(stream) }
      #expect(ctc_asr_stream_append(stream, clip.samples + [.nan], clip.samples.count + 1) == -1)
      #expect(ctc_asr_stream_append(stream, sound, sound.count) >= 0)
      #expect(ctc_asr_stream_finish(stream) == transcripts.count)
      for transcript in transcripts {
        #expect(try text(ctc_asr_stream_next(stream)) == transcript.text)
      }
    }
  }

  @Test("what fails is told of")
  func whatFailsIsToldOf() throws {
    func failure() -> String { String(cString: ctc_asr_error()) }
    #expect(ctc_asr_open("/no/such/model", nil) == nil)
    #expect(failure().contains("/no/such/model"))
    var options = ctc_asr_options()
    options.beam_size = -1
    #expect(ctc_asr_open(nil, &options) == nil)
    #expect(failure() == "beam_size is -1; it must be from 1 to 100000")
    let recognizer = try opened()
    defer { ctc_asr_close(recognizer) }
    #expect(ctc_asr_sample_rate(recognizer) == 16000)
    #expect(ctc_asr_transcribe_file(recognizer, "missing.wav") == nil)
    #expect(failure().contains("missing.wav: no such file"))
    #expect(ctc_asr_transcribe(recognizer, [0, .nan], 2, 16000) == nil)
    #expect(failure().contains("the sound"))
    #expect(ctc_asr_transcribe(recognizer, [0], 1, 0) == nil)
    #expect(failure().contains("0"))
    #expect(ctc_asr_align(recognizer, [0, 0], 2, 16000, "two") == nil)
    #expect(failure().contains("frames"))
    for pause in [-1, 61, Double.nan] {
      #expect(ctc_asr_stream_open(recognizer, 16000, pause, 0) == nil)
      #expect(failure() == "pause is \(pause); it must be from 0 to 60 seconds")
    }
    for range in [-1, 0.5, 101, Double.nan] {
      #expect(ctc_asr_stream_open(recognizer, 16000, 0, range) == nil)
      #expect(
        failure() == "loudness_range is \(range); it must be 0, or from 1 to 100 decibels")
    }
    let stream = try #require(ctc_asr_stream_open(recognizer, 16000, 0, 0))
    defer { ctc_asr_stream_close(stream) }
    #expect(ctc_asr_stream_append(stream, [.infinity], 1) == -1)
  }
}
