import ArgumentParser
import AudioFrontEnd
import Foundation
import Interchange
import RecurrentNetwork
import SequenceLabeler

/// `ctc-asr decode --live`: text of sound while it arrives.
struct LiveDecoding {
  let labeler: SequenceLabeler
  /// The shortest pause that ends an utterance, in seconds.
  let pause: Double
  /// How far below the loudest speech of the last seconds speech may lie, in decibels.
  let loudnessRange: Float
  let format: TranscriptFormat
  let audio: AudioOptions
  let path: String

  /// Decodes to the end of the sound, or to a signal, which ends it too.
  func run() throws {
    let interruption = Interruption(stopping: nil, stopped: "stopped")
    var status = stat()
    let kind = stat(path, &status) == 0 ? status.st_mode & S_IFMT : S_IFREG
    if path == "-" || kind == S_IFIFO || kind == S_IFCHR {
      try decodeArrivingSound(interruption)
    } else {
      try decodeFile(interruption)
    }
    if let code = interruption.exitCode { throw ExitCode(code) }
  }

  private func decodeFile(_ interruption: Interruption) throws {
    var reader = try audio.reader(at: path)
    var text = try LiveText(self, sampleRate: reader.sampleRate)
    do {
      while !interruption.isRequested, let samples = try reader.nextBlock() {
        try text.append(samples)
      }
    } catch let error as AudioFileError {
      // What was heard before the damage is heard.
      try text.finish()
      throw error
    }
    try text.finish()
  }

  private func decodeArrivingSound(_ interruption: Interruption) throws {
    let name = inputName(path)
    let bytes = try ArrivingBytes(path: path, name: name, interruption: interruption)
    var sound = AudioByteStream(raw: audio.format, channel: audio.channel, name: name)
    var text: LiveText?
    while let piece = try bytes.next() {
      let samples = try sound.append(piece)
      if text == nil, let format = sound.format {
        text = try LiveText(self, sampleRate: format.sampleRate)
      }
      try text?.append(samples)
    }
    try text?.finish()
    guard !interruption.isRequested else { return }
    let incomplete = try sound.finish()
    if incomplete > 0 {
      notice("\(name): ends within a sample; the last \(counted(incomplete, "byte")) left out")
    }
  }
}

/// The text of a stream on its way to standard output: a line or subtitles an utterance, of text on a
/// terminal also the one under way.
private struct LiveText {
  private let live: LiveDecoding
  private var stream: TranscriptStream
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  private var shown = ""
  /// How many subtitles were written.
  private var subtitleCount = 0

  init(_ live: LiveDecoding, sampleRate: Int) throws {
    self.live = live
    stream = try TranscriptStream(
      live.labeler, sampleRate: sampleRate, pause: live.pause, loudnessRange: live.loudnessRange)
    let model = live.labeler.model
    if model.latency == nil {
      notice(
        "the model \(model.needOfTheEnd): the text of an utterance comes "
          + String(format: "%.1f s after its end", stream.delay))
    }
    var resampling = ResamplingNotice(modelRate: model.sampleRate)
    resampling.tell(of: sampleRate, at: live.path)
    if live.format == .vtt { try output(Subtitles.webVTTHeader) }
  }

  mutating func append(_ samples: [Float]) throws {
    try write(stream.append(samples))
    if isTerminal && live.format == .text { try showPartialText() }
  }

  mutating func finish() throws {
    try write(stream.finish())
    try show("")
  }

  private mutating func write(_ transcripts: [Transcript]) throws {
    guard !transcripts.isEmpty else { return }
    try show("")
    for transcript in transcripts {
      switch live.format {
      case .srt:
        let subtitles = transcript.subtitles
        try output(subtitles.subRip(after: subtitleCount))
        subtitleCount += subtitles.lines.count
      case .vtt: try output(transcript.subtitles.webVTTCues)
      default:
        try output(
          live.format.lines(
            for: [transcript], path: live.path, listsSeveral: false, namesPath: false))
      }
    }
  }

  /// Writes what is said so far over what stood there, faintly where it may change: as much of its
  /// end as fits into the line.
  private mutating func showPartialText() throws {
    var size = winsize()
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1
    let width = isKnown ? Int(size.ws_col) - 1 : 79
    let (text, stable) = (stream.partialText, stream.stableText)
    let visible = text.suffix(width)
    let settled = visible.prefix(max(0, stable.count - (text.count - visible.count)))
    let open = visible.dropFirst(settled.count)
    try show(settled + (open.isEmpty ? "" : "\u{1b}[2m\(open)\u{1b}[0m"))
  }

  private mutating func show(_ line: some StringProtocol) throws {
    guard line != shown else { return }
    shown = String(line)
    try output("\r\u{1b}[K\(line)")
  }
}

extension Model {
  /// Why the model has no latency.
  var needOfTheEnd: String {
    if configuration.network.shape.bidirectional { return "reads in both directions" }
    return configuration.dereverberation == true
      ? "takes late reverberation off the sound" : "takes an utterance's own mean off its features"
  }

  /// When it answers, in words.
  var delay: String {
    guard let latency else {
      return "\(needOfTheEnd): hears an utterance to its end, a long recording in windows of "
        + "\(Int(Model.windowSeconds)) s"
    }
    return "answers after \(Int((1000 * latency).rounded(.up))) ms of sound"
  }
}
