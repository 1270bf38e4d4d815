import ForewarnCore

/// An event in words: each field and where it came from, whose it is, where it would go.
struct TrialText {
  let configuration: Configuration
  let customers: CustomerModel
  let settings: DecoderSettings
  let nowMicros: Int64

  func lines(for event: Event, _ record: Record) -> [String] {
    let kind = Self.word(for: event.kind)
    var rows: [(name: String, value: String)] = [
      (kind, event.name.text), ("time", time(of: event, record)), ("instance", event.instance.text),
      ("ci", event.ci.text),
    ]
    switch event.kind {
    case .alert:
      rows += [
        ("severity", event.severity.name), ("status", event.status.name), ("domain", event.domain.name),
        ("fingerprint", event.identity == 0 ? "" : "yes, \(event.isState ? "a state that lasts" : "an event")"),
        ("summary", event.summary.text),
      ]
    case .signal:
      rows += [("value", ShownValue.number(event.value).json), ("unit", event.unit.text)]
    case .transaction:
      rows += [
        ("duration", Self.milliseconds(event.durationMicros)), ("count", event.count == 1 ? "" : "\(event.count)"),
        ("error", event.isError ? "yes" : "no"),
      ]
    }
    var lines = ["  \(event.kind == .alert ? "an" : "a") \(kind)"]
    for row in rows where !row.value.isEmpty {
      let source = settings.fields[row.name].map { "   from \($0.words)" } ?? ""
      let name = row.name + String(repeating: " ", count: max(12 - row.name.count, 1))
      lines.append("    \(name) \(row.value)\(source)")
    }
    return lines + whose(event) + goes(event, record)
  }

  private static func word(for kind: Event.Kind) -> String {
    switch kind {
    case .alert: "alert"
    case .signal: "signal"
    case .transaction: "transaction"
    }
  }

  private func time(of event: Event, _ record: Record) -> String {
    if event.timeMicros != Event.noTime { return Timestamp.text(event.timeMicros) }
    if record.timestampMicros != Event.noTime { return Timestamp.text(record.timestampMicros) + ", of the record" }
    return Timestamp.text(nowMicros) + ", the wall clock's: neither value nor record names one"
  }

  private static func milliseconds(_ micros: Int64) -> String { "\(Double(micros) / 1_000) ms" }

  // MARK: Whose it is

  private func whose(_ event: Event) -> [String] {
    customers.belongings(instance: event.instance.text, ci: event.ci.text).map { belonging in
      guard belonging.isKnown else {
        let why =
          customers.isEmpty
          ? "there is no customers file" : "the customers file does not name it, nor an item of it"
        return
          "    whose        \(belonging.instance): \(why); counts as production, cases go to \(configuration.settings.owners.triage)"
      }
      var parts = belonging.accounts.isEmpty ? ["no account"] : [belonging.accounts.joined(separator: ", ")]
      if !belonging.environment.isEmpty { parts.append(belonging.environment) }
      if let tier = belonging.tier { parts.append(tier) }
      return "    whose        \(belonging.instance): \(parts.joined(separator: "; "))"
    }
  }

  // MARK: Where it goes

  private func goes(_ event: Event, _ record: Record) -> [String] {
    let clock = RecordClock.micros(of: record, nowMicros: nowMicros)
    let time = event.timeMicros == Event.noTime ? clock : event.timeMicros
    let ahead = (time - clock) / 1_000_000
    if ahead > configuration.settings.time.maxFutureSeconds {
      return [
        "    goes         to \(configuration.outputs[.deadLetter] ?? "nowhere"): it is \(ahead) s ahead of its record and of the wall clock (time.max_future_seconds)"
      ]
    }
    let minute = "\(Timestamp.text(time).prefix(10)) \(Timestamp.clockMinute(time)) UTC"
    guard event.kind == .alert else {
      return ["    goes         into the minute \(minute) of this \(Self.word(for: event.kind))"]
    }
    switch event.status {
    case .neither: return ["    goes         nowhere: it is neither firing nor resolved, and counts without effect"]
    case .resolved: return ["    goes         to the alert's end, at \(minute)"]
    case .firing:
      var lines = ["    goes         into the minute \(minute) of this alert's type"]
      if opensAtOnce(event) { lines.append("    opens        a case at once (alerts.immediate_severity)") }
      return lines
    }
  }

  private func opensAtOnce(_ event: Event) -> Bool {
    customers.belongings(instance: event.instance.text, ci: event.ci.text).contains {
      customers.isImmediate(event.severity, of: $0.instance, configuration.settings)
    }
  }

  // MARK: What to change

  func advice(on rejection: Rejection) -> String? {
    switch rejection {
    case .missingInstance:
      return settings.fields["instance"] == nil
        ? "say where it stands: `fields: {instance: /pointer}`, a label's name in `instance_labels`, or `fields: {instance: {key: true}}`"
        : "correct `fields: {instance: …}`; `first_of`, `default`, `key`, `header` and `constant` are there for it too"
    case .missingName:
      return "say what it is called: `fields: {alert: /pointer}`, or `transaction` or `signal` in its place"
    case .missingDuration, .invalidDuration:
      return "`fields: {duration: /pointer}` with `unit: s`, ms, us or ns; 412ms and PT0.4S say their unit themselves"
    case .missingValue, .invalidValue:
      return "`fields: {value: /pointer}`; a text that is nothing but a number will do"
    case .invalidTime: return "`fields: {time: /pointer}`; times without a zone are those of `time_zone`"
    case .unknownShape:
      return
        "presets: \(Presets.names.joined(separator: ", ")); or `fields:` of your own, and `each:` for a list of events"
    case .otherSignal:
      switch settings.kind {
      case .alerts: return "read these from a topic of `kind: signals`; this one takes logs"
      case .signals: return "read these from a topic of `kind: alerts`; this one takes metrics"
      case .transactions, .control, .installBase:
        return "metrics belong on a topic of `kind: signals`, logs on one of `kind: alerts`"
      }
    case .cumulativeMetric:
      return
        "in the collector `processors: {cumulativetodelta: {}}`, named before the exporter of this topic; what is of no use here, its `filter` processor takes out"
    case .nothingAtEach: return "correct `each: \(settings.each ?? "/pointer")`"
    case .invalidField, .invalidSeverity, .invalidCount:
      return "`fields: {NAME: {pointer: …, values: {THEIRS: OURS}}}` says what a value means"
    default: return nil
    }
  }
}
