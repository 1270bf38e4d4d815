/// Other systems' words for our own: Prometheus, PagerDuty, ServiceNow's em_event, syslog, and what people put into labels.
/// Case does not matter. Our own words stand first, as they are the most frequent.
enum Crosswalk {
  private static let severities: [(Word, Severity)] = table([
    ("critical", .critical), ("major", .major), ("minor", .minor), ("warning", .warning), ("info", .info),
    ("clear", .clear),
    // em_event: 0 clear, 1 critical … 5 OK or information, often sent as text.
    ("0", .clear), ("1", .critical), ("2", .major), ("3", .minor), ("4", .warning), ("5", .info),
    ("page", .critical), ("crit", .critical), ("fatal", .critical), ("emergency", .critical), ("emerg", .critical),
    ("alert", .critical), ("panic", .critical), ("disaster", .critical), ("blocker", .critical), ("p1", .critical),
    ("sev1", .critical),
    ("error", .major), ("err", .major), ("high", .major), ("severe", .major), ("p2", .major), ("sev2", .major),
    ("medium", .minor), ("moderate", .minor), ("average", .minor), ("p3", .minor), ("sev3", .minor),
    ("warn", .warning), ("low", .warning), ("ticket", .warning), ("p4", .warning), ("sev4", .warning),
    // "none" is the severity of Prometheus' always-firing watchdog: it must neither alarm nor resolve anything.
    ("none", .info), ("information", .info), ("informational", .info), ("notice", .info), ("debug", .info),
    ("normal", .info), ("p5", .info), ("sev5", .info),
    ("ok", .clear), ("okay", .clear), ("cleared", .clear), ("resolved", .clear), ("success", .clear),
  ])

  private static let statuses: [(Word, AlertStatus)] = table([
    ("firing", .firing), ("resolved", .resolved), ("resolve", .resolved), ("ok", .resolved), ("okay", .resolved),
    ("clear", .resolved), ("cleared", .resolved), ("closed", .resolved), ("close", .resolved), ("closing", .resolved),
    ("recovered", .resolved), ("recovery", .resolved), ("inactive", .resolved), ("normal", .resolved),
    ("expired", .resolved), ("solved", .resolved), ("up", .resolved),
  ])

  private static let domains: [(Word, Domain)] = table([
    ("network", .network), ("capacity", .capacity), ("database", .database), ("application", .application),
    ("other", .other), ("net", .network), ("db", .database), ("app", .application),
  ])

  /// An unknown word is a warning: a wrong guess at how bad it is costs less than the alert.
  static func severity(_ text: Bytes) -> Severity { find(text, severities) ?? .warning }

  /// A number on em_event's scale.
  static func severity(_ number: DecimalNumber) -> Severity? {
    switch number.whole {
    case 0: .clear
    case 1: .critical
    case 2: .major
    case 3: .minor
    case 4: .warning
    case 5: .info
    default: nil
    }
  }

  /// Whatever does not say that it is over goes on (`open`, `acknowledged`, `suppressed`).
  static func status(_ text: Bytes) -> AlertStatus { find(text, statuses) ?? .firing }

  static func domain(_ text: Bytes) -> Domain { find(text, domains) ?? .other }

  private static func table<Value>(_ rows: [(StaticString, Value)]) -> [(Word, Value)] {
    rows.compactMap { row in
      Word(Bytes(base: UnsafeRawPointer(row.0.utf8Start), count: row.0.utf8CodeUnitCount)).map { ($0, row.1) }
    }
  }

  private static func find<Value>(_ text: Bytes, _ table: [(Word, Value)]) -> Value? {
    guard let word = Word(text) else { return nil }
    for row in table where row.0 == word { return row.1 }
    return nil
  }

  /// A word as up to sixteen lower-case bytes, so that a table of words is a table of numbers.
  private struct Word: Equatable {
    var low: UInt64 = 0
    var high: UInt64 = 0

    init?(_ bytes: Bytes) {
      guard let base = bytes.base, bytes.count <= 16 else { return nil }
      for index in 0..<bytes.count {
        var byte = (base + index).load(as: UInt8.self)
        if byte &- UInt8(ascii: "A") < 26 { byte |= 0x20 }
        if index < 8 {
          low |= UInt64(byte) << (8 * UInt64(index))
        } else {
          high |= UInt64(byte) << (8 * UInt64(index - 8))
        }
      }
    }
  }
}
