/// Other systems' words for our own: Prometheus, PagerDuty, ServiceNow's em_event, syslog, and what people put into labels.
/// Words are compared as `FoldedWord` says. Our own stand first, as they are the most frequent. Only what has one meaning wherever it
/// is used stands here; what a vendor's other words, and any numbers, mean is for a topic's own map to say.
enum Crosswalk {
  private static let severities: [(FoldedWord, Severity)] = table([
    ("critical", .critical), ("major", .major), ("minor", .minor), ("warning", .warning), ("info", .info),
    ("clear", .clear),
    ("page", .critical), ("crit", .critical), ("fatal", .critical), ("emergency", .critical), ("emerg", .critical),
    ("alert", .critical), ("panic", .critical), ("disaster", .critical), ("blocker", .critical), ("urgent", .critical),
    ("highest", .critical), ("catastrophic", .critical),
    // A scale that has a 0 begins with it.
    ("p0", .critical), ("sev0", .critical), ("sev_0", .critical), ("s0", .critical),
    ("p1", .critical), ("p2", .major), ("p3", .minor), ("p4", .warning), ("p5", .info),
    ("error", .major), ("err", .major), ("high", .major), ("severe", .major),
    ("medium", .minor), ("moderate", .minor), ("average", .minor),
    ("warn", .warning), ("low", .warning), ("ticket", .warning), ("indeterminate", .warning),
    // "none" is the severity of Prometheus' always-firing watchdog: it must neither alarm nor resolve anything.
    ("none", .info), ("information", .info), ("informational", .info), ("notice", .info), ("debug", .info),
    ("normal", .info), ("verbose", .info), ("trace", .info), ("trivial", .info), ("lowest", .info),
    ("ok", .clear), ("okay", .clear), ("cleared", .clear), ("resolved", .clear), ("success", .clear),
  ])

  /// Severities by number, as most houses have them. Azure's begin with Sev0, so that its Sev1 is an error.
  private static let levels: [(FoldedWord, Severity)] = table([
    ("sev1", .critical), ("sev_1", .critical), ("s1", .critical), ("sev2", .major), ("sev_2", .major), ("s2", .major),
    ("sev3", .minor), ("sev_3", .minor), ("s3", .minor), ("sev4", .warning), ("sev_4", .warning), ("s4", .warning),
    ("sev5", .info), ("sev_5", .info), ("s5", .info),
  ])
  /// What may stand beside a severity and says nothing of its own.
  private static let captions = ["sev", "severity", "level", "priority"].map { FoldedWord($0) }

  private static let statuses: [(FoldedWord, AlertStatus)] =
    table(
      .firing,
      [
        "firing", "fired", "active", "activated", "alerting", "alarm", "in_alarm", "problem", "triggered", "trigger",
        "triggering", "retriggered", "re_triggered", "renotify", "re_notify", "open", "opened", "reopen", "reopened",
        "re_opened", "new", "created", "raised", "ongoing", "breached", "violated", "failing", "failed", "failure",
        "unhealthy", "down", "critical", "warning", "warn", "re_warn", "create", "unresolved", "anomalous", "started",
      ])
    + table(
      .resolved,
      [
        "resolved", "resolve", "ok", "okay", "clear", "cleared", "closed", "close", "closing", "recovered", "recovery",
        "inactive", "normal", "expired", "solved", "up", "deactivated", "completed", "complete", "fixed", "cancelled",
        "canceled", "healthy", "ended", "finished", "done", "restored", "normalized", "back_to_normal", "resolving",
        "auto_resolved", "autoresolved", "auto_closed", "autoclosed", "auto_cleared", "auto_recovered", "success",
        "manually_resolved",
      ])
    + table(
      .neither,
      [
        "neither", "pending", "paused", "acknowledged", "acknowledgement", "acked", "ack", "suppressed", "silenced",
        "muted", "inhibited", "snoozed", "disabled", "ignored", "skipped", "unprocessed", "unknown", "undetermined",
        "not_determined", "no_data", "nodata", "re_no_data", "insufficient_data", "insufficientdata", "missing_data",
        "maintenance", "in_maintenance", "downtime", "acknowledge", "untracked", "undefined", "uninitialized",
      ])

  private static let domains: [(FoldedWord, Domain)] = table([
    ("network", .network), ("capacity", .capacity), ("database", .database), ("application", .application),
    ("other", .other), ("net", .network), ("db", .database), ("app", .application),
  ])

  static func severity(_ word: FoldedWord) -> Severity? { find(word, severities) ?? composed(word) }

  /// A severity of the house that reads this, where the value is not on a vendor's own scale.
  static func level(_ word: FoldedWord) -> Severity? { find(word, levels) }

  /// What the words of `1 - Critical` or `Critical (P1)` agree on. The number beside them says the same on the sender's own scale.
  private static func composed(_ word: FoldedWord) -> Severity? {
    var agreed: Severity?
    var place = 0
    while let part = word.nextPart(&place) {
      if part.isNumeral || captions.contains(part) || find(part, levels) != nil { continue }
      guard let severity = find(part, severities), severity == agreed ?? severity else { return nil }
      agreed = severity
    }
    return agreed
  }

  /// A number on em_event's scale, which our native form shares: 0 clear, 1 critical … 5 OK or information.
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

  private static let flags: [(FoldedWord, Bool)] =
    table(true, ["true", "1", "yes", "y", "t"]) + table(false, ["false", "0", "no", "n", "f"])

  /// Of a flag that is written as text.
  static func flag(_ word: FoldedWord) -> Bool? { find(word, flags) }

  static func status(_ word: FoldedWord) -> AlertStatus? { find(word, statuses) }

  static func domain(_ text: Bytes) -> Domain { FoldedWord(text).flatMap { find($0, domains) } ?? .other }

  private static func table<Value>(_ rows: [(String, Value)]) -> [(FoldedWord, Value)] {
    rows.compactMap { row in FoldedWord(row.0).map { ($0, row.1) } }
  }

  private static func table<Value>(_ value: Value, _ words: [String]) -> [(FoldedWord, Value)] {
    table(words.map { ($0, value) })
  }

  private static func find<Value>(_ word: FoldedWord, _ table: [(FoldedWord, Value)]) -> Value? {
    for row in table where row.0 == word { return row.1 }
    return nil
  }
}

/// What a topic's own configuration says that words mean.
struct WordMap<Meaning: Sendable>: Sendable {
  private var rows: [(word: FoldedWord, meaning: Meaning)] = []

  /// Letters beyond ASCII are not folded, so that their usual spellings stand here each.
  init(_ words: [String: Meaning]) {
    // Sorted, and what is written before what follows, so that nothing depends on the order of a dictionary.
    let sorted = words.sorted { $0.key < $1.key }
    for spell in [{ $0 }, { $0.lowercased() }, { $0.uppercased() }] as [(String) -> String] {
      for (text, meaning) in sorted {
        if let word = FoldedWord(spell(text)), self[word] == nil { rows.append((word, meaning)) }
      }
    }
  }

  var isEmpty: Bool { rows.isEmpty }

  subscript(_ word: FoldedWord) -> Meaning? {
    for row in rows where row.word == word { return row.meaning }
    return nil
  }
}
