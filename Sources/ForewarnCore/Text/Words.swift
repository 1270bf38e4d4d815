/// Numbers in words, words that fit, and words that are the same.
public enum Words {
  static func duration(_ micros: Double) -> String {
    switch micros.magnitude {
    case ..<10_000: (FixedPoint.text(micros / 1_000, decimals: 1) ?? "?") + " ms"
    case ..<1_000_000: (FixedPoint.text(micros / 1_000, decimals: 0) ?? "?") + " ms"
    default: (FixedPoint.text(micros / 1_000_000, decimals: 2) ?? "?") + " s"
    }
  }

  public static func span(hours: Double) -> String {
    switch hours {
    case ..<1.5: (FixedPoint.text(max(hours * 60, 1), decimals: 0) ?? "?") + " min"
    case ..<48: (FixedPoint.text(hours, decimals: hours < 10 ? 1 : 0) ?? "?") + " h"
    default: (FixedPoint.text(hours / 24, decimals: 0) ?? "?") + " days"
    }
  }

  public static func count(_ value: Double) -> String { FixedPoint.text(value, decimals: value < 10 ? 1 : 0) ?? "?" }

  /// A number of any size, with what it is a number of.
  static func value(_ value: Double, _ unit: String) -> String {
    let decimals =
      switch value.magnitude {
      case 0: 0
      case ..<0.01: 6
      case ..<10: 2
      case ..<1_000: 1
      default: 0
      }
    return (FixedPoint.text(value, decimals: decimals) ?? "?") + (unit.isEmpty ? "" : " \(unit)")
  }

  /// How many times something is something else.
  static func times(_ ratio: Double) -> String { FixedPoint.text(ratio, decimals: ratio < 10 ? 1 : 0) ?? "?" }

  public static func many(_ count: Int64, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  public static func percent(_ share: Double) -> String { (FixedPoint.text(share * 100, decimals: 1) ?? "?") + " %" }

  /// Without blanks around it and in small ASCII letters, as people's words are compared.
  public static func folded(_ word: String) -> String {
    let blanks = " \t\r\n".utf8
    let bytes = Array(word.utf8.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed())
    return String(
      decoding: bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  /// At most so many Unicode scalars, as JSON Schema counts, the last an ellipsis; whole characters, however many scalars they have.
  public static func cut(_ text: String, to limit: Int) -> String {
    // A scalar has at least one byte.
    guard text.utf8.count > limit, text.unicodeScalars.count > limit else { return text }
    var kept = text.startIndex
    var length = 0
    for index in text.indices {
      length += text[index].unicodeScalars.count
      guard length < limit else { break }
      kept = text.index(after: index)
    }
    return text[..<kept] + "…"
  }
}
