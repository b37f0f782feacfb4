/// Seconds as minutes and seconds, such as `3:07`.
package func clockTime(_ seconds: Double) -> String {
  guard seconds.isFinite else { return "?" }
  let whole = Int(max(0, seconds))
  let rest = whole % 60
  return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
}
