/// A duration as it is typed on a command line: `30m`, `2h`, `1d`.
enum DurationOption {
  static let value = OptionValue.text(placeholder: "DURATION")

  /// µs; nil when it is none.
  static func micros(_ duration: String) -> Int64? {
    let seconds: Int64? =
      switch duration.last {
      case "s": 1
      case "m": 60
      case "h": 3_600
      case "d": 86_400
      default: nil
      }
    guard let seconds, let number = Int64(duration.dropLast()), (1...1_000_000).contains(number) else { return nil }
    return number * seconds * 1_000_000
  }
}
