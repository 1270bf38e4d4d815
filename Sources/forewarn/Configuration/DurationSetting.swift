/// A setting that counts time may be written as a duration, too: `90s` for 90 seconds, `2h` for 120 panes.
enum DurationSetting {
  static let pattern = "^[1-9][0-9]*(ms|s|m|h|d)$"

  /// Of a setting's unit; nil when it does not count time.
  static func micros(ofUnit unit: String?) -> Int64? {
    switch unit {
    case "milliseconds": 1_000
    case "seconds": 1_000_000
    case "panes of 60 s": 60_000_000
    case "hours": 3_600_000_000
    case "days": 86_400_000_000
    default: nil
    }
  }

  /// A duration as a whole number of the unit; nil when it is none.
  static func integer(_ text: String, unit: String?) -> Int64? {
    guard let unit = micros(ofUnit: unit), let micros = DurationOption.micros(text), micros % unit == 0 else {
      return nil
    }
    return micros / unit
  }

  static func number(_ text: String, unit: String?) -> Double? {
    guard let unit = micros(ofUnit: unit), let micros = DurationOption.micros(text) else { return nil }
    return Double(micros) / Double(unit)
  }

  /// What a complaint says of it.
  static func clause(unit: String?) -> String { micros(ofUnit: unit) == nil ? "" : ", or a duration such as 90s or 2h" }
}
