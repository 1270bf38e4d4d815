import Testing

@testable import ForewarnCore
@testable import forewarn

/// `forewarn test`: whole lives of cases in YAML.
@Suite struct TestCommandTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 }
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A file of one test over an instance in production whose alert fires at 2h and resolves at 2h10m.
  private func run(_ cases: String, more: String = "", test: String = "", options: String...) throws -> TestConsole {
    let path = try folder.write(
      "t.yaml",
      """
      version: 1
      customers: {version: 1, accounts: [{id: A, name: Acme}], instances: [{id: acme, environment: prod, accounts: [A]}]}
      \(more)
      tests:
        - name: a full disk
          transactions: [{instances: [acme], transaction: search, values: 300x240}]
          alerts: [{instance: acme, alert: disk_full, severity: critical, fires: 2h, resolves: 2h10m}]
          \(test)
          cases: \(cases)
      """)
    let output = Gathered()
    let errors = Gathered()
    let console = Console(output: { output.append($0) }, error: { errors.append($0) })
    let code = CommandTable.run(["test"] + options + [path], console)
    return TestConsole(output: output.text, errors: errors.text, code: code)
  }

  private static let opened = "{expect: opened, at: 2h}"
  private static let resolved = "{expect: resolved, between: 2h10m..3h, resolution: recovered}"

  @Test(arguments: ["demo.yaml", "rules.yaml"])
  func theExamplesPass(file: String) {
    let told = TestConsole.run("test", "\(Self.root)/config/tests/\(file)")
    #expect(told.code == .done, "\(told.output)\(told.errors)")
    #expect(told.errors.contains(" passed, 0 failed"))
  }

  @Test func theExampleOfTheReadmePasses() throws {
    let readme = try String(decoding: FileBytes.read("\(Self.root)/README.md", limit: 1 << 20), as: UTF8.self)
    let section = try #require(readme.split(separator: "## Test what should happen").last)
    let example = try #require(section.split(separator: "```yaml\n").dropFirst().first?.split(separator: "```").first)
    let lines = example.split(separator: "\n").filter { !$0.hasPrefix("config:") }.joined(separator: "\n")
    let customers = "customers: \(Self.root)/config/tests/demo-customers.yaml #"
    let path = try folder.write("r.yaml", lines.replacing("customers: customers.yaml", with: customers))
    let told = TestConsole.run("test", path)
    #expect(told.code == .done, "\(told.output)\(told.errors)")
  }

  @Test func theExampleIsOverTheEstateOfTheDemo() throws {
    #expect(try CustomersFile.load("\(Self.root)/config/tests/demo-customers.yaml") == DemoCustomers.table)
    let text = try String(
      decoding: FileBytes.read("\(Self.root)/config/tests/demo.yaml", limit: 1 << 20), as: UTF8.self)
    for customer in DemoCustomers.all { #expect(text.contains(customer.instance)) }
  }

  @Test(arguments: [
    "[\(opened), \(resolved)]", "[\(resolved), \(opened)]",
    "[{expect: opened, instance: acme, kind: performance, severity: critical, priority: 1..2, reasons: [immediate_alert], contains: disk_full}]",
    "[{expect: opened, severity: ..critical, priority: ..2, between: 2h..}]",
    "[{expect: opened, at: 2026-11-23T02:00:00Z}, {expect: none, between: 0..1h59m}, {expect: none, instance: other}]",
  ])
  func whatComesAsExpectedPasses(cases: String) throws {
    let told = try run(cases)
    #expect(told.code == .done && told.output.hasPrefix("ok  "), "\(told.output)\(told.errors)")
  }

  @Test(
    arguments: [
      ("[{expect: opened, at: 1h}]", [":9:", "expected opened, at 1h", "nearest: 2h opened", "it came at 2h"]),
      ("[{expect: opened, instance: other, kind: usage}]", ["it is of acme; its kind is performance"]),
      ("[{expect: opened, severity: ..major}]", ["severity ..major", "its severity is critical"]),
      ("[{expect: opened, priority: 3..}]", ["its priority is 1"]),
      ("[{expect: opened, reasons: [usage_drop]}]", ["usage_drop is none of its reasons (immediate_alert)"]),
      ("[\(opened), {expect: resolved, resolution: expired}]", ["its resolution is recovered"]),
      ("[\(opened), {expect: resolved, contains: zebra}]", ["contain \"zebra\""]),
      ("[\(opened), {expect: escalated}]", ["it is opened", "it is resolved"]),
      ("[\(opened), \(opened)]", ["another line expects it too"]),
      ("[\(opened), {expect: none, between: 2h..4h}]", ["expected no event, between 2h..4h", "came: 2h opened acme"]),
      ("[]", [":5:", "a case that nothing expects", "came: 2h opened acme performance, critical, priority 1"]),
      ("[\(resolved)]", ["a case that nothing expects"]),
    ] as [(String, [String])])
  func whatDoesNotFails(cases: String, parts: [String]) throws {
    let told = try run(cases)
    #expect(told.code == .found && told.output.hasPrefix("FAIL ") && told.errors.contains("0 passed, 1 failed"))
    for part in parts { #expect(told.output.contains(part), "\(part): \(told.output)") }
  }

  @Test func settingsStartAndUntilAreTheTests() throws {
    let settings = "settings: {alerts: {immediate_environments: [live]}}"
    #expect(try run("[]", more: settings).code == .done)
    let start = "start: 2026-01-05T00:00:00Z"
    #expect(try run("[{expect: opened, at: 2026-01-05T02:00:00Z}]", more: start).code == .done)
    #expect(try run("[{expect: opened, at: 2026-01-05T02:00:00Z}]", test: start).code == .done)
    // The feed ends at four hours: an open case is repeated a day later, where time goes on to then.
    let silent =
      "{expect: opened, instance: b, at: 1h}, {expect: opened, kind: usage}, {expect: updated, instance: b, between: 24h..}"
    let more =
      "alerts: [{instance: b, alert: disk_full, severity: critical, fires: 1h}]\nsettings: {alerts: {stale_after_hours: 48}}"
    #expect(try run("[\(Self.opened), \(silent)]", more: more, test: "until: 26h").code == .done)
    #expect(try run("[\(Self.opened), \(silent)]", more: more).code == .found)
  }

  @Test func whatCameIsShownAndTestsAreChosen() throws {
    let told = try run("[\(Self.opened)]", options: "--events", "--run", "full")
    #expect(told.output.contains("    2h opened acme performance, critical, priority 1, immediate_alert"))
    #expect(told.output.contains("resolved acme"))
    #expect(try run("[]", options: "--run", "empty").code == .inputUnusable)
  }

  @Test func configurationAndInputAreTakenByPath() throws {
    try folder.write(
      "f.yaml",
      "version: 1\nkafka: {bootstrap.servers: b, sasl.password: \"${env:NOBODY}\"}\nstate: {path: s}\ntopics: [{name: a, kind: alerts}]\ncustomers: {file: c.yaml}\n"
    )
    try folder.write("c.yaml", "version: 1\naccounts: []\ninstances:\n  - {id: b, environment: prod, accounts: []}\n")
    try folder.write(
      "in.jsonl", "{\"time\":\"2026-11-23T01:00:00Z\",\"instance\":\"b\",\"alert\":\"x\",\"severity\":\"critical\"}\n")
    let path = try folder.write(
      "u.yaml",
      "version: 1\nconfig: f.yaml\ntests:\n  - {name: n, inputs: [in.jsonl], cases: [{expect: opened, at: 1h}]}\n")
    let told = TestConsole.run("test", path)
    #expect(told.code == .done, "\(told.output)\(told.errors)")
  }

  @Test(
    arguments: [
      ("[{expect: opend}]", "t.yaml:9:", "did you mean \"opened\"?"),
      ("[{expect: opened, at: 2x}]", "t.yaml:9:", "cases[0].at must be a time after the start"),
      ("[{expect: opened, at: 2h, between: 1h..2h}]", "t.yaml:9:", "not both"),
      ("[{expect: opened, between: 3h..2h}]", "t.yaml:9:", "cases[0].between must be two times"),
      ("[]\n    start: 2h", "t.yaml:10:", "tests[0].start must be a moment"),
      ("[{expect: opened, severity: huge}]", "t.yaml:9:", "a severity or bounds"),
      ("[{expect: opened, reasons: [usage_drp]}]", "t.yaml:9:", "did you mean \"usage_drop\"?"),
      ("[{instance: acme}]", "t.yaml:9:", "missing key \"tests[0].cases[0].expect\""),
      ("[]\n    alerts2: []", "t.yaml:10:", "unknown key \"alerts2\", did you mean \"alerts\"?"),
      ("[]\n  - {name: x, cases: [], alerts: [{alert: a, fires: 1h}]}", "t.yaml:10:", "needs an instance, or a ci"),
      ("[]\n  - {name: x, cases: [], alerts: [{instance: a, alert: a}]}", "t.yaml:10:", "either `fires`, or `values`"),
      (
        "[]\n  - {name: x, cases: [], transactions: [{instances: [a], transaction: t, values: 1x5, errors: 1x4}]}",
        "t.yaml:10:", "has 4 minutes and values 5"
      ),
      ("[]\nsettings: {cases: {open_at_risk: 7}}", "t.yaml:10:", "cases.open_at_risk must be a number"),
    ] as [(String, String, String)])
  func mistakesAreNamedWithTheirPlace(cases: String, place: String, message: String) throws {
    let told = try run(cases)
    #expect(told.code == .inputUnusable && told.output.isEmpty)
    #expect(told.errors.contains(place) && told.errors.contains(message), "\(told.errors)")
  }

  @Test func withoutAFileItIsWrongUse() {
    #expect(TestConsole.run("test").code == .usage)
    #expect(TestConsole.run("test", "/nowhere/t.yaml").code == .inputUnusable)
  }
}

@Suite struct TestNotationTests {
  @Test(
    arguments: [
      ("400", [400]), ("400x3", [400, 400, 400]), ("1+2x3 _ 0.5", [1, 3, 5, nil, 0.5]), ("9-4x3", [9, 5, 1]),
      ("(0x2 3)x2 1", [0, 0, 3, 0, 0, 3, 1]), ("_x2", [nil, nil]),
    ] as [(String, [Double?])])
  func series(text: String, values: [Double?]) { #expect(TestSeries(text)?.values == values) }

  @Test(
    arguments: [
      "", "x", "4x", "4x0", "4x-1", "1-1x3", "(1x2", "1)", "(1)", "(1)x", "((1)x2)x2", "nan", "1e99", "1x100001",
      "(1x1000)x101",
    ])
  func noSeries(text: String) { #expect(TestSeries(text) == nil) }

  @Test(
    arguments: [("0", 0), ("90s", 90), ("2h", 7_200), ("1d2h3m4s", 93_784), ("24h4m12s", 86_652)] as [(String, Int64)])
  func moments(text: String, seconds: Int64) {
    #expect(TestMoment(text) == .after(micros: seconds * 1_000_000))
    #expect(TestMoment(text)?.micros(from: 5) == seconds * 1_000_000 + 5)
  }

  @Test(arguments: ["", "5", "h", "3m2h", "1h1h", "-2h", "9999d", "2 h"])
  func noMoments(text: String) { #expect(TestMoment(text) == nil) }

  @Test(
    arguments: [("1..2", [1, 2]), ("2..", [2, 3]), ("..1", [0, 1]), ("2", [2]), ("3..1", nil), ("..", nil)]
      as [(String, [Int]?)])
  func bounds(text: String, inside: [Int]?) {
    let bounds = Bounds(text) { Int($0) }
    #expect(bounds.map { bounds in (0...3).filter { bounds.contains($0) } } == inside)
  }
}
