import Foundation

/// The number that these characters write, or nil if they write none.
func decimalNumber(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
  exactDecimal(text) ?? Double(String(decoding: text, as: UTF8.self))
}

/// The number, if it is one of few digits, whose double is exact: what a quotient or product of two
/// exact doubles is.
private func exactDecimal(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
  var offset = 0
  let isNegative = text.first == UInt8(ascii: "-")
  if isNegative { offset = 1 }
  var digits: UInt64 = 0
  var digitCount = 0
  var pointOffset: Int?
  while offset < text.count {
    let byte = text[offset]
    if byte &- 0x30 < 10 {
      digits = 10 * digits + UInt64(byte - 0x30)
      digitCount += 1
      guard digitCount <= 15 else { return nil }
    } else if byte == UInt8(ascii: "."), pointOffset == nil {
      pointOffset = digitCount
    } else {
      return nil
    }
    offset += 1
  }
  guard digitCount > 0 else { return nil }
  let value = Double(digits) / powersOfTen[digitCount - (pointOffset ?? digitCount)]
  return isNegative ? -value : value
}

private let powersOfTen: [Double] = (0...15).map { pow(10, Double($0)) }
