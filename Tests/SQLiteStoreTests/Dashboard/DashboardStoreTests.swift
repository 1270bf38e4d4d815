import CSQLite
import Dispatch
import ForewarnCore
import StreamRuntime
import Synchronization
import Testing

@testable import SQLiteStore

/// The dashboard's file: what is written is found again, what is too much leaves or is counted.
@Suite struct DashboardStoreTests {
  let folder = TemporaryFolder()

  func store(_ limits: DashboardLimits = DashboardLimits(), identity: String = "a") throws -> DashboardStore {
    try DashboardStore.open(folder: folder.path, identity: identity, limits: limits)
  }

  static func pane(_ minute: Int32, _ names: [String] = ["acme"], value: Double = 100_000) -> PaneReport {
    PaneReport(
      minute: minute,
      rows: PaneReportRows(
        names.map { name in
          var row = PaneReport.Row(.transaction, Name(name), "list", .init(count: 10, value: value))
          row.figures.score = 1.25
          (row.figures.level, row.figures.low, row.figures.high) = (90_000, 80_000, 110_000)
          return row
        }))
  }

  static func change(_ panes: [PaneReport]) -> DashboardChange {
    var change = DashboardChange()
    change.panes = panes
    return change
  }

  static func entry(_ id: String, _ sequence: Int64, isOpen: Bool = true, at micros: Int64 = 1) -> CaseEntry {
    var entry = CaseEntry()
    entry.id = id
    entry.instance = "acme"
    (entry.sequence, entry.isOpen, entry.changedMicros, entry.openedMicros) = (sequence, isOpen, micros, 1)
    entry.severity = .major
    entry.title = "\(id).\(sequence)"
    entry.event = Array("{\"sequence\":\(sequence)}".utf8)
    return entry
  }

  func points(_ reader: DashboardReader, hours: Int64 = 3, of name: Name = "acme") throws -> [DashboardReader.Point] {
    try reader.points(.transaction, "list", of: name, hours: hours).points
  }

  @Test func panesAreFoundAgain() throws {
    let store = try store()
    try store.write(Self.change([Self.pane(600), Self.pane(601, value: 200_000)]))
    let found = try points(DashboardReader(path: store.path))
    #expect(found.map(\.minute) == [600, 601])
    #expect(found.map(\.value) == [100_000, 200_000])
    #expect(found[0].level == 90_000 && found[0].low == 80_000 && found[0].high == 110_000 && found[0].score == 1.25)
    // A quarter of an hour is the mean of its minutes by requests.
    let quarters = try points(DashboardReader(path: store.path), hours: 24)
    #expect(quarters.map(\.value) == [150_000] && quarters.map(\.count) == [20] && quarters.map(\.minute) == [600])
  }

