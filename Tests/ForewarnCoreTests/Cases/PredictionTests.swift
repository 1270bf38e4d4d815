import Testing

@testable import ForewarnCore

/// What was predicted came true, was prevented, or did neither; and what nobody looks at any more is not told as over.
@Suite struct PredictionTests {
  private static let onset = 160

  /// 200 ms that grow by 6 ms a minute from minute 160 on, up to this minute; three times as much is the limit.
  private static func drift(until turn: Int, _ controls: [String] = []) -> Planted {
    var random = Random(seed: 3)
    return Planted(
      panes: turn + 60,
      sample: { pane in
        let grown = (onset..<turn).contains(pane) ? Double(pane - onset) * 6 : 0
        return [
          .init(
            instance: "acme", transaction: "checkout", millis: Planted.millis(200 + grown, noise: 0.02, &random),
            count: 30),
          .init(instance: "acme", transaction: "browse", millis: Planted.millis(90, noise: 0.02, &random), count: 30),
        ]
      }, controls: controls)
  }

  private static func caseID(_ planted: Planted) throws -> String {
    try #require(planted.driver.cases("acme").first?["data"]["case_id"].text)
  }

  private static func end(_ planted: Planted) throws -> JSONValue {
    try #require(planted.driver.cases("acme").last { $0.change == "resolved" }?["data"])
  }

  @Test func aLimitThatIsReachedCameTrue() throws {
    let end = try Self.end(Self.drift(until: Self.onset + 90))
    #expect(end["resolution"].text == "came_true" && end["outcome"].text == "solved")
    let fact = try #require(end["resolution_detail"]["fact"].text)
    #expect(fact.hasPrefix("checkout reached its limit of") && fact.contains("was forecast at"), "\(fact)")
    let summary = try #require(end["summary"].text)
    #expect(summary.hasPrefix("It came as was said; over after") && summary.contains("checkout is back at"))
    let prediction = end["resolution_detail"]["prediction"]
    // 600 ms by 6 ms a minute.
    let came = try #require((0..<400).first { Timestamp.text(Planted.time($0)) == prediction["came_at"].text })
    #expect((Self.onset + 60...Self.onset + 72).contains(came), "\(came)")
    #expect(prediction["subject"].text == "checkout" && prediction["limit_at"]["low"].text != nil)
    #expect(end["action"]["text"].text?.hasPrefix("Nothing: it is over.") == true)
  }

