import CSQLite
import ForewarnCore
import StreamRuntime
import Testing

@testable import SQLiteStore

/// Who may see some accounts sees what is theirs alone: not what is another's, what they share with another, or what is nobody's.
@Suite struct DashboardScopeTests {
  private let folder = TemporaryFolder()

  /// Whose they are.
  private static let owners: [Name: [String]] = ["acme": ["A"], "bee": ["B"], "shared": ["A", "B"], "nobody": []]

  private static func entry(_ instance: Name, _ accounts: [String], kind: String = "performance") -> CaseEntry {
    var entry = DashboardStoreTests.entry("fw-\(instance.text)-\(kind)", 1)
    (entry.instance, entry.kind, entry.accountIDs) = (instance, kind, accounts)
    return entry
  }

  private func reader() throws -> DashboardReader {
    let store = try DashboardStore.open(folder: folder.path, identity: "a", limits: DashboardLimits())
    var change = DashboardStoreTests.change([DashboardStoreTests.pane(600, Self.owners.keys.map(\.text))])
    change.facts = { name in
      guard let ids = Self.owners[name], !ids.isEmpty else { return nil }
      var facts = InstanceFacts.named(ids.joined(separator: " & "))
      facts?.accountIDs = ids
      return facts
    }
    change.caseEvents = Self.owners.map { Self.entry($0.key, $0.value) }
    change.caseEvents.append(Self.entry("db-7", ["A", "B"], kind: "major"))
    // One of their own instance, in which something of another is affected.
    change.caseEvents.append(Self.entry("acme", ["A", "B"], kind: "usage"))
    try store.write(change)
    return try DashboardReader(path: store.path)
  }

  struct Case: Sendable {
    var scope: AccountScope
    var instances: Set<Name>
    var cases: Set<String>

    init(_ scope: AccountScope, _ instances: Set<Name>, _ cases: Set<String>) {
      (self.scope, self.instances, self.cases) = (scope, instances, cases)
    }
  }

  private static let all: Set<String> = [
    "fw-acme-performance", "fw-bee-performance", "fw-shared-performance", "fw-nobody-performance", "fw-db-7-major",
    "fw-acme-usage",
  ]

