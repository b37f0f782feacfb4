import ArgumentParser
import AudioFrontEnd
import CTC
import Foundation
import NumericCore
import SequenceLabeler

/// `ctc-asr decode`: sound files to text.
struct DecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode", abstract: "Turn sound files into text.",
    discussion: """
      One file gives its text alone, several give a line each with path, tab and text; one that \
      cannot be read does not keep the others from being decoded. Any container that libsndfile \
      reads will do, at any sample rate; - is standard input. With --out, each file's text, \
      subtitles … go to a file of their own: decode *.wav --format srt --out subtitles

      With --each-channel, the sides of a call are transcribed one by one: lines of text begin with \
      the channel, JSON has it, and --out gets call.1.txt and call.2.txt. What one side has of the \
      other, at least 15 dB softer than there, is not written.

      With --live, sound is read as it arrives, in WAV or --raw: \
      arecord -f S16_LE -r 16000 | ctc-asr decode --live -
      Each utterance is a line, or its subtitles with --format srt or vtt, once a pause has ended \
      it. On a terminal, a model that reads forwards only (train --set \
      network.bidirectional=false) shows what it hears while it is said; `ctc-asr info` tells its \
      delay. Ctrl-C ends the sound.
      """)

  @OptionGroup var model: ModelOptions
  @OptionGroup var decoder: DecoderOptions
  @OptionGroup var input: EmissionsInput
  @OptionGroup var audio: AudioOptions

  @Option(
    help: """
      What is written: the text, a JSON object a line with times and confidence, words with times \
      (ctm), subtitles, or Praat's tiers.
      """)
  var format = TranscriptFormat.text

  @Option(
    help: ArgumentHelp(
      "Where they go instead of standard output: x.txt (json, srt …) for each x.wav.",
      valueName: "dir"))
  var out: String?

  @Flag(help: "Transcribe each channel of a file by itself.")
  var eachChannel = false

  @Option(
    help: ArgumentHelp(
      "List so many transcripts, the best first: score, tab, text; in JSON as alternatives.",
      valueName: "count"))
  var nbest: Int?

  @Flag(help: "Read sound as it arrives; write each utterance as soon as it has ended.")
  var live = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The shortest pause that ends an utterance of --live sound (default: 0.6).",
      valueName: "seconds"))
  var minimumPause: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      How far below the loudest speech of the last 3 s speech of --live sound may lie, 1 to 100: \
      with 30 a second speaker farther away is heard, and talk in the background, too (default: 18).
      """, valueName: "decibels"))
  var loudnessRange: Float?

  @Argument(help: ArgumentHelp("Sound files, or -.", valueName: "file"))
  var files: [String] = []

  func validate() throws {
    try input.validate(files: files, model: model, audio: audio, wantsTimes: format.hasTimes)
    if inputs.count > 1 || eachChannel, !format.takesSeveral, out == nil {
      throw ValidationError(
        "--format \(format.rawValue) takes one file\(eachChannel ? " and channel" : ""); name --out DIR "
          + "for a file of each")
    }
    if eachChannel, audio.channel != nil || live || !input.emissions.isEmpty || files.contains("-")
    {
      throw ValidationError(
        "--each-channel takes sound files, without --channel, --live or --emissions")
    }
    try validateLive()
    guard let nbest else { return }
    if nbest < 1 { throw ValidationError("--nbest must be at least 1") }
    if decoder.greedy { throw ValidationError("--greedy does not go with --nbest") }
    if ![.text, .json].contains(format) {
      throw ValidationError("--nbest goes with --format text or json")
    }
  }

  /// What is decoded.
  private var inputs: [String] { files + input.emissions }

  private func validateLive() throws {
    guard live else {
      if minimumPause != nil { throw ValidationError("--minimum-pause goes with --live") }
      if loudnessRange != nil { throw ValidationError("--loudness-range goes with --live") }
      return
    }
    if files.count != 1 || nbest != nil || out != nil || format == .textgrid {
      throw ValidationError(
        "--live takes one file or -, without --nbest, --out or --format textgrid")
    }
    if let minimumPause, !(0.1...10).contains(minimumPause) {
      throw ValidationError("--minimum-pause must be from 0.1 to 10")
    }
    if let loudnessRange, !(1...100).contains(loudnessRange) {
      throw ValidationError("--loudness-range must be from 1 to 100")
    }
  }

  func run() throws {
    if live {
      let labeler = try decoder.labeler(model.load(for: decoder))
      return try LiveDecoding(
        labeler: labeler, pause: minimumPause ?? 0.6,
        loudnessRange: loudnessRange ?? VoiceActivityConfiguration().loudnessRange, format: format,
        audio: audio, path: files[0]
      ).run()
    }
    let interruption = out.map { _ in OutputInterruption() }
    defer { withExtendedLifetime(interruption) {} }
    let folder = try transcriptFolder()
    if let alphabet = try input.alphabet() {
      try decodeEmissions(over: alphabet, to: folder)
    } else {
      try decodeSound(to: folder)
    }
  }

  /// Where transcripts go, if not to standard output.
  private func transcriptFolder() throws -> TranscriptFolder? {
    let lists = [decoder.lexicon, decoder.phrases, decoder.lm, decoder.hotwordFile, input.tokens]
      .compactMap(\.self)
    return try out.map {
      try TranscriptFolder(
        $0, format: format, recordings: inputs, hasChannels: eachChannel, besides: lists)
    }
  }

  private func decodeSound(to folder: TranscriptFolder?) throws {
    let model = try model.load(for: decoder)
    let labeler = try decoder.labeler(model, offersChoice: nbest != nil)
    var resampling = ResamplingNotice(modelRate: model.sampleRate)
    try decodeAll(to: folder) { path throws(AudioFileError) in
      let sound = try audio.channels(at: path, each: eachChannel, for: labeler.model)
      return (
        (sound.sampleRate, sound.channelsCancel),
        sound.emissions.map { $0.transcripts(labeler.decoding, count: nbest ?? 1) }
      )
    } tell: { found, path in
      let (sampleRate, channelsCancel) = found
      resampling.tell(of: sampleRate, at: path)
      if channelsCancel { tellCancelledChannels(at: path) }
    }
  }

  private func decodeEmissions(over alphabet: Alphabet, to folder: TranscriptFolder?) throws {
    let decoding = try decoder.decoding(alphabet: alphabet, offersChoice: nbest != nil)
    try decodeAll(to: folder) { path throws(EmissionsError) in
      ((), [try input.load(path, alphabet: alphabet).transcripts(decoding, count: nbest ?? 1)])
    } tell: { _, _ in
    }
  }

  /// Writes what `transcripts` makes of each input, or of each channel of it, in their order; `tell` gets
  /// what it found besides.
  private func decodeAll<Found, E: DescribedError>(
    to folder: TranscriptFolder?,
    _ transcripts: (String) throws(E) -> (found: Found, channels: [[Transcript]]),
    tell: (Found, String) -> Void
  ) throws {
    var failed = false
    try inParallel(inputs.count, ahead: 4 * ThreadPool.shared.threadCount) { index in
      Result { () throws(E) in try transcripts(inputs[index]) }
    } inOrder: { index, result in
      switch result {
      case .success(let (found, channels)):
        tell(found, inputs[index])
        for (channel, transcripts) in zip(1..., channels) {
          try write(
            transcripts, path: inputs[index], channel: eachChannel ? channel : nil, to: folder)
        }
      case .failure(let error):
        notice("Error: \(error)")
        failed = true
      }
    }
    if failed { throw ExitCode.failure }
  }

  private func write(
    _ transcripts: [Transcript], path: String, channel: Int?, to folder: TranscriptFolder?
  ) throws {
    let text = try format.lines(
      for: transcripts, path: path, channel: channel ?? audio.channel, listsSeveral: nbest != nil,
      namesPath: inputs.count > 1 && folder == nil,
      namesChannel: channel != nil && folder == nil)
    if let folder {
      try folder.write(text, for: path, channel: channel)
    } else {
      try output(text)
    }
  }
}
