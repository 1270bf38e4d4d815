/// A duration as it is typed on a command line: `30m`, `2h`, `1d`.
enum DurationOption {
  static let value = OptionValue.text(placeholder: "DURATION")

  /// µs; nil when it is none.
  static func micros(_ duration: String) -> Int64? {
    let digits = duration.prefix { $0.isASCII && $0.isNumber }
    let unit: Int64? =
      switch duration.dropFirst(digits.count) {
      case "ms": 1_000
      case "s": 1_000_000
      case "m": 60_000_000
      case "h": 3_600_000_000
      case "d": 86_400_000_000
      default: nil
      }
    guard let unit, let number = Int64(digits), (1...1_000_000).contains(number) else { return nil }
    return number * unit
  }
}
