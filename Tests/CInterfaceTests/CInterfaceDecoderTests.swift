import AudioFrontEnd
import CInterface
import CRecognizer
import CTC
import Foundation
import SequenceLabeler
import TestSupport
import Testing

@Suite("What a program in C with a network of its own sees")
struct CInterfaceDecoderTests {
  private let whole: Emissions
  private let frames: [Float]
  private var count: Int { whole.logProbabilities.rows }

  init() throws {
    whole = try SequenceLabeler.bundled().emissions(
      of: AudioClip(contentsOf: packageRoot.appending(path: "Audio/two-six-eight.wav")))
    frames = whole.logProbabilities.elements
  }

  private func failure() -> String { String(cString: ctc_asr_error()) }

  private func opened(_ options: ctc_asr_options = ctc_asr_options()) throws -> OpaquePointer {
    var options = options
    return try withCStrings(whole.alphabet.symbols) { symbols in
      try #require(
        ctc_asr_decoder_open(
          symbols.baseAddress, symbols.count, whole.alphabet.null, 0.04, &options))
    }
  }

  @Test("frames say what the library reads in them, at once and piece by piece")
  func framesSayWhatTheLibraryReads() throws {
    let emissions = Emissions(
      logProbabilities: whole.logProbabilities, alphabet: whole.alphabet, secondsPerFrame: 0.04)
    var options = ctc_asr_options()
    for (size, decoding) in [
      (0, .greedy), (8, .beam(BeamSearchOptions(beamSize: 8))),
    ] as [(Int32, SequenceLabeler.Decoding)] {
      options.beam_size = size
      let decoder = try opened(options)
      let expected = emissions.transcript(decoding)
      #expect(try transcript(ctc_asr_decoder_transcribe(decoder, frames, count)) == expected)
      let search = ctc_asr_search_open(decoder)
      defer { ctc_asr_search_close(search) }
      // The search goes on with what the decoder had.
      ctc_asr_decoder_close(decoder)
      let columns = whole.alphabet.count
      for first in stride(from: 0, to: count, by: 10) {
        let piece = Array(frames[first * columns..<min(first + 10, count) * columns])
        #expect(ctc_asr_search_append(search, piece, piece.count / columns) == 0)
      }
      #expect(String(cString: ctc_asr_search_partial_text(search)) == "two six eight")
      #expect(try transcript(ctc_asr_search_finish(search)) == expected)
      #expect(try transcript(ctc_asr_search_finish(search)).text == "")
    }
  }

  @Test("a known text is found in the frames, with a dictionary too")
  func aKnownTextIsFound() throws {
    let decoder = try opened()
    defer { ctc_asr_decoder_close(decoder) }
    let expected = try Emissions(
      logProbabilities: whole.logProbabilities, alphabet: whole.alphabet, secondsPerFrame: 0.04
    ).align("two six eight").transcript
    #expect(
      try transcript(ctc_asr_decoder_align(decoder, frames, count, "two six eight")) == expected)
    #expect(ctc_asr_decoder_align(decoder, frames, 2, "two six eight") == nil)
    #expect(failure().contains("frames"))
    try withCStrings(["zwei\tt w o", "sechs\ts i x", "acht\te i g h t"]) { words in
      var options = ctc_asr_options()
      options.words = words.baseAddress
      options.word_count = words.count
      let german = try opened(options)
      defer { ctc_asr_decoder_close(german) }
      let found = try transcript(ctc_asr_decoder_align(german, frames, count, "zwei sechs acht"))
      #expect(found.words.map(\.text) == ["zwei", "sechs", "acht"])
      #expect(found.words.map(\.start) == expected.words.map(\.start))
      #expect(
        try transcript(ctc_asr_decoder_transcribe(german, frames, count)).text == "zwei sechs acht")
    }
  }

  @Test("the symbols of a file are read as the library reads them")
  func theSymbolsOfAFile() throws {
    try withTemporaryFolder { folder in
      let tokens = folder.appending(path: "tokens.txt")
      try whole.alphabet.tokenLines.joined(separator: "\n").write(
        to: tokens, atomically: true, encoding: .utf8)
      let decoder = try #require(ctc_asr_decoder_open_file(tokens.path, nil, 0.04, nil))
      defer { ctc_asr_decoder_close(decoder) }
      #expect(ctc_asr_decoder_symbol_count(decoder) == whole.alphabet.count)
      #expect(
        try transcript(ctc_asr_decoder_transcribe(decoder, frames, count)).text == "two six eight")
      #expect(ctc_asr_decoder_open_file(tokens.path, "<nothing>", 0.04, nil) == nil)
      #expect(failure().contains("<nothing>"))
      #expect(ctc_asr_decoder_open_file("missing.txt", nil, 0.04, nil) == nil)
      #expect(failure().contains("missing.txt"))
    }
  }

  @Test("what is no decoder, and no frame, is told of")
  func whatFailsIsToldOf() throws {
    #expect(ctc_asr_decoder_open(nil, 3, 0, 0.04, nil) == nil)
    #expect(failure().contains("symbols"))
    #expect(ctc_asr_decoder_open([nil, nil], 2, 0, 0.04, nil) == nil)
    #expect(failure().contains("symbol"))
    withCStrings(["<blank>", "a"]) { symbols in
      for shift in [0, -1, 11, Double.nan] {
        #expect(ctc_asr_decoder_open(symbols.baseAddress, 2, 0, shift, nil) == nil)
        #expect(failure().contains("frame_shift"))
      }
      #expect(ctc_asr_decoder_open(symbols.baseAddress, 2, 2, 0.04, nil) == nil)
      #expect(failure().contains("2"))
    }
    let decoder = try opened()
    defer { ctc_asr_decoder_close(decoder) }
    #expect(try transcript(ctc_asr_decoder_transcribe(decoder, nil, 0)).text == "")
    let wrong = [Float](repeating: .nan, count: whole.alphabet.count)
    #expect(ctc_asr_decoder_transcribe(decoder, wrong, 1) == nil)
    #expect(failure().hasPrefix("the utterance: nan in frame 0"))
    let search = ctc_asr_search_open(decoder)
    defer { ctc_asr_search_close(search) }
    #expect(ctc_asr_search_append(search, wrong, 1) == -1)
    withCStrings(["two\tt w"]) { words in
      var options = ctc_asr_options()
      options.words = words.baseAddress
      options.word_count = 1
      "two".withCString { two in
        var hotWord = ctc_asr_hot_word(text: two, boost: 5)
        withUnsafePointer(to: &hotWord) {
          options.hot_words = $0
          options.hot_word_count = 1
          withCStrings(whole.alphabet.symbols) { symbols in
            #expect(
              ctc_asr_decoder_open(symbols.baseAddress, symbols.count, 0, 0.04, &options) == nil)
          }
        }
      }
      #expect(failure().hasPrefix("hot_words does not go with"))
    }
  }

  @Test("features of a stream are those of all of the sound")
  func featuresOfAStream() throws {
    let samples = try AudioClip(
      contentsOf: packageRoot.appending(path: "Audio/two-six-eight.wav")
    ).samples
    for mirrors in [0, 1] as [Int32] {
      var options = ctc_asr_filter_bank_options()
      options.mirror_edges = mirrors
      let expected = try values(ctc_asr_filter_bank(&options, samples, samples.count))
      let stream = try #require(ctc_asr_feature_stream_open(&options))
      defer { ctc_asr_feature_stream_close(stream) }
      for _ in 0..<2 {
        var found: [Float] = []
        for first in stride(from: 0, to: samples.count, by: 777) {
          let piece = Array(samples[first..<min(first + 777, samples.count)])
          found += try values(ctc_asr_feature_stream_append(stream, piece, piece.count))
        }
        found += try values(ctc_asr_feature_stream_finish(stream))
        #expect(found == expected)
      }
      #expect(ctc_asr_feature_stream_append(stream, [.nan], 1) == nil)
      options.mel_bins = -1
      #expect(ctc_asr_feature_stream_open(&options) == nil)
    }
  }

  private func values(_ features: UnsafeMutablePointer<ctc_asr_features>?) throws -> [Float] {
    let features = try #require(features)
    defer { ctc_asr_features_free(features) }
    return Array(
      UnsafeBufferPointer(
        start: features.pointee.values,
        count: features.pointee.frame_count * features.pointee.column_count))
  }
}
