import ForewarnCore

/// What people say of signals, by name.
enum SignalKeys {
  static let key = Key<Configuration>.rows(
    "signals", \.settings.signals,
    KeyTable(keys: [
      .text("name", \.name, .any, "The signal's name; * stands for any text. The first that matches counts.").required,
      .choice(
        "direction", \.direction, SignalRule.Direction.allCases, name: { $0.rawValue },
        "Which way is bad; down for satisfaction, up for a queue."),
      .optionalNumber(
        "limit", \.limit, -Limits.signalValue...Limits.signalValue,
        "What is not to be reached, going that way; only with a limit is a trend looked for."),
      .choice(
        "domain", \.domain, Domain.allCases, name: { $0.name },
        "What it speaks of. Different domains support each other."),
      .optionalText("unit", \.unitText, .any, "What it is a number of, for people; else what its events say."),
    ]),
    empty: { SignalRule(name: "") },
    "Numbers that should not drift, such as satisfaction, logins, queues and saturation. What is not named here may stray neither way, and has no limit. At most \(Limits.signalRules)."
  )

  static func check(_ signals: [SignalRule], source: String, _ findings: inout Findings) {
    if signals.count > Limits.signalRules {
      findings.add(
        "signals has \(signals.count) entries; at most \(Limits.signalRules) are looked at", atKey: "signals",
        in: source)
    }
    for (index, rule) in signals.enumerated() {
      if rule.limit != nil, rule.direction == .both {
        findings.add(
          "signals[\(index)].limit needs a direction, up or down: which way is \(rule.name) not to reach it?",
          atKey: "signals[\(index)].limit", in: source)
      }
      if let first = signals[..<index].firstIndex(where: { $0.name == rule.name }), !rule.name.isEmpty {
        findings.add(
          "signals[\(index)].name \"\(rule.name)\" stands in signals[\(first)] already, and the first counts",
          atKey: "signals[\(index)].name", in: source)
      }
    }
  }
}

extension SignalRule {
  fileprivate var unitText: String? {
    get { unit.isEmpty ? nil : unit }
    set { unit = newValue ?? "" }
  }
}
