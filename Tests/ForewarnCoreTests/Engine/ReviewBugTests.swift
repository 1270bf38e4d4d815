import Testing

@testable import ForewarnCore

/// Bugs that a review of the first version found, each by its number there.
@Suite struct ReviewBugTests {
  static let minute: Int64 = 60_000_000
  static let start = EngineDriver.day

  static func productions(_ names: [String]) -> CustomerModel {
    var table = CustomerTable()
    table.instances = names.map { .init(id: $0, environment: "prod", accounts: [], owner: "") }
    return CustomerModel(table)
  }

  /// C1: a name that begins with a combining mark loses its open case at a restart.
  /// C2: two customers whose names look alike share one case.
  @Test(arguments: [["\u{301}x", "x"], ["caf\u{E9}", "cafe\u{301}"]])
  func customersWhoseNamesLookAlikeHaveCasesOfTheirOwn(names: [String]) throws {
    let log = RecordLog(partitions: 1)
    for (index, name) in names.enumerated() {
      let at = Self.start + Int64(index) * Self.minute
      log.append(0, timestampMicros: at, JSONText.alert("disk_full", at, instance: name, severity: "critical"))
    }
    func driver() -> EngineDriver { EngineDriver(log, kinds: [.alerts], customers: Self.productions(names)) }
    let first = driver()
    first.run()
    let opened = first.cases().filter { $0.change == "opened" }
    #expect(opened.compactMap { $0["data"]["instance"].text.map { Array($0.utf8) } } == names.map { Array($0.utf8) })
    #expect(Set(opened.compactMap { $0["data"]["case_id"].text }).count == 2)
    #expect(first.engine.openCases == 2)

    let rows = first.engine.closeEpoch(statisticsID: nil).rows
    #expect(try BookSummary(rows).cases.count { $0.isOpen } == 2)
    let again = driver()
    _ = try again.engine.load(rows)
    #expect(again.engine.openCases == 2)
    #expect(again.engine.bookDigest == first.engine.bookDigest)
  }

  /// C4: alerts come in any order; what is decided is dated when it is decided, never before what was told already.
  @Test(arguments: [[300, 100], [300, 0, 200], [30, 400, 10, 390]])
  func aDecisionIsNeverDatedBeforeTheLastOne(seconds: [Int]) throws {
    let log = RecordLog(partitions: 1)
    for (index, second) in seconds.enumerated() {
      let at = Self.start + Int64(second) * 1_000_000
      log.append(
        0, timestampMicros: Self.start + 400 * 1_000_000,
        JSONText.alert("down-\(index)", at, instance: "acme-prod", severity: "critical"))
    }
    let driver = EngineDriver(log, kinds: [.alerts], customers: Self.productions(["acme-prod"]))
    driver.batchRecords = 1
    driver.run()
    driver.tick(toMicros: Self.start + 3_600_000_000)
    let events = driver.cases()
    #expect(events.count >= 2, "the others wait their turn")
    let times = events.compactMap { $0["time"].text }
    #expect(times == times.sorted())
    for event in events {
      let data = event["data"]
      #expect((data["opened_at"].text ?? "") <= (data["updated_at"].text ?? "~"))
      #expect((data["resolved_at"].text ?? "~") >= (data["opened_at"].text ?? ""))
    }
  }

  /// C6: a book whose known partitions never had an event, but with decided panes: its topic was replaced, the other one is still empty.
  @Test func aBookOfSilentPartitionsIsNoTrap() throws {
    let log = RecordLog(partitions: 1)
    log.append(0, timestampMicros: Self.start, JSONText.transaction("a", "t", Self.start, millis: 1))
    let driver = EngineDriver(log)
    driver.finish()
    driver.tick(toMicros: Self.start + 10 * Self.minute)
    let rows = driver.engine.closeEpoch(statisticsID: nil).rows
    let other = EngineDriver(RecordLog(partitions: 1), kinds: [.alerts])
    #expect(try other.engine.load(rows).isEmpty)
    other.engine.begin(0, at: 0)
    other.engine.learnAnew()
    #expect(other.engine.advance(maxRecords: 10) == .waiting)
    other.tick(toMicros: Self.start + 20 * Self.minute)
    #expect(other.engine.decidedThroughMicros == Self.start + 20 * Self.minute)
  }

  /// C12: a record with a broken, a late and a future event goes out once to each place.
  @Test func aRecordGoesOnceToEachPlace() {
    let log = RecordLog(partitions: 1)
    for minute in 0..<60 {
      let at = Self.start + Int64(minute) * Self.minute
      log.append(0, timestampMicros: at, JSONText.transaction("a", "t", at, millis: 1))
    }
    let now = Self.start + 60 * Self.minute
    let events = [
      JSONText.transaction("a", "t", now, millis: -1), JSONText.transaction("a", "t", Self.start, millis: 1),
      JSONText.transaction("a", "t", now + 60 * Self.minute, millis: 1),
      JSONText.transaction("a", "t", Self.start + Self.minute, millis: 1),
    ]
    log.append(0, timestampMicros: now, "[" + events.joined(separator: ",") + "]")
    let driver = EngineDriver(log)
    driver.finish()
    #expect(driver.count(.deadLetter) == 1 && driver.count(.late) == 1)
    let accounting = driver.engine.accounting
    #expect(accounting.late == 2 && accounting.quarantined == 1 && accounting.rejected == 1)
    #expect(accounting.isBalanced)
  }

  /// C16: a fleet whose cases all open at once, and rest for days when they are resolved, costs no decision its second.
  @Test func restingCasesAreNotLookedAt() {
    var book = CaseBook()
    let settings = Settings()
    let count = 600
    for i in 0..<count {
      var finding = RiskTests.finding(.database, 6, pane: 1_000)
      finding.code = .immediateAlert
      finding.severity = .critical
      book.add(finding, to: SituationKey(Name("instance-\((i * 7_919) % count)"), .performance), instance: i)
    }
    func pass(_ pane: Pane) -> Int {
      let step = CaseStep(
        urgency: .paneEnd, pane: pane, atMicros: PaneTime.end(of: pane), settings: settings)
      var outcomes = 0
      for key in book.due(at: pane) {
        let judged = book.assess(key, step, InstanceKnowledge())
        if book.move(judged, settings.risk, inputs: []) != nil { outcomes += 1 }
      }
      book.settle(settings.cases)
      return outcomes
    }
    #expect(pass(1_000) == 0)
    #expect(pass(1_001) == count)
    #expect(book.openCount == count)
    var resolved = 0
    for pane in Pane(1_002)..<1_200 { resolved += pass(pane) }
    #expect(book.openCount == 0 && resolved == count)
    // All rest: nothing is looked at until the first of them is due.
    #expect(book.isQuiet(through: 10_000))
    #expect(book.due(at: 10_000).isEmpty)
    let due = book.firstDue
    #expect(due > 10_000 && pass(due) > 0)
    // A finding wakes one of them up.
    book.add(RiskTests.finding(.database, 6, pane: due), to: SituationKey("instance-1", .performance), instance: 1)
    #expect(!book.isQuiet(through: due + 1))
  }

  /// C20: a name that 32 bits cannot place is refused, not wrapped around.
  @Test func theArenaOfNamesHasAnEnd() {
    let names = NameArena()
    let (fits, overflows) = (names.hasRoom(for: Limits.nameBytes), names.hasRoom(for: Int(UInt32.max) + 1))
    #expect(fits && !overflows)
  }
}
