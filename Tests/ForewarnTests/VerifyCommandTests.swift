import Testing

@testable import ForewarnCore
@testable import forewarn

/// `forewarn verify`: what a case event says, against its own input and the rules.
@Suite struct VerifyCommandTests {
  private let folder: TemporaryFolder
  private let config: String

  init() throws {
    folder = try TemporaryFolder()
    config = try folder.write(
      "f.yaml",
      "version: 1\nkafka: {bootstrap.servers: x}\ntopics: [{name: alerts, kind: alerts}, {name: transactions, kind: transactions}]\nstate: {path: /s}\nadmin: {listen: null}\ncustomers: {file: c.yaml}\n"
    )
    try folder.write(
      "c.yaml",
      """
      version: 1
      accounts: [{id: A, name: Acme}, {id: B, name: Borealis}]
      instances:
        - {id: acme-prod, environment: prod, accounts: [A]}
        - {id: borealis-prod, environment: prod, accounts: [B]}
      sold_products:
        - {id: P, product: Cloud, account: A, offering: gold}
        - {id: Q, product: Cloud, account: B, offering: gold}
      install_base:
        - {id: I, ci: db-7, instance: acme-prod, sold_product: P}
        - {id: J, ci: db-7, instance: borealis-prod, sold_product: Q}

      """)
  }

  /// A day of two customers, and at its end everything that is summed: slower, failing, unused, alerts that come in a burst and one that
  /// speaks for itself.
  private static let dump: [String] = {
    var dump = StoryDump()
    for instance in ["acme-prod", "borealis-prod"] {
      let isQuiet = { (minute: Int) in instance == "borealis-prod" && (1_000..<1_060).contains(minute) }
      let isSlow = { (minute: Int) in instance == "acme-prod" && (900..<930).contains(minute) }
      dump.requests(
        0..<1_100, instance, "search", millis: { isSlow($0) ? 1_300 : 400 }, count: { isQuiet($0) ? 2 : 30 })
      dump.requests(0..<1_100, instance, "list", millis: { _ in 90 }, count: { isQuiet($0) ? 4 : 60 })
    }
    dump.requests(960..<980, "acme-prod", "list", millis: { _ in 90 }, count: { _ in 30 }, isError: true)
    for minute in stride(from: 90, to: 800, by: 40) {
      dump.alert(minute, "slow_disk", ci: "db-7", severity: "major", fingerprint: "\(minute)")
      dump.alert(minute + 1, "slow_disk", ci: "db-7", severity: "major", status: "resolved", fingerprint: "\(minute)")
    }
    for number in 0..<90 {
      dump.alert(850 + number / 9, "slow_disk", ci: "db-7", severity: "major", fingerprint: "burst-\(number)")
    }
    dump.alert(1_040, "disk_full", instance: "acme-prod")
    return dump.text.split(separator: "\n").map(String.init)
  }()

  /// The same as envelopes, in which each record keeps its offset whatever else is left out: the records to two partitions in turn.
  private static let envelopes: [String] = {
    var next: [String: Int] = [:]
    return dump.enumerated().map { number, value in
      let topic = value.contains("\"alert\"") ? "alerts" : "transactions"
      let partition = topic == "alerts" ? 0 : number % 2
      let offset = next["\(topic)\(partition)", default: 0]
      next["\(topic)\(partition)"] = offset + 1
      var line: [UInt8] = []
      TopicRanges.append(
        ReferenceRecord(
          partition: TopicPartition(topic: topic, partition: Int32(partition)), offset: Int64(offset),
          timestampMicros: EventTime.micros(ofRFC3339: String(value.dropFirst(9).prefix(24))) ?? 0, key: nil,
          value: Array(value.utf8)), to: &line)
      return String(decoding: line.dropLast(), as: UTF8.self)
    }
  }()

  private func cases() throws -> [String] {
    let input = try folder.write("whole.jsonl", Self.envelopes.joined(separator: "\n"))
    let run = TestConsole.run("replay", "--config", config, "--now", "2026-12-24T00:00:00Z", input)
    #expect(run.code == .done && run.errors.contains("0 rejected"), "\(run.errors)")
    return run.output.split(separator: "\n").map(String.init)
  }

  private func verify(_ cases: [String], _ input: [String]? = nil, _ options: String...) throws -> TestConsole {
    let told = try folder.write("cases.jsonl", cases.joined(separator: "\n"))
    let file = try folder.write("in.jsonl", (input ?? Self.envelopes).joined(separator: "\n"))
    let words = ["verify", "--config", config, "--now", "2026-12-24T00:00:00Z"] + options + [told, file]
    let output = Gathered()
    let errors = Gathered()
    let code = CommandTable.run(words, Console(output: { output.append($0) }, error: { errors.append($0) }))
    return TestConsole(output: output.text, errors: errors.text, code: code)
  }

