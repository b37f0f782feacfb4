import Foundation

/// A line over the epochs of a training, as SVG; of one epoch, a dot.
struct LineChart {
  /// What stands above it.
  let title: String
  /// What the numbers are, behind them.
  let unit: String
  /// The points, x from left to right; more lines than one have names.
  let lines: [(name: String, points: [(x: Double, y: Double)])]

  private static let width = 440.0
  private static let height = 220.0
  private static let left = 56.0
  private static let bottom = 32.0
  private static let top = 40.0

  var svg: String {
    let points = lines.flatMap(\.points)
    let lastX = max(points.map(\.x).max() ?? 1, 1)
    let ticks = Self.ticks(upTo: points.map(\.y).max() ?? 1)
    let highest = ticks.last ?? 1
    func x(_ value: Double) -> Double {
      Self.left + value / lastX * (Self.width - Self.left - 16)
    }
    func y(_ value: Double) -> Double {
      Self.height - Self.bottom - value / highest * (Self.height - Self.bottom - Self.top)
    }
    var parts = [
      "<text class=\"title\" x=\"\(Self.left)\" y=\"16\">\(escaped(title))</text>"
    ]
    for tick in ticks {
      parts.append(
        "<line class=\"grid\" x1=\"\(Self.left)\" x2=\"\(Self.width - 16)\" y1=\"\(decimal(y(tick)))\" "
          + "y2=\"\(decimal(y(tick)))\"/><text class=\"scale\" text-anchor=\"end\" "
          + "x=\"\(Self.left - 6)\" y=\"\(decimal(y(tick) + 4))\">\(Self.label(tick, upTo: highest))\(unit)</text>"
      )
    }
    for tick in Self.ticks(upTo: lastX) where tick <= lastX {
      parts.append(
        "<text class=\"scale\" text-anchor=\"middle\" x=\"\(decimal(x(tick)))\" "
          + "y=\"\(Self.height - 12)\">\(Self.label(tick, upTo: lastX))</text>")
    }
    for (index, line) in lines.enumerated() {
      if line.points.count == 1, let (epoch, value) = line.points.first {
        parts.append(
          "<circle class=\"name\(index)\" cx=\"\(decimal(x(epoch)))\" cy=\"\(decimal(y(value)))\" "
            + "r=\"3\"/>")
      }
      let path = line.points.map { "\(decimal(x($0.x))),\(decimal(y($0.y)))" }
      parts.append(
        "<polyline class=\"line\(index)\" points=\"\(path.joined(separator: " "))\"/>")
      if lines.count > 1 {
        parts.append(
          "<text class=\"name\(index)\" text-anchor=\"end\" x=\"\(Self.width - 20)\" "
            + "y=\"\(16 + 15 * index)\">\(escaped(line.name))</text>")
      }
    }
    return
      "<svg class=\"chart\" viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" role=\"img\" "
      + "aria-label=\"\(escaped(title))\">\n\(parts.joined(separator: "\n"))\n</svg>"
  }

  /// Round numbers from 0 to `highest` or a little beyond, four to eight of them.
  static func ticks(upTo highest: Double) -> [Double] {
    guard highest > 0, highest.isFinite else { return [0, 1] }
    var step = 1.0
    while highest / step > 7 { step *= 10 }
    while highest / step < 0.7 { step /= 10 }
    let fraction = highest / step
    step *= fraction > 3.5 ? 1 : fraction > 1.4 ? 0.5 : 0.2
    let count = Int((highest / step).rounded(.up))
    return (0...count).map { Double($0) * step }
  }

  /// A tick's number, with as many digits as all of the scale that ends at `highest`.
  static func label(_ value: Double, upTo highest: Double) -> String {
    if value == 0 { return "0" }
    if highest < 0.001 { return exponential(value) }
    let step = ticks(upTo: highest)[1]
    return decimal(value, max(0, Int((-log10(step) - 1e-9).rounded(.up))))
  }

  private static func exponential(_ value: Double) -> String {
    var (fraction, exponent) = (value, 0)
    while fraction < 0.9999999 { (fraction, exponent) = (fraction * 10, exponent - 1) }
    return "\(decimal(fraction, fraction.rounded() == fraction ? 0 : 1))e\(exponent)"
  }
}
