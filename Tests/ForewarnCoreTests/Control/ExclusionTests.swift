import RollingStatistics
import Testing

@testable import ForewarnCore

/// What a person says is not usual is not learned, and everything else goes on.
@Suite struct ExclusionTests {
  private static let test = 400..<460

  private static func exclude(_ members: String, _ minutes: Range<Int>, at minute: Int = 0) -> String {
    let from = Timestamp.text(Planted.time(minutes.lowerBound))
    return ControlTests.say(
      "exclude", at: minute, #"\#(members),"from":"\#(from)",\#(ControlTests.until(minutes.upperBound))"#)
  }

  private static let ofAcme = exclude(#""id":"e1","instance":"acme""#, test)

  /// A load test: three times as slow, four times as much, a tenth of it fails, and alerts of a known and of a new kind.
  private static func planted(_ panes: Int, _ controls: [String]) -> Planted {
    var random = Random(seed: 11)
    return Planted(
      panes: panes,
      sample: { pane in
        PlantedTroubleTests.background(&random).map { usual in
          guard test.contains(pane), usual.instance == "acme" else { return usual }
          var sample = usual
          (sample.millis, sample.count, sample.errors) = (3 * usual.millis, 4 * usual.count, usual.count / 3)
          return sample
        }
      },
      alerts: { pane in
        var names = pane % 50 == 7 ? ["db_slow"] : []
        if test.contains(pane) { names += ["db_slow", "db_slow", "queue_long"] }
        return names.enumerated().map { number, name in
          let time = Timestamp.text(Planted.time(pane, second: number))
          return #"{"instance":"acme","alert":"\#(name)","domain":"database","severity":"minor","time":"\#(time)"}"#
        }
      }, controls: controls)
  }

  /// All that is known as normal of an instance.
  private struct Normal: Equatable {
    var levels: [Double] = []
    var counts: [Int] = []
    var deviations: [Double] = []
    var shares: [Double] = []
    var clocks: [DayProfile.Expectation?] = []
    var usagePanes: Int32 = 0
    var usage: [Double] = []
    var rates: [CountRate] = []
    var newTypes = 0
  }

  private static func normal(_ engine: borrowing Engine, of name: Name = "acme", at pane: Int) -> Normal {
    var normal = Normal()
    guard let instance = engine.statistics.instance(name) else { return normal }
    for id in 0..<engine.statistics.transactions.count
    where engine.statistics.transactions.series[id].instance == Int32(instance) {
      let known = engine.statistics.transactions.latency[id]
      normal.levels.append(known.score.level)
      normal.counts.append(known.score.count)
      normal.deviations.append(known.score.deviation)
      normal.shares += [known.usualErrors.counted, known.load]
      let block = Int(engine.statistics.transactions.series[id].followed)
      normal.clocks.append(block >= 0 ? engine.statistics.transactions.followed[block].profile.expected : nil)
    }
    let usage = engine.statistics.learned.usage[instance]
    normal.usagePanes = usage.panes
    for minute in stride(from: 0, to: pane, by: 30) {
      let clock = LocalClock(pane: PaneTime.pane(of: Planted.time(minute + 1_440)))
      normal.usage += [usage.profile.usual(clock)?.low ?? -1, usage.profile.usual(clock)?.high ?? -1]
    }
    var next = engine.statistics.alerts.firstSeries(of: instance)
    while let id = next {
      normal.rates += [engine.statistics.alerts.rates[id].paneRate, engine.statistics.alerts.rates[id].blockRate]
      if engine.statistics.alerts.rates[id].hasNeverFired { normal.newTypes += 1 }
      next = engine.statistics.alerts.nextSeries(after: id)
    }
    return normal
  }

  /// From its first minute to its last what is normal is the same to the bit; without the exclusion hardly anything is.
  @Test func nothingOfALoadTestIsLearned() {
    let (first, last) = (Self.test.lowerBound + 1, Self.test.upperBound)
    let excluded = [first, last].map { Self.normal(Self.planted($0, [Self.ofAcme]).driver.engine, at: first) }
    var (before, after) = (excluded[0], excluded[1])
    #expect(before.levels.count == 2 && before.rates.count == 4 && before.usagePanes == 400)
    before.newTypes = 0
    after.newTypes = 0
    #expect(before == after)
    let learned = [first, last].map { Self.normal(Self.planted($0, []).driver.engine, at: first) }
    #expect(zip(learned[0].deviations, learned[1].deviations).allSatisfy { $0 < $1 })
    #expect(zip(learned[0].shares, learned[1].shares).allSatisfy { $0 != $1 })
    #expect(zip(learned[0].rates, learned[1].rates).allSatisfy { $0 != $1 })
    #expect(learned[0].usagePanes < learned[1].usagePanes)
  }

  /// Then learning goes on, also of a kind of alert that nobody knows yet; and nobody else was meant.
  @Test func learningGoesOnBehindIt() {
    let engine = Self.planted(Self.test.upperBound + 60, [Self.ofAcme]).driver
    let normal = Self.normal(engine.engine, at: Self.test.upperBound)
    #expect(normal.counts == [460, 460] && normal.usagePanes > 400 && normal.newTypes == 1)
    #expect(Self.normal(engine.engine, of: "other", at: 0).counts == [520])
    #expect(engine.engine.statistics.learned.excluded.isEmpty && engine.engine.silences.isEmpty)
  }

  /// Rules judge, and cases open, at the minute at which they do without it.
  @Test func casesAreToldAsEver() throws {
    let told = [[], [Self.ofAcme]].map { Self.planted(Self.test.upperBound + 120, $0).driver.cases("acme") }
    let opened = told.map { $0.first { $0.change == "opened" } }
    let (usual, excluded) = (try #require(opened[0]), try #require(opened[1]))
    #expect(Planted.pane(usual) == Planted.pane(excluded) && usual.codes == excluded.codes)
    #expect(Planted.pane(usual).map(Self.test.contains) == true)
    #expect(told[1].contains { $0.change == "resolved" })
  }

  /// What lasts is asked about after three days, but not while it is said to be unusual.
  @Test(arguments: [false, true])
  func whatIsNotUsualDoesNotBecomeNormal(isExcluded: Bool) {
    var random = Random(seed: 5)
    let panes = 200 + 75 * 60
    let planted = Planted(
      panes: panes,
      sample: { pane in
        [
          .init(
            instance: "acme", transaction: "checkout",
            millis: Planted.millis(pane < 200 ? 400 : 800, noise: 0.03, &random), count: 40),
          .init(instance: "acme", transaction: "browse", millis: Planted.millis(100, noise: 0.03, &random), count: 40),
        ]
      }, controls: isExcluded ? [Self.exclude(#""instance":"acme""#, 200..<panes + 60)] : [])
    let endings = planted.driver.cases("acme").compactMap { $0["data"]["resolution"].text }
    #expect(planted.driver.changes("acme").first == "opened")
    #expect(endings == (isExcluded ? [] : ["new_normal"]))
  }

  /// A signal that nobody has seen yet is not compared by what it was in such a time.
  @Test func theFirstValuesOfASignalAreUsualOnes() {
    let log = RecordLog(partitions: 1)
    for pane in 0..<200 {
      let time = Planted.time(pane, second: 20)
      let value = pane < 60 ? 900 : 40 + Double(pane * 37 % 11) / 5
      log.append(0, timestampMicros: time, SignalTests.text("temperature", value, time))
    }
    func scale(_ controls: [String]) -> SignalScale {
      let driver = EngineDriver(log, kinds: [.signals])
      for (number, text) in controls.enumerated() { driver.engine.takeControl(ControlTests.record(number, text)) }
      driver.finish()
      return driver.engine.statistics.signals.levels[0].scale
    }
    let (learned, excluded) = (scale([]), scale([Self.exclude(#""instance":"acme""#, 0..<60)]))
    #expect(learned.isKnown && excluded.isKnown)
    #expect(abs(learned.value(of: 0) - 900) < 1)
    #expect(abs(excluded.value(of: 0) - 41) < 2)
  }

  // MARK: Whom it matches

  @Test(
    arguments: [
      (#""instance":"acme-prod""#, ["acme-prod"]), (#""ci":"APP-01""#, ["acme-prod"]),
      (#""ci":"app-01.example.com","account":"A1""#, ["acme-prod"]), (#""account":"A2""#, ["borealis-prod"]),
      (#""offering":"Gold""#, ["acme-prod"]), (#""ci":"stranger""#, ["stranger"]),
      (#""instance":"acme-prod","account":"A2""#, []), (#""ci":"unknown""#, []),
    ])
  func itMatchesInstances(matchers: String, names: [Name]) {
    let all = ["acme-prod", "borealis-prod", "stranger"]
    let planted = Planted(
      panes: 5, customers: ControlTests.customers,
      sample: { _ in all.map { .init(instance: $0, transaction: "a", millis: 5, count: 4) } },
      controls: [Self.exclude(matchers, 0..<600)])
    let statistics = (0..<planted.driver.engine.statistics.instances.count).filter {
      planted.driver.engine.statistics.learned.excluded.holds($0)
    }.map { planted.driver.engine.statistics.name(ofInstance: $0) }
    #expect(statistics == names)
    #expect(
      planted.driver.engine.statistics.transactions.latency.elements.map(\.score.count).reduce(0, +) == 15 - 5
        * names.count)
  }

  // MARK: When

  /// A run that has decided so many minutes, to which something is said then; what is answered.
  private static func say(_ controls: [String], after minutes: Int = 180) -> (driver: EngineDriver, told: [JSONValue]) {
    let driver = ControlTests.run([], minutes: minutes, [])
    for (number, text) in controls.enumerated() { driver.engine.takeControl(ControlTests.record(number, text)) }
    driver.tick(toMicros: Planted.time(minutes))
    return (driver, driver.values(.audit))
  }

  @Test func whatIsPastIsLearned() throws {
    let told = try #require(Self.say([Self.exclude(#""instance":"other""#, 60..<120)]).told.first)
    #expect(told["outcome"].text == "refused" && told["reason"].text == "control_already_learned")
    #expect(told["explanation"].text?.contains("while it lasts") == true)
  }

  @Test(arguments: [(120, true), (240, false)])
  func theAnswerSaysFromWhenOn(from: Int, isPartlyLearned: Bool) throws {
    let audit = Self.say([Self.exclude(#""instance":"other""#, from..<600)]).told
    let text = try #require(audit.first?["explanation"].text)
    // Minute 179 is the last that is not decided.
    let begin = Timestamp.text(Planted.time(max(from, 179)))
    #expect(audit.first?["outcome"].text == "applied")
    #expect(text.hasPrefix("of 1 instance nothing is learned as normal from \(begin) until "), "\(text)")
    #expect(text.hasSuffix("is learned already, and stays so") == isPartlyLearned, "\(text)")
  }

  @Test func aNameThatNobodyHasIsSaid() throws {
    let text = try #require(Self.say([Self.exclude(#""instance":"otter""#, 200..<600)]).told.first?["explanation"].text)
    #expect(text.hasPrefix("no instance that is known by now matches; of those that come nothing"), "\(text)")
  }

  /// One of the same id that is past takes it back, one that ends earlier cuts it short; what never stood cannot be taken back.
  @Test func itIsTakenBack() {
    let ends = [600, 300, 100, 100].map { #""id":"e1","instance":"other",\#(ControlTests.until($0))"# }
    let (driver, audit) = Self.say(ends.map { ControlTests.say("exclude", at: 181, $0) })
    #expect(audit.map { $0["outcome"].text } == ["applied", "applied", "applied", "refused"])
    #expect(audit[1]["explanation"].text?.hasSuffix("until \(Timestamp.text(Planted.time(300)))") == true)
    #expect(audit[2]["explanation"].text == "the exclusion of this id is over")
    #expect(driver.engine.silences.isEmpty)
  }

  @Test func itIsListedAsItWasSaid() throws {
    let (driver, _) = Self.say([
      Self.exclude(#""id":"e1","account":"A1","offering":"gold","comment":"a load test""#, 200..<600)
    ])
    let told = try #require(driver.engine.silences.first)
    #expect(told.id == "e1" && told.kind == "exclude" && told.by == "anna" && told.comment == "a load test")
    #expect(told["account"] == "A1" && told["offering"] == "gold" && told.matchers.count == 2)
    #expect(told.fromMicros == Planted.time(200) && told.untilMicros == Planted.time(600))
  }

  /// Minutes without an event are not passed over where it begins and ends.
  @Test func itBeginsAndEndsInSilence() {
    let log = RecordLog(partitions: 1)
    for minute in [0, 1, 2, 200] {
      let at = Planted.time(minute, second: 1)
      log.append(0, timestampMicros: at, JSONText.transaction("other", "ping", at, millis: 5))
    }
    let driver = EngineDriver(log)
    driver.engine.takeControl(ControlTests.record(0, Self.exclude(#""instance":"other""#, 60..<90)))
    driver.finish()
    let turns = driver.engine.book.panes.panes.flatMap { row in
      row.exclusions.map { (Int(row.pane - PaneTime.pane(of: Planted.start)), $0.isExcluded) }
    }
    #expect(turns.map(\.0) == [60, 90] && turns.map(\.1) == [true, false])
    #expect(driver.engine.book.control.exclusions.isEmpty)
  }

  /// More of them than a row of the book should hold follow in the next minutes.
  @Test func manyInstancesFollowOneAnother() {
    let count = Limits.exclusionTurns + 500
    let log = RecordLog(partitions: 1)
    for minute in 0..<4 {
      let at = Planted.time(minute, second: 1)
      for number in 0..<count where minute == 0 || number == 0 {
        log.append(0, timestampMicros: at, JSONText.transaction("i\(number)", "a", at, millis: 5))
      }
    }
    var table = CustomerTable()
    table.accounts = [.init(id: "A1", name: "Acme")]
    table.instances = (0..<count).map { .init(id: "i\($0)", environment: "prod", accounts: ["A1"], owner: "") }
    let driver = EngineDriver(log, customers: CustomerModel(table))
    driver.engine.takeControl(ControlTests.record(0, Self.exclude(#""account":"A1""#, 0..<60)))
    driver.finish()
    let turns = driver.engine.book.panes.panes.map(\.exclusions.count).filter { $0 > 0 }
    #expect(turns == [Limits.exclusionTurns, 500])
    #expect(driver.engine.statistics.learned.excluded.shadows.count == count)
  }

  // MARK: Crashes

  /// Taken up at any commit, statistics that are taught again know what they knew.
  @Test(arguments: 0..<4)
  func whoIsTaughtLearnsNothingOfItEither(seed: Int) {
    let log = CrashTests.log(seed: seed)
    var disk = Disk()
    let driver = CrashTests.driver(log)
    let orders = [(0, 100..<170), (1, 60..<140), (2, 190..<240)].map { instance, minutes in
      Self.exclude(#""instance":"inst-\#(instance)""#, minutes)
    }
    for (number, text) in orders.enumerated() { driver.engine.takeControl(ControlTests.record(number, text)) }
    var isTaught = false
    CrashTests.restarts(of: driver, log, on: &disk) { again, step in
      #expect(again.engine.snapshot() == driver.engine.snapshot(), "step \(step)")
      isTaught = isTaught || !again.engine.statistics.learned.excluded.isEmpty
    }
    #expect(isTaught, "some start falls into an exclusion")
    driver.run()
    CrashTests.commit(driver, &disk, named: "end")
    #expect(!disk.book.contains { $0.key.starts(with: Array("exclusion/".utf8)) })
  }
}
