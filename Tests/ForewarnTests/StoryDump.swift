import Testing

@testable import ForewarnCore
@testable import forewarn

/// A story as a dump of topics that grows, minute by minute.
struct StoryDump {
  /// 2026-11-20T00:00:00Z, a Friday.
  static let start: Int64 = 1_795_132_800_000_000
  static let names = ["acme", "borealis", "cumulus", "delta", "europa"]

  private var lines: [(time: Int64, text: String)] = []

  static func time(_ minute: Int, second: Int = 0) -> Int64 {
    start + Int64(minute) * 60_000_000 + Int64(second) * 1_000_000
  }

  mutating func alert(
    _ minute: Int, _ name: String, instance: String? = nil, ci: String? = nil, severity: String = "critical",
    status: String = "firing", domain: String = "capacity", fingerprint: String? = nil, summary: String = "it is bad"
  ) {
    let time = Self.time(minute, second: 5)
    var text = #"{"time":"\#(Timestamp.text(time))","alert":"\#(name)","severity":"\#(severity)","status":"\#(status)""#
    text += #","domain":"\#(domain)","fingerprint":"\#(fingerprint ?? name)","summary":"\#(summary)""#
    if let instance { text += #","instance":"\#(instance)""# }
    if let ci { text += #","ci":"\#(ci)""# }
    lines.append((time, text + "}"))
  }

  /// A request of `millis` every two seconds of these minutes.
  mutating func requests(_ minutes: Range<Int>, _ instance: String = "acme-prod", millis: Double = 400) {
    requests(minutes, instance, millis: { _ in millis })
  }

  /// What each minute has of a transaction.
  mutating func requests(
    _ minutes: Range<Int>, _ instance: String = "acme-prod", _ transaction: String = "search",
    millis: (Int) -> Double, count: (Int) -> Int = { _ in 30 }, isError: Bool = false
  ) {
    for minute in minutes where count(minute) > 0 {
      let time = Self.time(minute, second: 1)
      // A little unsteady, as everything is.
      let value = Int(millis(minute) * (1 + Double((minute * 37) % 11 - 5) / 200))
      lines.append(
        (
          time,
          #"{"time":"\#(Timestamp.text(time))","instance":"\#(instance)","transaction":"\#(transaction)","duration_ms":\#(value),"count":\#(count(minute)),"error":\#(isError)}"#
        ))
    }
  }

  var text: String {
    lines.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element.text).joined(separator: "\n") + "\n"
  }
}

/// What `forewarn replay` tells of a story: what a support engineer reads.
struct StoryTold {
  var lines: [String]
  var errors: String

  var events: [ConsumedCaseEvent] {
    lines.compactMap { Array($0.utf8).withUnsafeBytes { ConsumedCaseEvent(Bytes($0)) } }
  }

  var changes: [String] { events.map(\.change) }

  func texts(_ member: String) -> [String] {
    lines.map { line in
      guard let range = line.firstRange(of: "\"\(member)\":\"") else { return "" }
      return String(line[range.upperBound...].prefix { $0 != "\"" })
    }
  }

  /// The minute of each event.
  var minutes: [Int] { events.map { Int(($0.timeMicros - StoryDump.start) / 60_000_000) } }

  static func replay(_ dump: StoryDump, shared: Bool = false) throws -> StoryTold {
    let folder = try TemporaryFolder()
    var customers = ["version: 1", "accounts:"]
    customers += StoryDump.names.enumerated().map {
      "  - {id: A\($0), name: \($1.prefix(1).uppercased())\($1.dropFirst()) Ltd}"
    }
    customers.append("instances:")
    customers += StoryDump.names.enumerated().map { "  - {id: \($1)-prod, environment: prod, accounts: [A\($0)]}" }
    if shared {
      customers.append("  - {id: hub-prod, environment: prod, accounts: [A0, A1]}")
      customers.append("  - {id: acme-test, environment: test, accounts: [A0]}")
    }
    customers.append("sold_products:")
    customers += StoryDump.names.enumerated().map { i, _ in
      "  - {id: P\(i), product: Cloud, account: A\(i), offering: \(["platinum", "gold", "silver"][i % 3])}"
    }
    customers.append("install_base:")
    for (i, name) in StoryDump.names.enumerated() {
      customers.append("  - {id: I\(i), ci: app-\(name), instance: \(name)-prod, sold_product: P\(i)}")
      if i < 3 { customers.append("  - {id: S\(i), ci: db-shared-07, instance: \(name)-prod, sold_product: P\(i)}") }
      if shared, i < 2 { customers.append("  - {id: H\(i), ci: if-\(name), instance: hub-prod, sold_product: P\(i)}") }
    }
    _ = try folder.write("customers.yaml", customers.joined(separator: "\n") + "\n")
    let file = try folder.write(
      "f.yaml",
      "kafka: {bootstrap.servers: x}\ntopics: [{name: alerts, kind: alerts}, {name: transactions, kind: transactions}]\nstate: {path: /s}\ncustomers: {file: customers.yaml}\n"
    )
    let input = try folder.write("in.jsonl", dump.text)
    let run = TestConsole.run("replay", "--config", file, "--now", "2026-12-24T00:00:00Z", input)
    #expect(run.code == .done, "\(run.errors)")
    return StoryTold(lines: run.output.split(separator: "\n").map(String.init), errors: run.errors)
  }
}
