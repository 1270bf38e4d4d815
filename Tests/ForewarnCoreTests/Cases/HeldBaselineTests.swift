import RollingStatistics
import Testing

@testable import ForewarnCore

/// What an open case is about is not learned as normal under it: the next trouble is judged by what was normal before.
@Suite struct HeldBaselineTests {
  private static func usual(_ event: JSONValue, _ rule: String) -> Double? {
    event["data"]["evidence"]["series"].list.first { $0["rule"].text == rule }?["expected"].number
  }

  /// Eight hours at three times the usual, and an hour later the same again.
  @Test func anOutageDoesNotBecomeNormal() throws {
    let (start, end) = (2_900, 3_380)
    let planted = EndingTests.latency(
      { (start..<end).contains($0) || $0 >= end + 60 ? 1_200 : 400 }, panes: end + 90)
    let told = planted.driver.cases("acme")
    #expect(planted.driver.changes("acme").filter { $0 == "resolved" }.count == 1)
    let back = try #require(told.last { $0.change == "reopened" || $0.change == "opened" })
    #expect(Planted.pane(back).map { (end + 61...end + 66).contains($0) } == true)
    let usual = try #require(Self.usual(back, "latency_anomaly"))
    #expect(abs(usual - 400) < 20, "usually \(usual) ms")
  }

  /// A day that is slower than its night, in the first week: how far values stray is learned though the level is held.
  @Test func aWorkingDayIsNoTroubleEveryDay() {
    let planted = EndingTests.latency({ (480..<1_080).contains($0 % 1_440) ? 600 : 400 }, panes: 5 * 1_440)
    let opened = planted.driver.changes("acme").filter { $0 == "opened" || $0 == "reopened" }
    #expect(opened.count <= 1)
  }

  /// The limit of a trend stays that of before it began to rise.
  @Test func aLimitStaysWhereItWas() throws {
    let planted = EndingTests.latency({ 400 * (1 + 0.01 * Double(max(0, $0 - 200))) }, panes: 395)
    let limits = planted.driver.cases("acme").compactMap { $0["data"]["evidence"]["trend"]["limit_ms"].number }
    let first = try #require(limits.first)
    #expect(limits.count >= 2 && limits.allSatisfy { abs($0 - first) < first * 0.02 }, "\(limits)")
  }

  /// A shift that lasts is asked about, and then it is what is normal, however small the noise is.
  @Test func whatLastsIsAdopted() throws {
    let shift = 200 + 73 * 60
    let planted = EndingTests.latency({ $0 < 200 ? 400 : $0 < shift + 600 ? 800 : 1_600 }, panes: shift + 620)
    let told = planted.driver.cases("acme")
    let asked = try #require(told.firstIndex { $0["data"]["resolution"].text == "new_normal" })
    let next = try #require(told[(asked + 1)...].first)
    #expect(Planted.pane(next).map { $0 >= shift + 600 } == true, "nothing is told of the new normal")
    let usual = try #require(Self.usual(next, "latency_anomaly"))
    #expect(abs(usual - 800) < 40, "usually \(usual) ms")
  }

  /// What comes every day is part of what is normal.
  @Test func whatComesDailyIsLearned() {
    var situation = Situation()
    var finding = Finding()
    (finding.subject, finding.score, finding.pane) = ("checkout", 6, 10)
    situation.add(finding)
    #expect(situation.holdBaselines(at: 10) == nil, "no case is open")
    open(&situation, .open, at: 10)
    let held = HeldBaseline(baseline: .transaction, subject: "checkout")
    #expect(situation.holdBaselines(at: 10) == BaselineHolding(begun: [held]))
    #expect(situation.holdBaselines(at: 11) == nil, "it is held already")
    for day in 1...3 {
      let pane = Pane(10 + day * 1_440)
      open(&situation, .resolve(.recovered), at: pane - 1_400)
      #expect(situation.holdBaselines(at: pane - 1_400)?.ended.map(\.held) == (day < 3 ? [held] : nil))
      finding.pane = pane
      situation.add(finding)
      open(&situation, .reopen, at: pane)
      #expect(situation.holdBaselines(at: pane)?.begun == (day < 2 ? [held] : nil), "day \(day)")
    }
  }