  @Test(arguments: [
    Case(.everything, ["acme", "bee", "shared", "nobody"], all), Case(.accounts([]), [], []),
    Case(.accounts(["A"]), ["acme"], ["fw-acme-performance"]), Case(.accounts(["B"]), ["bee"], ["fw-bee-performance"]),
    Case(.accounts(["A", "B", "C"]), ["acme", "bee", "shared"], all.subtracting(["fw-nobody-performance"])),
    Case(.accounts(["a", "*", "%", "\"A\"", "A\",\"B", "A' OR 1=1"]), [], []),
  ])
  func everyQuestionIsBounded(_ one: Case) throws {
    let (reader, scope) = (try reader(), one.scope)
    let (rows, total) = try reader.instances(.init(), scope)
    #expect(Set(rows.map(\.name)) == one.instances && total == Int64(one.instances.count))
    let (cases, caseTotal) = try reader.cases(.init(), scope)
    #expect(Set(cases.map(\.id)) == one.cases && caseTotal == Int64(one.cases.count))
    for row in rows {
      #expect(row.openCases == Int64(cases.count { $0.instance == row.name }))
      #expect(row.worst.map { one.cases.contains($0.id) } ?? true)
    }
    for name in Self.owners.keys {
      #expect(try (reader.instance(name, scope) != nil) == one.instances.contains(name))
      let points = try reader.points(.transaction, "list", of: name, hours: 3, scope).points
      #expect(points.isEmpty != one.instances.contains(name))
    }
    for id in Self.all { #expect(try (reader.proactiveCase(id, scope) != nil) == one.cases.contains(id)) }
    let overview = try reader.overview(scope)
    #expect(overview.instances == Int64(one.instances.count) && overview.atRisk == overview.instances)
    #expect(overview.openBySeverity[.major] ?? 0 == Int64(one.cases.count))
    #expect((overview.lastCaseMicros == nil) == one.cases.isEmpty)
    let estate = try reader.estate(scope)
    #expect(estate.tiers.reduce(0) { $0 + $1.instances } == Int64(one.instances.count))
    #expect(estate.accounts.reduce(0) { $0 + $1.openCases } == rows.reduce(0) { $0 + $1.openCases })
    #expect(estate.accountsTotal == Int64(estate.accounts.count))
    #expect(Set(estate.shared.map(\.id)) == one.cases.intersection(["fw-db-7-major"]))
  }

  /// What was another's once stays hidden: the first events still say it.
  @Test func aCaseIsOfAllThatItEverNamed() throws {
    let store = try DashboardStore.open(folder: folder.path, identity: "a", limits: DashboardLimits())
    var change = DashboardChange()
    change.caseEvents = [DashboardStoreTests.entry("fw-1", 1), DashboardStoreTests.entry("fw-1", 2, isOpen: false)]
    (change.caseEvents[0].accountIDs, change.caseEvents[1].accountIDs) = (["A", "B"], ["A"])
    try store.write(change)
    let reader = try DashboardReader(path: store.path)
    #expect(try reader.proactiveCase("fw-1", .accounts(["A"])) == nil)
    #expect(try reader.proactiveCase("fw-1", .accounts(["A", "B"]))?.entry.isOpen == false)
    #expect(try reader.estate(.accounts(["A"])).outcomes.outcomes.isEmpty)
    #expect(try reader.estate(.accounts(["A", "B"])).outcomes.outcomes.count == 1)
  }

  /// One case more each: what was said, within which bounds, and when it came.
  @Test func forecastsAreCountedByWhatCame() throws {
    let store = try DashboardStore.open(folder: folder.path, identity: "a", limits: DashboardLimits())
    let day: Int64 = 86_400_000_000
    func ended(_ id: String, _ came: Int64?, resolution: String = "came_true", verdict: String = "") -> CaseEntry {
      var entry = DashboardStoreTests.entry(id, 1, isOpen: false, at: 100 * day)
      (entry.resolution, entry.verdict, entry.outcome, entry.accountIDs) = (resolution, verdict, "solved", ["A"])
      (entry.prediction.toldMicros, entry.prediction.lowMicros, entry.prediction.highMicros) = (100, 200, 300)
      entry.prediction.cameMicros = came
      return entry
    }
    var change = DashboardChange()
    change.caseEvents = [
      ended("early", 199), ended("low", 200), ended("high", 300, verdict: "true"), ended("late", 301),
      ended("prevented", nil, resolution: "prevented"), ended("not", nil, resolution: "recovered", verdict: "false"),
    ]
    var sign = ended("sign", 500)
    (sign.prediction.lowMicros, sign.prediction.highMicros, sign.accountIDs) = (nil, nil, ["B"])
    var old = ended("old", 250)
    old.changedMicros = 70 * day
    var open = DashboardStoreTests.entry("open", 1, at: 100 * day)
    open.verdict = "true"
    change.caseEvents += [sign, old, open]
    try store.write(change)
    let reader = try DashboardReader(path: store.path)
    let all = try reader.estate(.everything).outcomes
    #expect(all.forecasts == 6 && all.early == 1 && all.within == 2 && all.late == 1 && all.prevented == 1)
    #expect(all.leads == 5 && all.medianLeadMicros == 200)
    #expect(all.resolutions.map(\.word) == ["came_true", "prevented", "recovered"])
    #expect(all.resolutions.map(\.cases) == [5, 1, 1] && all.outcomes.map(\.cases) == [7])
    #expect(all.verdicts.map(\.word) == ["true", "false"] && all.verdicts.map(\.cases) == [2, 1])
    let some = try reader.estate(.accounts(["B"])).outcomes
    #expect(some.forecasts == 0 && some.leads == 1 && some.medianLeadMicros == 400 && some.verdicts.isEmpty)
    #expect(try reader.estate(.accounts(["C"])).outcomes.leads == 0)
  }

  /// A file of before knew no ids: those of cases are in their events.
  @Test func anOlderFileIsBroughtUp() throws {
    let path = folder.path + "/history.sqlite"
    do {
      let connection = try Connection(path: path, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
      try connection.execute(DashboardSchema.forms[0])
      try connection.execute("PRAGMA application_id = \(DashboardSchema.applicationID); PRAGMA user_version = 1")
      for (id, accounts, items) in [
        ("fw-1", #"[{"id":"A","name":"x"}]"#, #"[{"account":"A"},{"account":null}]"#),
        ("fw-2", #"[{"id":"A","name":"x"}]"#, #"[{"account":"B"}]"#), ("fw-3", "[]", "[]"),
      ] {
        try connection.execute(
          """
          INSERT INTO proactive_case VALUES ('\(id)', 'acme', 1, 1, 'usage', 3, 1, 0, '', '', '', '', '', '', '', 1, 1, NULL, NULL);
          INSERT INTO case_event VALUES ('\(id)', 1, 1,
            CAST('{"data":{"customer":{"accounts":\(accounts)},"affected":{"items":\(items)}}}' AS BLOB))
          """)
      }
    }
    let store = try DashboardStore.open(folder: folder.path, identity: "a", limits: DashboardLimits())
    let reader = try DashboardReader(path: store.path)
    #expect(try reader.cases(.init(), .everything).total == 3)
    #expect(try reader.cases(.init(), .accounts(["A"])).rows.map(\.id) == ["fw-1"])
    #expect(try reader.cases(.init(), .accounts(["A", "B"])).rows.map(\.id) == ["fw-1", "fw-2"])
    try store.write(DashboardStoreTests.change([DashboardStoreTests.pane(600)]))
    #expect(try reader.overview(.everything).instances == 1)
  }
}

/// Most tests see everything.
extension DashboardReader {
  func overview() throws -> Overview { try overview(.everything) }
  func estate() throws -> Estate { try estate(.everything) }
  func instances(_ filter: InstanceFilter) throws -> (rows: [InstanceRow], total: Int64) {
    try instances(filter, .everything)
  }
  func instance(_ name: Name) throws -> InstanceDetail? { try instance(name, .everything) }
  func cases(_ filter: CaseFilter) throws -> (rows: [CaseEntry], total: Int64) { try cases(filter, .everything) }
  func proactiveCase(_ id: String) throws -> (entry: CaseEntry, events: [[UInt8]])? {
    try proactiveCase(id, .everything)
  }
  func points(_ kind: PaneReport.Kind, _ subject: Name, of instance: Name, hours: Int64) throws -> Course {
    try points(kind, subject, of: instance, hours: hours, .everything)
  }
}
