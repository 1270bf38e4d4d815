import Testing

@testable import forewarn

@Suite struct TryCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ topics: String, _ lines: [String], _ options: String...) throws -> TestConsole {
    let config = try folder.write(
      "f.yaml",
      "version: 1\nkafka: {bootstrap.servers: b}\nstate: {path: s}\nadmin: {listen: null}\ncustomers: {file: c.yaml}\ntopics:\n  - \(topics)\n"
    )
    try folder.write(
      "c.yaml",
      "version: 1\naccounts:\n  - {id: A1, name: Acme}\ninstances:\n  - {id: acme, environment: prod, accounts: [A1]}\n"
    )
    let input = try folder.write("in.jsonl", lines.joined(separator: "\n") + "\n")
    let words = ["try", "--config", config, "--now", "2026-11-25T23:00:00Z"] + options + [input]
    let output = Gathered()
    let errors = Gathered()
    let code = CommandTable.run(words, Console(output: { output.append($0) }, error: { errors.append($0) }))
    return TestConsole(output: output.text, errors: errors.text, code: code)
  }

  private let map =
    "{name: tx, kind: transactions, fields: {instance: /who/id, transaction: /what, duration: /took, time: /at}}"

  @Test func aRecordIsToldFieldByField() throws {
    let told = try run(map, [#"{"who":{"id":"acme"},"what":"search","took":"412ms","at":"2026-11-25T11:00Z"}"#])
    #expect(told.code == .done)
    for part in [
      "in.jsonl:1 (as tx)", "search   from /what", "2026-11-25T11:00:00.000Z   from /at", "acme   from /who/id",
      "412.0 ms   from /took", "acme: Acme; prod", "into the minute 2026-11-25 11:00 UTC",
    ] {
      #expect(told.output.contains(part), "\(part)")
    }
    #expect(told.errors.contains("1 records: 1 events taken, 0 refused"))
  }

  @Test func aCriticalAlertOpensACaseAndAFutureOneGoesNowhere() throws {
    let told = try run(
      "{name: a, kind: alerts}",
      [
        #"{"time":"2026-11-25T11:00:00Z","instance":"acme","alert":"db","severity":"critical"}"#,
        #"{"time":"2026-11-26T11:00:00Z","instance":"acme","alert":"db"}"#,
        #"{"time":"2026-11-25T11:00:00Z","instance":"new","alert":"db","status":"resolved","severity":"odd"}"#,
      ])
    #expect(told.output.contains("a case at once") && told.output.contains("ahead of its record"))
    #expect(told.output.contains("does not name it") && told.output.contains("to the alert's end"))
    #expect(told.errors.contains("\"odd\" is an unknown word") && told.code == .done)
  }

  @Test func aWrongMapOnManyRowsSaysSoInFewLines() throws {
    let line = #"{"who":{"name":"acme"},"what":"search","took":1}"#
    let told = try run(map, Array(repeating: line, count: 3_000))
    #expect(told.code == .found)
    #expect(told.output.contains("`instance` (/who/id) is not there; /who has name") && told.output.contains("→ "))
    #expect(
      told.errors.contains("missing_instance of instance × 3,000, first at") && told.errors.contains("in.jsonl:1"))
    #expect(told.errors.split(separator: "\n").count <= 30)
  }

  @Test func nothingToTryIsSaid() throws {
    #expect(try run(map, [""]).code == .inputUnusable)
    #expect(try run(map, ["{}"], "--topic", "txx").errors.contains("did you mean \"tx\""))
  }
}

@Suite struct RefusalGroupTests {
  @Test func fewLinesHoweverManyReasons() {
    var groups = RefusalGroups()
    var lines = 0
    for index in 0..<10_000 where groups.take("reason \(index % 40)", nil, at: "f:\(index)", "x") != nil { lines += 1 }
    #expect(lines + groups.summary.count <= 30 && groups.count == 10_000)
    #expect(groups.summary[0] == "reason 0 × 250, first at f:0, last at f:9960")
    #expect(RefusalGroups.grouped(1_234_567) == "1,234,567" && RefusalGroups.grouped(12) == "12")
  }
}
