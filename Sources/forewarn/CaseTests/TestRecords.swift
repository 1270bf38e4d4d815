import ForewarnCore
import RollingStatistics

/// The records of a test, as native events: transactions, alerts and signals, each in the order of their times.
struct TestRecords {
  private struct Line {
    var micros: Int64
    var text: String
  }

  private let startMicros: Int64
  private var transactions: [Line] = []
  private var alerts: [Line] = []
  private var signals: [Line] = []

  init(_ feed: TestFeed, startMicros: Int64) {
    self.startMicros = startMicros
    for row in feed.transactions { for instance in row.instances { add(row, of: instance) } }
    for row in feed.alerts { add(row) }
    for row in feed.signals { for instance in row.instances { add(row, of: instance) } }
  }

  /// What `replay` would be given, but in memory.
  var files: [RecordedFile] {
    [("transactions", transactions), ("alerts", alerts), ("signals", signals)].filter { !$0.1.isEmpty }.map {
      name, lines in
      let sorted = lines.enumerated().sorted { ($0.element.micros, $0.offset) < ($1.element.micros, $1.offset) }
      return RecordedFile(name: name, content: Array(sorted.map { $0.element.text + "\n" }.joined().utf8))
    }
  }

  /// The time of the last one.
  var lastMicros: Int64? { (transactions + alerts + signals).map(\.micros).max() }

  /// The requests of a minute in its middle: those that do well, and those that fail.
  private mutating func add(_ row: TestTransaction, of instance: String) {
    let first = micros(row.from)
    let noise = DemoNoise("\(instance)/\(row.name)")
    for (minute, value) in (row.millis?.values ?? []).enumerated() {
      guard let value else { continue }
      let count = Int64((row.count?[minute] ?? TestTransaction.usualCount).rounded())
      let failed = min(count, Int64((row.errors?[minute] ?? 0).rounded()))
      let millis = row.noise > 0 ? value * noise.factor(minute, spread: row.noise) : value
      let time = first + Int64(minute) * 60_000_000 + 30_000_000
      for (count, isError) in [(count - failed, false), (failed, true)] where count > 0 {
        var json = JSONWriter()
        json.object { json in
          json.string("time", Timestamp.text(time))
          json.string("instance", instance)
          json.string("transaction", row.name)
          json.number("duration_ms", millis)
          json.integer("count", count)
          json.bool("error", isError)
        }
        transactions.append(Line(micros: time, text: json.text))
      }
    }
  }

  /// A value in the middle of its minute.
  private mutating func add(_ row: TestSignal, of instance: String) {
    let noise = DemoNoise("\(instance)/\(row.name)")
    for (minute, value) in (row.values?.values ?? []).enumerated() {
      guard let value else { continue }
      let time = micros(row.from) + Int64(minute) * 60_000_000 + 30_000_000
      var json = JSONWriter()
      json.object { json in
        json.string("time", Timestamp.text(time))
        json.string("instance", instance)
        json.string("signal", row.name)
        json.number("value", row.noise > 0 ? value * noise.factor(minute, spread: row.noise) : value)
        if !row.unit.isEmpty { json.string("unit", row.unit) }
      }
      signals.append(Line(micros: time, text: json.text))
    }
  }

  private mutating func add(_ row: TestAlert) {
    if let fires = row.fires { add(row, status: .firing, micros(fires)) }
    for (minute, value) in (row.counts?.values ?? []).enumerated() {
      let count = Int64((value ?? 0).rounded())
      let first = micros(row.from) + Int64(minute) * 60_000_000
      for number in 0..<count { add(row, status: .firing, first + (number * 60_000_000 + 30_000_000) / count) }
    }
    if let resolves = row.resolves { add(row, status: .resolved, micros(resolves)) }
  }

  private mutating func add(_ row: TestAlert, status: AlertStatus, _ time: Int64) {
    var json = JSONWriter()
    json.object { json in
      json.string("time", Timestamp.text(time))
      if !row.instance.isEmpty { json.string("instance", row.instance) }
      json.string("alert", row.name)
      json.string("domain", row.domain.name)
      json.string("severity", row.severity.name)
      json.string("status", status.name)
      if !row.ci.isEmpty { json.string("ci", row.ci) }
      json.string("fingerprint", row.fingerprint.isEmpty ? "\(row.name)/\(row.ci)" : row.fingerprint)
      if !row.summary.isEmpty { json.string("summary", row.summary) }
    }
    alerts.append(Line(micros: time, text: json.text))
  }

  private func micros(_ moment: TestMoment?) -> Int64 { moment?.micros(from: startMicros) ?? startMicros }
}