  /// Somebody takes it at this minute after the onset, or says what was done; it turns at minute 45.
  @Test(
    arguments: [
      (nil, nil, "recovered", "was not reached"), (44, nil, "prevented", "anna had taken the case at"),
      (50, nil, "recovered", "was not reached"), (nil, 50, "prevented", "what was done: rolled back 4.2"),
    ] as [(Int?, Int?, String, String)])
  func whoActedInTimePrevented(taken: Int?, done: Int?, resolution: String, fact: String) throws {
    let quiet = Self.drift(until: Self.onset + 45)
    let of = #""case_id":"\#(try Self.caseID(quiet))""#
    let controls =
      (taken.map { [ControlTests.say("acknowledge", at: Self.onset + $0, of)] } ?? [])
      + (done.map { [ControlTests.say("feedback", at: Self.onset + $0, of + #","action":"rolled back 4.2""#)] } ?? [])
    let end = try Self.end(Self.drift(until: Self.onset + 45, controls))
    #expect(end["resolution"].text == resolution && end["outcome"].text == "solved")
    #expect(end["summary"].text?.contains(fact) == true, "\(end["summary"].text ?? "")")
    #expect(end["resolution_detail"]["prediction"]["came_at"] == .null)
    if resolution == "prevented" {
      #expect(end["summary"].text?.hasPrefix("Prevented; over after") == true)
      #expect(end["resolution_detail"]["fact"].text?.hasPrefix("checkout turned before its limit of") == true)
    }
  }

  /// Tickets are written when it is over.
  @Test func whatWasDoneMayBeSaidAfterwards() throws {
    let of = #""case_id":"\#(try Self.caseID(Self.drift(until: Self.onset + 45)))""#
    let late = ControlTests.say("feedback", at: Self.onset + 90, of + #","action":"rolled back 4.2""#)
    let events = Self.drift(until: Self.onset + 45, [late]).driver.cases("acme")
    let told = try #require(events.last?["data"])
    #expect(events.last?.change == "updated" && told["state"].text == "resolved")
    #expect(told["resolution"].text == "prevented" && told["remarks"]["action"].text == "rolled back 4.2")
  }

  // MARK: Early signs

  private static func told(_ codes: [ReasonCode], atMinute minute: Int64, _ episode: inout Episode, isFirst: Bool) {
    let findings = codes.map { code in
      var finding = RiskTests.finding(
        .database, 3, code: code, subject: code == .latencyAnomaly ? "search" : "db_errors")
      (finding.observed, finding.expected, finding.loadShare) = (800, 400, 0.5)
      return finding
    }
    episode.advance(withWordAt: minute * 60_000_000)
    episode.findings = findings
    episode.predict(by: findings, isFirst: isFirst)
  }

  @Test(
    arguments: [(14, Resolution.Reason.cameTrue), (4, .recovered)] as [(Int64, Resolution.Reason)])
  func anEarlySignCameTrueWhereThereWasTimeToAct(minutes: Int64, expected: Resolution.Reason) {
    var episode = Self.begun()
    Self.told([.indicatorBurst], atMinute: 100, &episode, isFirst: true)
    Self.told([.indicatorBurst, .latencyAnomaly], atMinute: 100 + minutes, &episode, isFirst: false)
    #expect(Resolution.Reason(of: episode) == expected)
    let resolution = Resolution(reason: .cameTrue, atMicros: 200 * 60_000_000, pane: 200)
    let fact = EndingText(episode: episode, resolution: resolution).leadingFact
    #expect(
      fact.hasPrefix("db_errors had warned at 01:40 UTC, 14 min before trouble with search was felt") == (minutes == 14)
    )
  }

  /// Nobody knows what would have come of a sign without a date: it takes a person who says what was done.
  @Test(arguments: [(nil, Resolution.Reason.recovered), ("restarted the pool", .prevented)] as [(String?, _)])
  func anEarlySignWasPrevented(action: String?, expected: Resolution.Reason) {
    var episode = Self.begun()
    Self.told([.indicatorBurst], atMinute: 100, &episode, isFirst: true)
    episode.remarks = CaseRemarks()
    episode.remarks?.acknowledgedBy = "anna"
    episode.remarks?.acknowledgedMicros = 101 * 60_000_000
    episode.remarks?.action = action
    #expect(Resolution.Reason(of: episode) == expected)
    let text = EndingText(
      episode: episode, resolution: Resolution(reason: expected, atMicros: 200 * 60_000_000, pane: 200))
    #expect(text.summary.contains("nothing was felt; what was done: restarted the pool") == (action != nil))
  }

  @Test func whatIsFeltAtOnceWasNotPredicted() {
    var episode = Self.begun()
    Self.told([.indicatorBurst, .latencyAnomaly], atMinute: 100, &episode, isFirst: true)
    #expect(episode.prediction == nil && Resolution.Reason(of: episode) == .recovered)
  }

  private static func begun() -> Episode {
    var episode = Episode(
      SituationKey("acme", .performance), strongest: nil, previousID: nil, atMicros: 100 * 60_000_000)
    let risk = RiskModel.Assessment(risk: 0, permille: 0, contributions: [], agreeing: 0)
    let facts = CaseFacts(
      pane: 99, atMicros: 100 * 60_000_000, risk: risk, severity: .minor, isDataSeen: true)
    episode.advance(facts, inputs: [])
    return episode
  }

  // MARK: Rules that are gone

  /// The settings change while an alert fires that nobody resolves.
  private static func removed(_ change: (inout Settings) -> Void) -> EngineDriver {
    let log = ControlTests.log([(60, "firing")], minutes: 200)
    let driver = EngineDriver(log, kinds: [.alerts, .transactions], customers: ControlTests.customers)
    driver.visible = [1, 100]
    driver.run()
    var settings = Settings()
    change(&settings)
    driver.engine.adopt(settings)
    driver.showAll()
    driver.finish()
    return driver
  }

  @Test func aCaseOfARuleThatIsGoneCloses() throws {
    #expect(Self.removed { _ in }.changes() == ["opened"])
    let driver = Self.removed { $0.rules.disabled = ["novel_alerts", "immediate_alert"] }
    #expect(driver.changes() == ["opened", "resolved"])
    let end = try #require(driver.cases().last?["data"])
    #expect(end["resolution"].text == "rule_removed" && end["outcome"].text == "withdrawn")
    #expect(
      end["resolution_detail"]["fact"].text
        == "the configuration has no rule immediate_alert for disk_full any more, so whether it is over is not known")
    #expect(end["summary"].text?.contains("but not because it is over") == true)
    #expect(end["affected"]["items"].list.first?["health"].text == "critical")
    #expect(end["action"]["text"].text?.hasPrefix("Look whether it is over") == true)
    #expect(end["customer_message"]["text"].text?.contains("has been over") == false)
  }

  /// What is off opens nothing, and what still holds by another rule keeps its case.
  @Test func aRuleThatIsOffFindsNothing() {
    var settings = Settings()
    settings.rules.disabled = ["immediate_alert"]
    let log = ControlTests.log([(60, "firing")], minutes: 200)
    let driver = EngineDriver(
      log, kinds: [.alerts, .transactions], settings: settings, customers: ControlTests.customers)
    driver.finish()
    #expect(driver.changes().isEmpty)
  }

  /// A rule that comes back looks at the same again.
  @Test func aRuleThatComesBackLooksAgain() {
    let log = ControlTests.log([(60, "firing"), (150, "resolved")], minutes: 200)
    let driver = EngineDriver(log, kinds: [.alerts, .transactions], customers: ControlTests.customers)
    for (visible, off) in [(Int64(100), ["immediate_alert"]), (105, [])] {
      driver.visible = [1, visible]
      driver.run()
      var settings = Settings()
      settings.rules.disabled = off
      driver.engine.adopt(settings)
    }
    driver.showAll()
    driver.finish()
    #expect(driver.changes() == ["opened", "resolved"])
    #expect(driver.cases().last?["data"]["resolution"].text == "recovered")
  }

  /// A rule by its name, all of a model by the model's, and an alert that is not severe enough to speak for itself any more.
  @Test(
    arguments: [
      ([], .critical, true, true), (["immediate_alert"], .critical, false, true),
      (["predictive-performance-alerting"], .critical, false, true),
      (["top-transaction-trending"], .critical, true, false), ([], .major, true, true), ([], .warning, true, true),
      ([], .clear, true, true),
    ] as [([String], Severity, Bool, Bool)])
  func whatIsOffIsNotWatched(off: [String], immediate: Severity, alert: Bool, latency: Bool) {
    var settings = Settings()
    settings.rules.disabled = off
    settings.alerts.immediateSeverity = immediate
    var finding = RiskTests.finding(.response, 5)
    #expect(RulesInForce(settings).watch(finding) == latency)
    finding.code = .immediateAlert
    finding.severity = .critical
    #expect(RulesInForce(settings).watch(finding) == alert)
    finding.severity = .minor
    #expect(RulesInForce(settings).watch(finding) == (alert && immediate <= .minor))
  }
}
