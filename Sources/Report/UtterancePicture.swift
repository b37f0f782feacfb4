import CTC
import Foundation
import NumericCore
import SequenceLabeler

/// One recording over time, as SVG: its features, the network's emissions, where the text was said
/// and what was heard.
struct UtterancePicture {
  /// What the network read, normalized, [frames, bins], and seconds from one frame to the next.
  let features: Matrix
  let secondsPerFeature: Double
  let emissions: Emissions
  /// The text at its place, if it can be aligned.
  let said: Transcript?
  let heard: Transcript

  private static let pixelsPerSecond = 160.0
  private static let left = 60.0
  private static let spectrogramHeight = 120.0
  private static let emissionsHeight = 90.0

  var svg: String {
    let width = Self.left + max(emissions.duration, 0.5) * Self.pixelsPerSecond + 16
    let emissionsTop = Self.spectrogramHeight + 26
    let wordsTop = emissionsTop + Self.emissionsHeight + 18
    let height = wordsTop + 76
    let parts = [
      spectrogram, curves(from: emissionsTop), row(said, "said", at: wordsTop),
      row(heard, "heard", at: wordsTop + 28), clock(at: height - 8),
    ]
    return
      "<svg class=\"utterance\" width=\"\(Int(width))\" height=\"\(Int(height))\" role=\"img\" "
      + "aria-label=\"Spectrogram, emissions and alignment\">\n"
      + parts.joined(separator: "\n") + "\n</svg>"
  }

  private func x(_ seconds: Double) -> String {
    decimal(Self.left + seconds * Self.pixelsPerSecond)
  }

  /// Features as an image: time to the right, frequency upwards, energy black.
  private var spectrogram: String {
    guard features.rows > 0 else { return "" }
    let (frames, bins) = (features.rows, features.columns)
    var pixels = [UInt8](repeating: 255, count: frames * bins)
    for bin in 0..<bins {
      for frame in 0..<frames {
        let level = (features[frame, bin] + 2) / 4.5
        pixels[(bins - 1 - bin) * frames + frame] = UInt8(255 * (1 - min(max(level, 0), 1)))
      }
    }
    let image = PNGImage(width: frames, height: bins, pixels: pixels)
    let width = Double(frames) * secondsPerFeature * Self.pixelsPerSecond
    return label("features", at: Self.spectrogramHeight / 2)
      + "<image class=\"spectrogram\" x=\"\(Self.left)\" y=\"4\" width=\"\(decimal(width))\" "
      + "height=\"\(Self.spectrogramHeight)\" preserveAspectRatio=\"none\" "
      + "href=\"\(dataAddress(image.data, type: "image/png"))\"/>"
  }

  /// The probability of every symbol that is ever probable, the null symbol's dashed.
  private func curves(from top: Double) -> String {
    let bottom = top + Self.emissionsHeight
    var parts = [
      label("emissions", at: top + Self.emissionsHeight / 2),
      "<line class=\"grid\" x1=\"\(Self.left)\" x2=\"\(x(emissions.duration))\" "
        + "y1=\"\(decimal(bottom))\" y2=\"\(decimal(bottom))\"/>",
    ]
    let rows = emissions.logProbabilities
    for symbol in 0..<rows.columns {
      let probabilities = (0..<rows.rows).map { exp(rows[$0, symbol]) }
      guard let peak = probabilities.max(), peak > 0.2 else { continue }
      let points = probabilities.enumerated().map { row, probability in
        "\(x((Double(row) + 0.5) * emissions.secondsPerFrame)),"
          + decimal(bottom - Double(probability) * Self.emissionsHeight)
      }
      let kind = symbol == emissions.alphabet.null ? "null" : "symbol\(symbol % 6)"
      parts.append("<polyline class=\"\(kind)\" points=\"\(points.joined(separator: " "))\"/>")
    }
    return parts.joined(separator: "\n")
  }

  /// Words where they are, and a tick for each symbol.
  private func row(_ transcript: Transcript?, _ name: String, at top: Double) -> String {
    var parts = [label(name, at: top + 9)]
    for word in transcript?.words ?? [] {
      let width = max((word.end - word.start) * Self.pixelsPerSecond, 3)
      parts.append(
        "<rect class=\"word\" x=\"\(x(word.start))\" y=\"\(decimal(top))\" "
          + "width=\"\(decimal(width))\" height=\"5\"/><text x=\"\(x(word.start))\" "
          + "y=\"\(decimal(top + 18))\">\(escaped(word.text))</text>")
    }
    for symbol in transcript?.symbols ?? [] where name == "said" {
      parts.append(
        "<line class=\"tick\" x1=\"\(x(symbol.start))\" x2=\"\(x(symbol.start))\" y1=\"4\" "
          + "y2=\"\(decimal(top))\"/>")
    }
    return parts.joined(separator: "\n")
  }

  private func clock(at bottom: Double) -> String {
    let seconds = stride(from: 0.0, through: emissions.duration, by: 0.5)
    return seconds.map { second in
      "<text class=\"scale\" text-anchor=\"middle\" x=\"\(x(second))\" y=\"\(decimal(bottom))\">"
        + "\(decimal(second)) s</text>"
    }.joined(separator: "\n")
  }

  private func label(_ text: String, at middle: Double) -> String {
    "<text class=\"scale\" text-anchor=\"end\" x=\"\(Self.left - 6)\" y=\"\(decimal(middle + 4))\">"
      + "\(text)</text>\n"
  }
}