  /// Two look at the same moment, and a third waits for its turn.
  @Test func asManyLookAsThereAreSessions() throws {
    let store = try store()
    try store.write(Self.change([Self.pane(600)]))
    let reader = try DashboardReader(path: store.path, sessions: 2)
    // While this one looks, another thread does, too.
    let isFound = try reader.read { _ throws(StoreFailure) in
      let done = DispatchSemaphore(value: 0)
      DispatchQueue(label: "other").async {
        _ = try? reader.overview(.everything)
        done.signal()
      }
      return done.wait(timeout: .now() + 20) == .success
    }
    #expect(isFound)
    let found = Mutex<[Int64]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      let count = try? reader.read { (connection) throws(StoreFailure) in
        try connection.integer("SELECT count(*) FROM series")
      }
      found.withLock { $0.append(count ?? -1) }
    }
    #expect(found.withLock(\.self) == Array(repeating: 1, count: 8))
  }

  /// A signal may be of any size and sign, and 0 may be what is usual of it.
  @Test func signalsAreFoundAgain() throws {
    let store = try store()
    func pane(_ minute: Int32, _ value: Double, hasLevel: Bool) -> PaneReport {
      var row = PaneReport.Row(.signal, "acme", "sentiment", .init(count: 3, value: value))
      (row.figures.level, row.figures.low, row.figures.high, row.figures.hasLevel) = (0, -0.0021, 0.5, hasLevel)
      if !hasLevel { (row.figures.low, row.figures.high) = (0, 0) }
      return PaneReport(minute: minute, rows: [row])
    }
    let values = [0.0021, -0.75, 8e12]
    try store.write(Self.change(values.enumerated().map { pane(600 + Int32($0), $1, hasLevel: $0 > 0) }))
    let reader = try DashboardReader(path: store.path)
    let found = try reader.points(.signal, "sentiment", of: "acme", hours: 3).points
    #expect(found.map(\.value) == values && found.map(\.hasLevel) == [false, true, true])
    #expect(found[1].level == 0 && found[1].low == -0.0021 && found[1].high == 0.5 && found[1].p90 == 0)
    let quarters = try reader.points(.signal, "sentiment", of: "acme", hours: 24).points
    #expect(quarters.map(\.count) == [9] && quarters.map(\.hasLevel) == [true] && quarters[0].low == -0.0021)
    #expect((quarters[0].value - values.reduce(0, +) / 3).magnitude < 1)
  }

  @Test func whatComesTwiceCountsOnce() throws {
    let store = try store()
    for _ in 0..<2 { try store.write(Self.change([Self.pane(600), Self.pane(601)])) }
    #expect(try points(DashboardReader(path: store.path), hours: 24).map(\.count) == [20])
  }

  /// Quiet minutes have no row and count all the same.
  @Test func alertsAreBesideWhatIsUsual() throws {
    let store = try store()
    var change = Self.change((600..<1_200).map { Self.pane($0) })
    for minute in [15, 16, 400] {
      change.panes[minute].rows.append(.init(.alerts, "acme", "database", .init(count: 4, value: 4)))
    }
    try store.write(change)
    let reader = try DashboardReader(path: store.path)
    let course = try reader.points(.alerts, "database", of: "acme", hours: 12)
    #expect(course.points.map(\.count) == [4, 4, 4] && course.usual == 12.0 / 420)
    #expect(try reader.points(.alerts, "network", of: "acme", hours: 12).usual == nil)
    #expect(try reader.points(.transaction, "list", of: "acme", hours: 12).usual == nil)
  }

  /// The file stops growing when the rings are full, and an old pane does not take a newer one's place.
  @Test func ringsAreBounded() throws {
    var limits = DashboardLimits()
    (limits.historyHours, limits.historyDays) = (1, 1)
    let store = try store(limits)
    try store.write(Self.change((600..<900).map { Self.pane($0) }))
    try store.write(Self.change([Self.pane(700)]))
    let reader = try DashboardReader(path: store.path)
    #expect(try points(reader, hours: 12).map(\.minute) == Array(840..<900))
    #expect(try reader.read { (c) throws(StoreFailure) in try c.integer("SELECT count(*) FROM minute") } == 60)
  }

  @Test(arguments: [1, 2, 5] as [Int64])
  func ringsKeepWhatFitsWhenTheirSizeChanges(hours: Int64) throws {
    var limits = DashboardLimits()
    limits.historyHours = 2
    do {
      let store = try store(limits)
      try store.write(Self.change((600..<900).map { Self.pane($0) }))
    }
    limits.historyHours = hours
    let store = try store(limits)
    let kept = try points(DashboardReader(path: store.path), hours: 12).map(\.minute)
    #expect(kept == Array((900 - min(hours, 2) * 60)..<900))
    try store.write(Self.change([Self.pane(900)]))
    #expect(try points(DashboardReader(path: store.path), hours: 12).last?.minute == 900)
  }

  /// The last day of an instance in one picture, wherever the ring of quarter hours ends in it.
  @Test(arguments: [1, 2, 3, 90] as [Int64], [0, 7, 20, 47])
  func theLastDayIsOnePicture(days: Int64, halfHours: Int) throws {
    var limits = DashboardLimits()
    limits.historyDays = days
    let store = try store(limits)
    let first: Int32 = 5 * 1_440
    let count = 48 + halfHours
    let panes = (0..<count).map {
      Self.pane(first + 30 * Int32($0), value: 90_000 * Double($0 + 1))
    }
    try store.write(Self.change(panes))
    let rows = try DashboardReader(path: store.path).instances(.init(), .everything).rows
    #expect(rows.map(\.spark) == [(halfHours..<count).map { 1_000 * Int64($0 + 1) }])
  }

  @Test func panesOfARingLieInOneOrTwoPieces() {
    typealias Stretch = PaneRings.Stretch
    for (panes, slots) in [(0...3, 10), (8...12, 10), (19...19, 10), (5...14, 10), (10...19, 10)]
      as [(ClosedRange<Int64>, Int64)]
    {
      let stretch = Stretch(panes, of: slots)
      let pieces = Array(stretch.first...stretch.last) + Array(stretch.wrappedFirst..<stretch.wrappedLast + 1)
      #expect(Set(pieces) == Set(panes.map { $0 % slots }) && pieces.count == panes.count)
    }
  }

  /// What stands for other text in a pattern is text in a search.
  @Test(arguments: [
    ("100%", ["100%"]), ("_", ["a_b"]), ("\\", ["c\\d"]), ("A", ["a_b", "axb"]), ("", ["100%", "a_b", "axb", "c\\d"]),
  ])
  func aWordIsSearchedAsItIs(word: String, found: [String]) throws {
    let store = try store()
    try store.write(Self.change([Self.pane(600, ["100%", "a_b", "axb", "c\\d"])]))
    var filter = DashboardReader.InstanceFilter()
    filter.words = [word]
    let names = try DashboardReader(path: store.path).instances(filter, .everything).rows.map(\.name.text)
    #expect(names.sorted() == found)
  }

  // MARK: Series

  @Test func furtherSeriesAreCounted() throws {
    var limits = DashboardLimits()
    limits.series = 2
    let store = try store(limits)
    try store.write(Self.change([Self.pane(600, ["a", "b", "c"])]))
    #expect(store.omittedRows == 1)
    #expect(try points(DashboardReader(path: store.path), of: "c").isEmpty)
    // One that was silent for a day makes room.
    try store.write(Self.change([Self.pane(2_100, ["a"]), Self.pane(2_101, ["c"])]))
    let reader = try DashboardReader(path: store.path)
    #expect(try points(reader, of: "c").count == 1)
    #expect(try points(reader, hours: 168, of: "b").isEmpty)
  }

  @Test func instancesWithCasesComeFirst() throws {
    var limits = DashboardLimits()
    limits.series = 2
    let store = try store(limits)
    try store.write(Self.change([Self.pane(600, ["a", "b"])]))
    var change = DashboardChange()
    change.caseEvents = [Self.entry("fw-1", 1)]
    try store.write(change)
    // That nobody makes room for one without a case says nothing of one that has a case.
    try store.write(Self.change([Self.pane(601, ["a", "b", "d", "acme", "e"])]))
    let reader = try DashboardReader(path: store.path)
    #expect(try points(reader).count == 1)
    #expect(try points(reader, of: "d").isEmpty && points(reader, of: "e").isEmpty)
    #expect(store.omittedRows == 2)
  }

  /// Names are told apart by their bytes, and stay what they are.
  @Test(arguments: [
    ("e\u{301}", "\u{e9}"), ("<script>alert(1)</script>", "'; DROP TABLE series; --"), ("\u{202E}evil", "a\"b\\c"),
    (String(repeating: "x", count: 256), " "),
  ])
  func namesStayWhatTheyAre(_ one: String, _ other: String) throws {
    let store = try store()
    try store.write(Self.change([Self.pane(600, [one, other])]))
    let reader = try DashboardReader(path: store.path)
    #expect(Set(try reader.instances(.init()).rows.map(\.name)) == [Name(one), Name(other)])
    #expect(try points(reader, of: Name(one)).count == 1 && points(reader, of: Name(other)).count == 1)
    #expect(try reader.instance(Name(one))?.series == [.init(kind: .transaction, subject: "list")])
    #expect(try reader.instance("nobody") == nil)
  }

  // MARK: Cases and health

  @Test func theNewestEventOfACaseCounts() throws {
    let store = try store()
    var change = DashboardChange()
    change.caseEvents = [Self.entry("fw-1", 2, isOpen: false), Self.entry("fw-1", 1), Self.entry("fw-1", 2)]
    change.positions = [TopicPartition(topic: "cases", partition: 0): 3]
    try store.write(change)
    let found = try #require(try DashboardReader(path: store.path).proactiveCase("fw-1"))
    #expect(found.entry.title == "fw-1.2" && !found.entry.isOpen)
    #expect(found.events.map { String(decoding: $0, as: UTF8.self) } == ["{\"sequence\":1}", "{\"sequence\":2}"])
    #expect(try store.position(TopicPartition(topic: "cases", partition: 0)) == 3)
    #expect(try store.position(TopicPartition(topic: "cases", partition: 1)) == nil)
  }

  @Test func aLongStoryKeepsItsBeginningAndItsEnd() throws {
    let store = try store()
    var change = DashboardChange()
    change.caseEvents = (1...250).map { Self.entry("fw-1", $0) }
    try store.write(change)
    let events = try #require(try DashboardReader(path: store.path).proactiveCase("fw-1")).events
    #expect(events.count == 100)
    #expect(events.first == Array("{\"sequence\":1}".utf8) && events.last == Array("{\"sequence\":250}".utf8))
  }

  @Test func casesThatEndedLongAgoLeave() throws {
    var limits = DashboardLimits()
    limits.cases = 3
    let store = try store(limits)
    var change = DashboardChange()
    change.caseEvents = (1...5).map { Self.entry("fw-\($0)", 1, isOpen: $0 == 1, at: $0) }
    try store.write(change)
    let reader = try DashboardReader(path: store.path)
    #expect(try reader.cases(.init()).rows.map(\.id) == ["fw-1", "fw-5", "fw-4"])
    #expect(try reader.proactiveCase("fw-2") == nil)
    #expect(try reader.read { (c) throws(StoreFailure) in try c.integer("SELECT count(*) FROM case_event") } == 3)
  }

  @Test func worstCustomersComeFirst() throws {
    let store = try store()
    var change = Self.change([Self.pane(600, ["calm", "acme", "risky"])])
    change.caseEvents = [Self.entry("fw-1", 1)]
    let told: [(String, Int64)] = [("risky", 400), ("calm", 20)]
    change.healths = told.map { name, permille in
      var health = HealthEntry()
      (health.instance, health.permille, health.timeMicros) = (Name(name), permille, 36_000_000_000)
      health.isLearning = name == "calm"
      return health
    }
    change.facts = { $0 == "risky" ? InstanceFacts.named("Risky & Sons") : nil }
    try store.write(change)
    let reader = try DashboardReader(path: store.path)
    #expect(try reader.instances(.init()).rows.map(\.name.text) == ["acme", "risky", "calm"])
    var filter = DashboardReader.InstanceFilter()
    filter.isAtRisk = true
    #expect(try reader.instances(filter).rows.map(\.worst?.id) == ["fw-1"])
    filter = .init()
    filter.isLearning = true
    #expect(try reader.instances(filter).rows.map(\.name.text) == ["calm"])
    filter = .init()
    (filter.words, filter.tier) = (["SONS"], "Gold")
    #expect(try reader.instances(filter).rows.map(\.accounts) == ["Risky & Sons"])
    filter.limit = 0
    #expect(try reader.instances(filter).total == 1)
    let overview = try reader.overview()
    #expect(overview.instances == 3 && overview.atRisk == 1 && overview.learning == 1)
    #expect(overview.openBySeverity == [.major: 1] && overview.newestMinute == 600)
  }

  /// While a backlog is worked off many records of an instance are read together; some of them were told before.
  @Test(arguments: [1, 3, 7])
  func healthIsTheSameHoweverItIsGathered(_ atATime: Int) throws {
    let store = try store()
    let times: [Int64] = [60, 120, 180, 120, 240, 300, 300]
    var told = times.enumerated().map { place, time in
      var health = HealthEntry()
      (health.instance, health.timeMicros, health.permille) = ("acme", time * 1_000_000, Int64(100 + place))
      health.record = Array("record \(place)".utf8)
      return health
    }[...]
    try store.write(Self.change([Self.pane(0)]))
    while !told.isEmpty {
      var change = DashboardChange()
      change.healths = Array(told.prefix(atATime))
      told = told.dropFirst(atATime)
      try store.write(change)
    }
    let acme = try #require(try DashboardReader(path: store.path).instance("acme"))
    #expect(acme.risk.map(\.permille) == [100, 101, 102, 104, 105])
    #expect(acme.health == Array("record 5".utf8))
  }

  /// An alert that speaks for itself opens a case minutes before its pane is told of: whoever goes on to the instance finds it.
  @Test func anInstanceIsKnownByItsCase() throws {
    let store = try store()
    var change = DashboardChange()
    var shared = CaseEntry()
    (shared.id, shared.sequence, shared.isOpen, shared.kind) = ("fw-2", 1, true, "major")
    var own = shared
    (own.id, own.kind, own.instance) = ("fw-1", "alerts", "acme")
    shared.instance = "db-07"
    change.caseEvents = [own, shared]
    change.facts = { $0 == "acme" ? InstanceFacts.named("Acme") : nil }
    try store.write(change)
    let reader = try DashboardReader(path: store.path)
    #expect(try reader.instances(.init()).rows.map(\.accounts) == ["Acme"])
    #expect(try reader.instance("acme") != nil)
  }

  @Test func theEstateIsSummedUp() throws {
    let store = try store()
    var change = Self.change([Self.pane(600, ["acme", "b", "c"])])
    change.facts = { $0 == "c" ? nil : InstanceFacts.named("A & B") }
    change.caseEvents = [Self.entry("fw-1", 1), Self.entry("fw-2", 1, isOpen: false), Self.entry("fw-3", 1)]
    change.caseEvents[1].outcome = "solved"
    (change.caseEvents[2].instance, change.caseEvents[2].kind) = ("db-07", "major")
    try store.write(change)
    let estate = try DashboardReader(path: store.path).estate()
    #expect(estate.accounts.map(\.name) == ["A & B", ""] && estate.accountsTotal == 2)
    #expect(estate.tiers.map(\.instances) == [2, 1] && estate.tiers.map(\.atRisk) == [1, 0])
    #expect(estate.tiers.first?.worst == .major && estate.tiers.first?.openCases == 1)
    #expect(estate.shared.map(\.id) == ["fw-3"])
    #expect(estate.outcomes.outcomes.map(\.word) == ["solved"] && estate.outcomes.outcomes.map(\.cases) == [1])
  }

  @Test func theCourseOfRiskIsBounded() throws {
    let store = try store()
    var change = DashboardChange()
    change.healths = (1...1_000).map { (time: Int64) in
      var health = HealthEntry()
      (health.instance, health.permille, health.timeMicros) = ("acme", time, time)
      health.record = Array("{\"told\":\(time)}".utf8)
      return health
    }
    for _ in 0..<2 { try store.write(change) }
    let detail = try #require(try DashboardReader(path: store.path).instance("acme"))
    #expect(detail.risk.map(\.permille) == Array(489...1_000))
    #expect(detail.row.permille == 1_000 && detail.health == Array("{\"told\":1000}".utf8))
  }

  // MARK: The file

  @Test func aNewLifeGoesOn() throws {
    var limits = DashboardLimits()
    limits.series = 1
    for minute: Int32 in [600, 601] { try store(limits).write(Self.change([Self.pane(minute)])) }
    #expect(try points(DashboardReader(path: folder.path + "/history.sqlite")).count == 2)
  }

  @Test(arguments: ["identity", "damage", "newer"])
  func whatIsOfNoUseIsMadeAnew(why: String) throws {
    var path = ""
    do {
      let store = try store()
      path = store.path
      try store.write(Self.change([Self.pane(600)]))
    }
    if why == "damage" { TemporaryFolder.write(Array("not a database, but long enough to be read".utf8), to: path) }
    if why == "newer" {
      let connection = try Connection(path: path, flags: SQLITE_OPEN_READWRITE)
      try connection.execute("PRAGMA user_version = 99")
    }
    let again = try store(identity: why == "identity" ? "b" : "a")
    #expect(try points(DashboardReader(path: path)).isEmpty)
    try again.write(Self.change([Self.pane(601)]))
    #expect(try points(DashboardReader(path: path)).count == 1)
  }

  /// Damage inside is seen later, and the advice is about this file, not about the state.
  @Test func damageInsideIsSaid() throws {
    let store = try store()
    try store.write(Self.change([Self.pane(600)]))
    let other = try Connection(path: store.path, flags: SQLITE_OPEN_READWRITE)
    try other.execute("DROP TABLE minute")
    let failure = #expect(throws: StoreFailure.self) { try store.write(Self.change([Self.pane(601)])) }
    #expect(failure?.kind == .damaged && failure?.remedy.contains("remove the file") == true)
  }

  @Test func aFileOfSomebodyElseIsLeftAlone() throws {
    let path = folder.path + "/history.sqlite"
    do {
      let connection = try Connection(path: path, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
      try connection.execute("CREATE TABLE theirs (a); PRAGMA application_id = 7; PRAGMA user_version = 1")
    }
    #expect(throws: StoreFailure.self) { try store() }
    let connection = try Connection(path: path, flags: SQLITE_OPEN_READWRITE)
    #expect(try connection.integer("SELECT count(*) FROM theirs") == 0)
  }

  /// A file without tables is brought up form by form.
  @Test func everyFormLeadsToTheNewest() throws {
    let connection = try Connection(path: folder.path + "/x.sqlite", flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
    try DashboardSchema.migrate(connection)
    #expect(try connection.integer("PRAGMA user_version") == DashboardSchema.version)
    try DashboardSchema.migrate(connection)
  }

  /// The daemon's loop waits for neither of them.
  @Test func readingDoesNotWaitForWriting() throws {
    let store = try store()
    try store.write(Self.change([Self.pane(600)]))
    let reader = try DashboardReader(path: store.path)
    let writer = try Connection(path: store.path, flags: SQLITE_OPEN_READWRITE)
    try writer.execute("BEGIN IMMEDIATE; UPDATE meta SET value = 'x' WHERE name = 'newest'")
    #expect(try reader.overview().newestMinute == 600)
    try writer.execute("ROLLBACK")
  }
}

extension InstanceFacts {
  static func named(_ account: String) -> InstanceFacts? {
    var table = CustomerTable()
    table.accounts = [.init(id: "A", name: account)]
    table.instances = [.init(id: "i", environment: "prod", accounts: ["A"], owner: "")]
    table.soldProducts = [.init(id: "P", product: "p", account: "A", offering: "gold")]
    table.installBase = [.init(id: "I", ci: "c", instance: "i", soldProduct: "P")]
    return CustomerModel(table).facts(of: "i")
  }
}
