import ForewarnCore
import Testing

@testable import forewarn

/// What is taken, and a person who knows support would ask about.
@Suite struct LintTests {
  // MARK: Configurations

  private static let links = """
    links: [{rel: runbook, title: Runbook, href: "https://wiki.example.com/{subject}"}]

    """

  private func hints(_ text: String, _ customers: CustomerTable?) throws -> [String] {
    let whole = """
      kafka: {bootstrap.servers: "localhost:9092"}
      topics: [{name: alerts, kind: alerts}]
      state: {path: /var/lib/forewarn}

      """
    return SupportLint.hints(
      try ConfigurationFile().read(Array((whole + text).utf8), source: "f").configuration, customers)
  }

  @Test func whoHasNoCustomersAndNoRunbookIsTold() throws {
    let found = try hints("", nil)
    #expect(found.count == 2 && found[0].contains("neither customers.file nor") && found[1].contains("no runbook"))
    #expect(try hints(Self.links, CustomerTable()).isEmpty)
  }

  @Test func whoIsNotNamedIsTold() throws {
    var table = CustomerTable()
    table.accounts = [.init(id: "A", name: "Acme", manager: "ann"), .init(id: "B", name: "Bolt")]
    table.instances = [
      .init(id: "acme", environment: "prod", accounts: ["A"], owner: "sam"),
      .init(id: "bolt", environment: "prod", accounts: ["B"], owner: ""),
      .init(id: "core", environment: "prod", accounts: [], owner: "sam"),
    ]
    let found = try hints(Self.links, table)
    #expect(found.count == 3)
    #expect(found[0].hasPrefix("1 of 3 instances (bolt) name no owner") && found[0].hasSuffix("perf-support"))
    #expect(found[1].hasPrefix("1 of 2 accounts (B) name no manager"))
    #expect(found[2] == "1 of 3 instances (core) belong to no account")
    // An account, or what it has bought, may name the owner too.
    table.accounts[1].owners = CustomerTable.Owners("sam")
    #expect(try hints(Self.links, table).count == 2)
  }

  @Test func hintsAreNoMistakes() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "f.yaml", "kafka: {bootstrap.servers: b}\ntopics: [{name: a, kind: alerts}]\nstate: {path: /s}\n")
    let checked = TestConsole.run("config", "check", path)
    #expect(checked.code == .done && checked.errors.contains("\(path): hint: links name no runbook"))
    #expect(TestConsole.run("config", "check", path, "--quiet").errors.isEmpty)
  }

  // MARK: Input

  private func lint(_ names: [String], millis: [Double] = [320]) -> [String] {
    var lint = InputLint()
    for (index, name) in names.enumerated() {
      var bytes = Array(name.utf8)
      bytes.withUnsafeMutableBytes { buffer in
        var event = Event(kind: .transaction)
        event.name = Bytes(UnsafeRawBufferPointer(buffer))
        event.durationMicros = Int64(millis[index % millis.count] * 1_000)
        lint.take(event)
      }
    }
    return lint.hints(unit: .milliseconds)
  }

  @Test(arguments: [
    (["/orders/1001", "/orders/1002", "/orders/1003"], "/orders/#"),
    (["get 0a1b2c3d", "get 77e01f00", "get 9c9c9c9c"], "get #"),
    (
      [
        "u/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", "u/1a1b2c3d-4e5f-6071-8293-b4b5c6d7e8f9",
        "u/2a1b2c3d-4e5f-6071-8293-c4b5c6d7e8f9",
      ], "u/#-#-#-#-#"
    ),
  ])
  func idsInNamesAreSeen(names: [String], shape: String) {
    let found = lint(names)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("3 transactions in 3 events differ in what looks like an id (\(shape)") == true)
  }

  @Test(arguments: [
    ["search", "save", "list"], ["/orders/1001", "/orders/1002"], ["v1/a", "v2/a", "v3/a"],
    Array(repeating: ["page-100", "page-200", "page-300"], count: 2).flatMap(\.self),
    ["http 5xx", "http 4xx", "http 3xx"],
  ])
  func whatComesAgainIsAName(names: [String]) {
    #expect(lint(names).isEmpty)
  }

  @Test(arguments: ["GET /api/v1/cust…", "incident.li...", String(repeating: "x", count: Limits.nameBytes)])
  func namesThatWereCutAreSeen(name: String) {
    let found = lint([name])
    #expect(found.count == 1 && found[0].hasPrefix("1 name may have been cut, such as"))
  }

  @Test(arguments: [
    ([0.32, 0.41, 0.2], "below 0.32 ms, read in ms: where the sender means a larger unit"),
    ([320_000, 410_000, 200_000], "below 320000.0 ms, read in ms: where the sender means a smaller unit"),
  ])
  func aSlipOfTheUnitIsSeen(millis: [Double], words: String) {
    let found = lint(["a", "b", "c"], millis: millis)
    #expect(found.count == 1 && found[0].contains(words), "\(found)")
    #expect(lint(["a", "b", "c"], millis: [3, 320, 40_000]).isEmpty)
  }

  @Test func tryTellsThem() throws {
    let folder = try TemporaryFolder()
    let config = try folder.write(
      "f.yaml", "kafka: {bootstrap.servers: b}\ntopics: [{name: t, kind: transactions}]\nstate: {path: /s}\n")
    let input = try folder.write(
      "in.jsonl",
      (0..<9).map {
        #"{"time":"2026-11-25T11:00:00Z","instance":"a","transaction":"/o/\#(1_000 + $0)","duration_ms":\#($0)}"#
      }
      .joined(separator: "\n"))
    let told = TestConsole.run("try", "--config", config, "--now", "2026-11-25T23:00:00Z", input)
    #expect(told.code == .done)
    #expect(
      told.errors.contains("forewarn: try: hint: 9 transactions in 9 events differ in what looks like an id (/o/#,"))
  }
}
