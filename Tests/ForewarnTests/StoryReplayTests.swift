import Testing

@testable import ForewarnCore
@testable import forewarn

/// What a support engineer reads of whole stories, through the command that anybody can run on a dump.
@Suite struct StoryReplayTests {
  /// 2026-11-20T00:00:00Z.
  private static let start: Int64 = 1_795_132_800_000_000
  private static let names = ["acme", "borealis", "cumulus", "delta", "europa"]

  /// A dump that grows, minute by minute.
  private struct Dump {
    private var lines: [(time: Int64, text: String)] = []

    mutating func alert(
      _ minute: Int, _ name: String, instance: String? = nil, ci: String? = nil, status: String = "firing",
      summary: String = "it is bad"
    ) {
      let time = StoryReplayTests.start + Int64(minute) * 60_000_000 + 5_000_000
      var text = #"{"time":"\#(Timestamp.text(time))","alert":"\#(name)","severity":"critical","status":"\#(status)""#
      text += #","domain":"capacity","fingerprint":"\#(name)","summary":"\#(summary)""#
      if let instance { text += #","instance":"\#(instance)""# }
      if let ci { text += #","ci":"\#(ci)""# }
      lines.append((time, text + "}"))
    }

    /// A request of `millis` every two seconds of these minutes.
    mutating func requests(_ minutes: Range<Int>, _ instance: String = "acme-prod", millis: Double = 400) {
      for minute in minutes {
        let time = StoryReplayTests.start + Int64(minute) * 60_000_000 + 1_000_000
        // A little unsteady, as everything is.
        let value = Int(millis * (1 + Double((minute * 37) % 11 - 5) / 200))
        lines.append(
          (
            time,
            #"{"time":"\#(Timestamp.text(time))","instance":"\#(instance)","transaction":"search","duration_ms":\#(value),"count":30}"#
          ))
      }
    }

    var text: String {
      lines.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
        .map(\.element.text).joined(separator: "\n") + "\n"
    }
  }

  private struct Told {
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
  }

  private static func replay(_ dump: Dump, shared: Bool = false) throws -> Told {
    let folder = try TemporaryFolder()
    var customers = ["version: 1", "accounts:"]
    customers += names.enumerated().map { "  - {id: A\($0), name: \($1.prefix(1).uppercased())\($1.dropFirst()) Ltd}" }
    customers.append("instances:")
    customers += names.enumerated().map { "  - {id: \($1)-prod, environment: prod, accounts: [A\($0)]}" }
    if shared { customers.append("  - {id: hub-prod, environment: prod, accounts: [A0, A1]}") }
    customers.append("sold_products:")
    customers += names.enumerated().map { i, _ in
      "  - {id: P\(i), product: Cloud, account: A\(i), offering: \(["platinum", "gold", "silver"][i % 3])}"
    }
    customers.append("install_base:")
    for (i, name) in names.enumerated() {
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
    return Told(lines: run.output.split(separator: "\n").map(String.init), errors: run.errors)
  }

  /// S2: three customers on one database: one major case with three children, each with its own priority.
  @Test func oneDatabaseOfThreeCustomers() throws {
    var dump = Dump()
    dump.requests(0..<400)
    dump.alert(100, "disk_full", ci: "db-shared-07", summary: "82 %")
    dump.alert(300, "disk_full", ci: "db-shared-07", status: "resolved")
    let told = try Self.replay(dump)
    let opened = told.events.filter { $0.change == "opened" }
    #expect(Set(opened.map(\.instance)) == ["acme-prod", "borealis-prod", "cumulus-prod", "db-shared-07"])
    #expect(
      opened.last?.instance == "db-shared-07" && opened.last?.title.contains("shared by several customers") == true)
    #expect(told.changes.filter { $0 == "resolved" }.count == 4)
    #expect(opened.filter { $0.instance != "db-shared-07" }.allSatisfy { !$0.account.contains(",") })
  }

  /// S4: it stays open for twelve hours, and closes by the alert's end.
  @Test func aFiringAlertKeepsItsCase() throws {
    var dump = Dump()
    dump.requests(0..<900)
    dump.alert(60, "disk_full", instance: "acme-prod")
    dump.alert(780, "disk_full", instance: "acme-prod", status: "resolved")
    let told = try Self.replay(dump)
    #expect(told.changes == ["opened", "resolved"])
    #expect(told.events.last?.summary.contains("disk_full was resolved at 13:00 UTC") == true)
  }

  /// S8: it gets worse and worse: each step is told, with the value of now, and the end knows the peak.
  @Test func whatGetsWorseIsTold() throws {
    var dump = Dump()
    dump.requests(0..<480)
    for (step, times) in [2.0, 4, 8].enumerated() {
      dump.requests(480 + step * 20..<500 + step * 20, millis: 400 * times)
    }
    dump.requests(540..<640)
    let told = try Self.replay(dump)
    #expect(told.changes.first == "opened" && told.changes.last == "resolved" && told.changes.count >= 4)
    let headlines = told.events.dropLast().map(\.headline)
    #expect(
      headlines.contains { $0.contains("1.6") } && headlines.contains { $0.contains("3.2") || $0.contains("3.1") })
    #expect(told.events.last?.summary.contains("peak 3.2") == true, "\(told.events.last?.summary ?? "")")
  }

  /// S12: what one of two customers of an instance has there, with the other's name in the alert.
  @Test func nobodyHearsOfAnother() throws {
    var dump = Dump()
    dump.requests(0..<120)
    dump.alert(60, "queue_stuck", ci: "if-borealis", summary: "queue of Acme Ltd is stuck behind Borealis Ltd")
    let told = try Self.replay(dump, shared: true)
    let event = try #require(told.events.first)
    #expect(event.instance == "hub-prod" && event.account == "Borealis Ltd" && event.tier == "gold")
    #expect(told.lines.allSatisfy { !$0.contains("Acme") })
  }

  /// S13: an expired certificate, and eight hours later a slow search: two tickets, of which the second names the first.
  @Test func anotherProblemIsAnotherTicket() throws {
    var dump = Dump()
    dump.requests(0..<600)
    dump.alert(60, "cert_expired", instance: "acme-prod")
    dump.alert(90, "cert_expired", instance: "acme-prod", status: "resolved")
    dump.requests(600..<630, millis: 2_000)
    dump.requests(630..<700)
    let told = try Self.replay(dump)
    let ids = told.texts("case_id")
    let opened = told.changes.indices.filter { told.changes[$0] == "opened" }
    #expect(opened.count == 2 && !told.changes.contains("reopened"))
    #expect(Set(ids).count == 2)
    let second = try #require(opened.last)
    #expect(told.texts("previous_case_id")[second] == ids.first)
    #expect(told.lines[second].contains("\"related_case_ids\":[\"\(ids[0])\"]"))
  }

  /// S14: the collector dies for two hours: one word to the operator, and no customer's case.
  @Test func aDeadCollectorIsNoCustomersMatter() throws {
    var dump = Dump()
    for name in Self.names {
      dump.requests(0..<1_600, "\(name)-prod")
      dump.requests(1_720..<1_800, "\(name)-prod")
    }
    // Something goes on, so that time does.
    for minute in stride(from: 0, to: 1_800, by: 10) {
      dump.alert(minute, "heartbeat", instance: "monitor", status: "ok")
    }
    let told = try Self.replay(dump)
    #expect(told.changes.isEmpty, "\(told.events.map(\.title))")
    #expect(told.errors.contains("fell silent at once"), "\(told.errors)")
  }
}