  @Test func whatIsTrueIsOK() throws {
    let cases = try cases()
    let told = try verify(cases)
    #expect(told.code == .done, "\(told.output)\(told.errors)")
    #expect(told.output.split(separator: "\n").allSatisfy { $0.hasPrefix("OK fw-") })
    // Each of the sums and rules was looked at somewhere.
    for rule in ["latency_anomaly", "error_share", "usage_drop", "indicator_burst", "immediate_alert"] {
      #expect(cases.contains { $0.contains("\"rule\":\"\(rule)\"") }, "\(rule)")
    }
    #expect(cases.contains { $0.contains("\"kind\":\"major\"") })
  }

  /// The first event of a rule, in which one number of it is another one: of minutes, the last.
  private func changed(_ cases: [String], rule: String, member: String, to value: String) throws -> String {
    let event = try #require(cases.first { $0.contains("\"rule\":\"\(rule)\"") })
    let start = try #require(event.firstRange(of: "\"rule\":\"\(rule)\"")).upperBound
    let rest = event[start...]
    let ends = ["\"rule\":", "\"trend\":"].compactMap { rest.firstRange(of: $0)?.lowerBound }
    let names = event[start..<(ends.min() ?? event.endIndex)].ranges(of: "\"\(member)\":")
    let name = try #require(member == "value" ? names.last : names.first)
    let number = event[name.upperBound...].prefix { !",}]".contains($0) }
    #expect(number != value)
    return event.replacingCharacters(in: name.upperBound..<number.endIndex, with: value)
  }

  @Test(
    arguments: [
      ("latency_anomaly", "count", "31", "requests of search"),
      ("latency_anomaly", "observed", "2000.5", "mean of search"),
      ("latency_anomaly", "value", "17.25", "mean of search at"),
      ("latency_anomaly", "statistic", "0.7", "score said"),
      ("error_share", "count", "7", "failures of list"),
      ("usage_drop", "value", "88", "requests at"),
      ("usage_drop", "count", "1", "the rule finds nothing"),
      ("usage_drop", "statistic", "0.9", "the rule finds nothing"),
      ("indicator_burst", "count", "8", "alerts of slow_disk until"),
      ("indicator_burst", "value", "77", "alerts of slow_disk at"),
      ("indicator_burst", "statistic", "1.5", "the rule finds nothing"),
      ("immediate_alert", "severity", "\"info\"", "the rule finds nothing"),
    ] as [(String, String, String, String)])
  func aNumberThatIsNotTrueIsNamed(rule: String, member: String, value: String, what: String) throws {
    let told = try verify([changed(try cases(), rule: rule, member: member, to: value)])
    #expect(told.code == .found && told.output.hasPrefix("MISMATCH fw-"), "\(told.output)\(told.errors)")
    #expect(told.output.contains(what) && told.output.contains("said"), "\(told.output)")
  }

  @Test func theRiskIsTheSumOfItsParts() throws {
    let event = try cases()[0].replacing(
      /"risk":0\.[0-9]+,"risk_contributions"/, with: "\"risk\":0.111,\"risk_contributions\"")
    #expect(try verify([event]).output.contains("risk: said 0.111, found"))
  }

  @Test func anotherInputIsNoticed() throws {
    let cases = try cases()
    // A record that says something else, and one that is gone from between.
    let lied = Self.envelopes.map { line in
      line.contains("1300") || line.contains("\\\"duration_ms\\\":13")
        ? line.replacing("\\\"count\\\":30", with: "\\\"count\\\":29") : line
    }
    let told = try verify(cases, lied)
    #expect(
      told.code == .found && told.output.contains("MISMATCH") && told.output.contains("found 29"), "\(told.output)")
    let other = try verify(cases, nil, "--set", "alerts.burst_surprise=30")
    #expect(other.output.contains("MISMATCH") && other.output.contains("in these numbers the rule finds nothing"))
  }

  @Test func whatRetentionTookIsNamed() throws {
    let cases = try cases()
    let told = try verify(cases, Array(Self.envelopes.dropFirst(Self.envelopes.count * 9 / 10)))
    #expect(told.code == .found, "\(told.output)")
    #expect(told.output.contains("INPUTS EXPIRED fw-") && told.output.contains("transactions [0]"))
    #expect(told.output.contains("(there are ") && told.errors.contains("whose inputs expired"))
    let none = try verify(cases, ["{\"topic\":\"alerts\",\"partition\":5,\"offset\":0,\"payload\":\"{}\"}"])
    #expect(none.output.split(separator: "\n").allSatisfy { $0.hasPrefix("INPUTS EXPIRED") })
  }

  @Test func whatIsNoCaseEventIsSaid() throws {
    let told = try verify(["{}", "x"])
    #expect(told.code == .inputUnusable && told.errors.contains("cases.jsonl:2: no case event"))
    #expect(TestConsole.run("verify", "--config", config).code == .usage)
    #expect(TestConsole.run("verify", "--config", config, "/nowhere", "/nowhere").code == .inputUnusable)
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}
