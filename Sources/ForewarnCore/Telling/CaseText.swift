/// Plain words: what a support engineer reads in ten seconds.
enum CaseText {
  static let titleLimit = 130

  static func title(_ instance: String, _ finding: Finding?) -> String {
    guard let finding else { return "\(instance): at risk" }
    return cut("\(instance): \(headline(finding))", to: titleLimit)
  }

  private static func headline(_ f: Finding) -> String {
    switch f.code {
    case .immediateAlert: "\(f.severity.name) alert \(f.subject)" + (f.items.first.map { " on \($0)" } ?? "")
    case .indicatorBurst: "\(f.count) × \(f.subject) in 5 min, usually \(usual(f.expected))"
    case .novelAlerts:
      f.observed >= 2
        ? "\(count(f.observed)) new kinds of alerts, the last is \(f.subject)" : "new kind of alert: \(f.subject)"
    case .latencyAnomaly: "\(f.subject) takes \(duration(f.observed)), usually \(duration(f.expected))"
    case .latencyTrend:
      f.trend.map { "\(f.subject) is slowing down, \(duration($0.limitMicros)) \(left($0))" }
        ?? "\(f.subject) is slowing down"
    case .errorShare: "\(percent(f.observed)) of \(f.subject) fail, usually \(percent(f.expected))"
    case .usageDrop: "usage fell to \(count(f.observed)) requests a minute, usually \(count(f.expected))"
    }
  }

  /// One reason, one sentence.
  static func reason(_ f: Finding) -> String {
    switch f.code {
    case .immediateAlert:
      "A \(f.severity.name) alert fired: \(f.subject)" + on(f) + quoted(f.summary) + "."
    case .indicatorBurst:
      "\(f.subject) fired \(f.count) times in 5 minutes\(on(f)), usually \(usual(f.expected))" + quoted(f.summary) + "."
    case .novelAlerts:
      "\(f.subject) was never seen here before"
        + (f.observed >= 2 ? ", one of \(count(f.observed)) new kinds within 5 minutes," : "")
        + on(f) + quoted(f.summary) + "."
    case .latencyAnomaly:
      "\(f.subject) takes \(duration(f.observed)) on average, \(ratio(f)) its usual \(duration(f.expected))\(share(f))\(tail(f))."
    case .latencyTrend:
      f.trend.map {
        "\(f.subject) rises by \(duration($0.slopePerHour)) an hour, from a usual \(duration(f.expected)) to \(duration($0.levelMicros)) now; its limit of \(duration($0.limitMicros)) \(left($0))\(share(f))."
      } ?? "\(f.subject) is rising."
    case .errorShare:
      "\(percent(f.observed)) of the \(f.count) \(f.subject) requests of the last minute failed; usual is \(percent(f.expected))."
    case .usageDrop:
      "Requests fell to \(count(f.observed)) a minute from a usual \(count(f.expected)), for \(f.count) minutes now."
    }
  }

  static func summary(_ change: CaseChange) -> String {
    let episode = change.episode
    let now = Timestamp.clockMinute(episode.updatedMicros)
    if change.resolution != nil {
      let hours = Double(episode.updatedMicros - episode.openedMicros) / 3.6e9
      return "Back to normal at \(now) UTC after \(span(hours: hours)). It was: "
        + episode.findings.prefix(2).map(reason).joined(separator: " ")
    }
    let risk = "Risk \(FixedPoint.text(Double(episode.riskPermille) / 10, decimals: 0) ?? "0") % at \(now) UTC. "
    return risk + episode.findings.prefix(3).map(reason).joined(separator: " ")
  }

  static func action(_ finding: Finding?, instance: String, isTriage: Bool) -> String {
    guard !isTriage else {
      return "Nobody owns \(instance) in the install base: find out whose it is, add it there, and pass the case on."
    }
    guard let f = finding else { return "Look at \(instance) before its users do." }
    switch (f.code, f.domain) {
    case (.latencyAnomaly, _), (.latencyTrend, _):
      return
        "Find what changed on \(instance) in the last hour (release, job, data growth), look where \(f.subject) spends its time, and tell the customer before they call."
    case (.errorShare, _):
      return "Read the errors of \(f.subject) on \(instance) and undo the change that brought them."
    case (.usageDrop, _):
      return
        "Check that users reach \(instance) at all: sign-in, network path, load balancer; ask the customer whether the drop is planned."
    case (_, .database):
      return "Check connections, locks and replication of the databases behind \(instance) before users see slow pages."
    case (_, .network):
      return
        "Check the network path and the devices in front of \(instance); compare with other customers at the same site."
    case (_, .capacity):
      return "Check CPU, memory and disk of \(instance) and give it room before it runs out."
    default: return "Look at \(f.subject) on \(instance) and decide whether the customer must be told."
    }
  }

  // MARK: Numbers in words

  static func duration(_ micros: Double) -> String {
    switch micros.magnitude {
    case ..<10_000: (FixedPoint.text(micros / 1_000, decimals: 1) ?? "?") + " ms"
    case ..<1_000_000: (FixedPoint.text(micros / 1_000, decimals: 0) ?? "?") + " ms"
    default: (FixedPoint.text(micros / 1_000_000, decimals: 2) ?? "?") + " s"
    }
  }

  static func span(hours: Double) -> String {
    switch hours {
    case ..<1.5: (FixedPoint.text(max(hours * 60, 1), decimals: 0) ?? "?") + " min"
    case ..<48: (FixedPoint.text(hours, decimals: hours < 10 ? 1 : 0) ?? "?") + " h"
    default: (FixedPoint.text(hours / 24, decimals: 0) ?? "?") + " days"
    }
  }

  private static func left(_ t: TrendEstimate) -> String {
    t.hoursHigh <= 0
      ? "is already crossed"
      : "in about \(span(hours: t.hoursMid)) (\(span(hours: t.hoursLow)) to \(span(hours: t.hoursHigh)))"
  }

  private static func count(_ value: Double) -> String { FixedPoint.text(value, decimals: value < 10 ? 1 : 0) ?? "?" }
  /// What is usual of something that is rare.
  private static func usual(_ value: Double) -> String {
    value < 0.05 ? "never" : value < 1 ? "less than one" : count(value)
  }
  private static func percent(_ share: Double) -> String { (FixedPoint.text(share * 100, decimals: 1) ?? "?") + " %" }
  private static func on(_ f: Finding) -> String {
    f.items.isEmpty ? "" : " on \(f.items.prefix(3).map(\.text).joined(separator: ", "))"
  }
  private static func quoted(_ text: String) -> String { text.isEmpty ? "" : " (\(cut(text, to: 120)))" }

  private static func ratio(_ f: Finding) -> String {
    f.expected > 0 ? (FixedPoint.text(f.observed / f.expected, decimals: 1) ?? "?") + "×" : "above"
  }

  private static func share(_ f: Finding) -> String {
    f.loadShare >= 0.005 ? "; it carries \(percent(f.loadShare)) of the load" : ""
  }

  private static func tail(_ f: Finding) -> String {
    f.p90Micros > 0 ? "; one in ten takes \(duration(f.p90Micros)) or more" : ""
  }

  /// At most so many Unicode scalars, as JSON Schema counts, the last an ellipsis; whole characters, however many scalars they have.
  static func cut(_ text: String, to limit: Int) -> String {
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
