import ForewarnCore

/// The log's lines about case events that are committed: so many a minute one by one, the others as figures when the minute is over. Pure: the
/// time is given.
struct CaseLog {
  private static let linesAtMost = 20
  private static let periodMicros: Int64 = 60_000_000

  private var periodStartMicros: Int64?
  private var lines = 0
  /// By what happened.
  private var others: [String: Int] = [:]

  /// What to say of these, in their order.
  mutating func tell(_ events: [Output], nowMicros: Int64) -> [LogLine] {
    var told = rest(nowMicros: nowMicros).map { [$0] } ?? []
    for event in events {
      if periodStartMicros == nil { periodStartMicros = nowMicros }
      if lines < Self.linesAtMost {
        lines += 1
        told.append(Self.line(event))
      } else {
        others[Self.change(event), default: 0] += 1
      }
    }
    return told
  }

  /// Once a minute is over in which there were more: how many. Asked now and then.
  mutating func rest(nowMicros: Int64) -> LogLine? {
    guard let start = periodStartMicros, nowMicros - start >= Self.periodMicros else { return nil }
    return rest()
  }

  /// The same of a minute that does not come to its end, as the process leaves.
  mutating func rest() -> LogLine? {
    let counts = others.sorted { $0.key < $1.key }
    self = CaseLog()
    guard !counts.isEmpty else { return nil }
    let sum = counts.reduce(0) { $0 + $1.value }
    let list = counts.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    var line = LogLine(message: "\(Words.many(Int64(sum), "more case event")) in this minute: \(list)")
    line.fields = [(name: "case_events", value: LogValue(sum))]
    for (change, count) in counts { line.fields.append((name: "case_events_\(change)", value: LogValue(count))) }
    return line
  }

  private static func line(_ event: Output) -> LogLine {
    guard let known = event.value?.withUnsafeBytes({ ConsumedCaseEvent(Bytes($0)) }) else {
      return LogLine(message: "case \(change(event)): \(header("ce_id", event))")
    }
    let number = known.episode > 1 ? ", episode \(known.episode)" : ""
    let ending = known.resolution.isEmpty ? "" : " as \(known.resolution.replacing("_", with: " "))"
    let headline = known.headline.isEmpty ? known.title : known.headline
    let fields: [(name: String, value: LogValue)] = [
      ("case_id", .text(known.id)), ("case_event", .text(known.change)), ("sequence", LogValue(known.sequence)),
      ("episode", LogValue(known.episode)), ("instance", .text(known.instance)), ("kind", .text(known.kind)),
      ("severity", .text(known.severity)), ("priority", LogValue(Int64(known.priority) ?? 0)),
      ("resolution", .text(known.resolution)),
    ]
    return LogLine(
      message:
        "case \(known.change)\(ending), P\(known.priority) \(known.severity): \(headline) (\(known.id)\(number), event \(known.sequence))",
      fields: fields.filter { $0.value != .text("") })
  }

  /// The last word but one of its type.
  private static func change(_ event: Output) -> String {
    header("ce_type", event).split(separator: ".").dropLast().last.map(String.init) ?? "event"
  }

  private static func header(_ name: String, _ event: Output) -> String {
    event.headers.first { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