  private func open(_ situation: inout Situation, _ verdict: CaseRules.Verdict, at pane: Pane) {
    let risk = RiskModel.assess(situation.findings, at: pane, RiskSettings())
    let facts = CaseFacts(
      pane: pane, atMicros: PaneTime.end(of: pane), risk: risk, severity: .major, isDataSeen: true)
    let judged = JudgedCase(key: SituationKey("acme", .performance), facts: facts, verdict: verdict)
    _ = situation.move(judged, RiskSettings(), inputs: [])
  }

  // MARK: Usage

  /// Half a day without users was the level after which nobody was missed any more.
  @Test func silenceDoesNotBecomeNormal() throws {
    var random = Random(seed: 2)
    let planted = Planted(
      panes: 1_300,
      sample: { pane in
        let usual = PlantedTroubleTests.background(&random)
        let isGone = (160..<1_100).contains(pane) || pane >= 1_200
        let own = Planted.Sample(
          instance: "shop", transaction: "buy", millis: Planted.millis(200, noise: 0.05, &random),
          count: 50 + random.below(20))
        return isGone ? usual : usual + [own]
      })
    let told = planted.driver.cases("shop")
    #expect(told.filter { $0.change == "resolved" }.count == 1)
    let back = try #require(told.last)
    #expect(Planted.pane(back).map { (1_209...1_213).contains($0) } == true && back.change != "resolved")
    let usual = try #require(Self.usual(back, "usage_drop"))
    #expect((50...70).contains(usual), "usually \(usual) a minute")
  }

  // MARK: Alerts

  /// A type that comes now and then bursts for hours, twice; or goes on for days.
  static func bursts(_ isOn: @escaping (Int) -> Bool, panes: Int) -> Planted {
    var random = Random(seed: 3)
    return Planted(
      panes: panes, sample: { _ in PlantedTroubleTests.background(&random) },
      alerts: { pane in
        let count = isOn(pane) ? 15 : pane % 60 == 7 ? 1 : 0
        // Without a status or a fingerprint: events that are counted, no states.
        return (0..<count).map {
          let time = Timestamp.text(Planted.time(pane, second: $0))
          return #"{"instance":"acme","alert":"db_slow","domain":"database","severity":"major","time":"\#(time)"}"#
        }
      })
  }

  @Test func aBurstDoesNotBecomeNormal() throws {
    let planted = Self.bursts({ (1_500..<1_860).contains($0) || $0 >= 2_040 }, panes: 2_050)
    let opened = planted.driver.cases("acme").filter { $0.change == "opened" || $0.change == "reopened" }
    #expect(opened.count == 2)
    let usual = opened.compactMap { $0["data"]["evidence"]["alerts"][0]["expected"].number }
    #expect(usual.count == 2 && usual[1] < 2 * usual[0], "usually \(usual) in 5 minutes")
  }

  @Test func aRateThatLastsIsAskedAbout() throws {
    let planted = Self.bursts({ $0 >= 1_500 }, panes: 1_500 + 74 * 60)
    let last = try #require(planted.driver.cases("acme").last)
    #expect(last["data"]["resolution"].text == "new_normal")
    let summary = try #require(last["data"]["summary"].text)
    #expect(summary.contains("db_slow has come 75 times in 5 minutes"), "\(summary)")
    #expect(planted.driver.changes("acme").filter { $0 == "opened" || $0 == "reopened" }.count == 1)
  }

  // MARK: Teaching

  /// After a crash in the middle of a case the statistics are taught from before it: they hold and learn what they did.
  @Test(arguments: 0..<4)
  func whoIsTaughtHoldsTheSame(seed: Int) throws {
    let log = CrashTests.log(seed: seed)
    var disk = Disk()
    let driver = CrashTests.driver(log)
    var taughtSomething = false
    CrashTests.restarts(of: driver, log, on: &disk) { again, _ in
      let (was, isNow) = (Self.known(driver.engine), Self.known(again.engine))
      #expect(was == isNow)
      taughtSomething = taughtSomething || !was.held.isEmpty
    }
    #expect(taughtSomething, "some case holds a baseline in these logs")
  }

  private struct Known: Equatable {
    var held: [Int32]
    var shadows: [Double]
    var levels: [Double]
  }

  private static func known(_ engine: borrowing Engine) -> Known {
    Known(
      held: engine.statistics.transactions.held.shadows.map(\.series),
      shadows: engine.statistics.transactions.held.shadows.map(\.level),
      levels: engine.statistics.transactions.latency.elements.map(\.score.level))
  }
}
