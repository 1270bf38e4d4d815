import Testing

@testable import ForewarnCore

/// Every sentence of an event is true when it is read: what is over is told as over, and what was before is none of this time's reasons.
@Suite struct TrueNowTests {
  private static func reasons(_ event: JSONValue) -> [String] {
    event["data"]["reasons"].list.compactMap { $0["text"].text }
  }

  /// It ended, its case too, and it only fades when the next problem comes.
  @Test func whatEndedBeforeIsNoReason() throws {
    let driver = EndingTests.alerts(
      [
        (60, "disk_full", "firing"), (62, "disk_full", "resolved"), (85, "raid_broken", "firing"),
        (90, "raid_broken", "resolved"),
      ], minutes: 300)
    #expect(driver.changes() == ["opened", "resolved", "reopened", "resolved"])
    for event in driver.cases().suffix(2) {
      #expect(event["data"]["reasons"].list.map { $0["subject"].text } == ["raid_broken"])
      #expect(event["data"]["summary"].text?.contains("disk_full") == false)
    }
  }

  /// One of two alerts is over when the case speaks again.
  @Test func whatIsOverIsToldAsOver() throws {
    let driver = EndingTests.alerts(
      [
        (60, "disk_full", "firing"), (66, "disk_full", "resolved"), (70, "raid_broken", "firing"),
      ], minutes: 120)
    #expect(driver.changes() == ["opened", "updated"])
    let event = try #require(driver.cases().last)
    let time = Timestamp.clockMinute(Planted.time(66))
    #expect(
      Self.reasons(event) == ["A critical alert fired: raid_broken.", "disk_full was resolved at \(time) UTC."])
    #expect(event["data"]["headline"].text == "acme-prod: critical alert raid_broken")
    #expect(event["data"]["title"].text == "acme-prod: critical alert disk_full")
  }

  /// The headline is of now, the title of when it came.
  @Test func theHeadlineOfAnEndSaysWhatEnded() throws {
    let driver = EndingTests.alerts([(60, "disk_full", "firing"), (90, "disk_full", "resolved")], minutes: 200)
    let last = try #require(driver.cases().last)
    let time = Timestamp.clockMinute(Planted.time(90))
    #expect(last["data"]["headline"].text == "acme-prod: disk_full was resolved at \(time) UTC")
    #expect(last["data"]["title"].text == "acme-prod: critical alert disk_full")
  }

  /// How often something came is told with its time when that is not now.
  @Test(arguments: [(2, false), (40, true)])
  func whatWasBeforeIsDated(minutes: Int64, isDated: Bool) {
    var finding = RiskTests.finding(
      .application, 4, pane: PaneTime.pane(of: EngineDriver.day), code: .indicatorBurst, subject: "timeouts")
    (finding.count, finding.expected) = (75, 1)
    let seen = PaneTime.end(of: finding.pane)
    let text = CaseText.reason(finding, seenFrom: seen + minutes * 60_000_000)
    #expect(text.hasSuffix(isDated ? " (\(Timestamp.clockMinute(seen)) UTC)." : ", usually 1.") || !isDated)
    #expect(text.contains(" UTC)") == isDated)
  }

  /// Alerts that end at once and come again and again: the end of one of them is no end of the burst.
  @Test func anEndBeforeTheBurstIsNoneOfIt() {
    var finding = RiskTests.finding(.database, 4, pane: 100, code: .indicatorBurst, subject: "connections")
    var standing = AlertStanding()
    (standing.isState, standing.endMicros) = (true, PaneTime.start(of: 90))
    finding.standing.observe(.alert(standing), of: finding, at: 100, adaptAfterPanes: 4_320)
    #expect(finding.standing.state == .fading)
    standing.endMicros = PaneTime.start(of: 100) + 1
    finding.standing.observe(.alert(standing), of: finding, at: 101, adaptAfterPanes: 4_320)
    #expect(finding.standing.state == .resolved)
  }

  /// An end that is told again is the same; an alert that fires again, however shortly, has another.
  @Test func theEndThatIsToldIsTheLast() {
    var finding = RiskTests.finding(.database, 5, pane: 100, code: .immediateAlert, subject: "disk_full")
    func see(_ pane: Pane, firing: Int = 0, began: Int64, end: Int64 = .min) {
      var standing = AlertStanding()
      (standing.isState, standing.firing, standing.beganMicros, standing.endMicros) = (true, firing, began, end)
      finding.standing.observe(.alert(standing), of: finding, at: pane, adaptAfterPanes: 4_320)
    }
    let began = PaneTime.start(of: 100)
    see(100, firing: 1, began: .min)
    see(102, began: began, end: PaneTime.start(of: 102))
    see(104, began: began, end: PaneTime.start(of: 104))
    #expect(finding.standing.state == .resolved && finding.standing.endMicros == PaneTime.start(of: 102))
    let again = PaneTime.start(of: 106) + 1
    see(106, began: again, end: again + 20_000_000)
    #expect(finding.standing.endMicros == again + 20_000_000 && finding.standing.lastPane == 106)
  }

  /// What never came before is not said to come once in a time that nobody has watched.
  @Test func whatIsRareIsSaidAsFarAsItWasWatched() {
    var finding = Finding()
    (finding.code, finding.subject, finding.count) = (.indicatorBurst, "timeouts", 60)
    // Half an event in a day's blocks of five minutes.
    finding.expected = 0.5 / 288
    #expect(IndicatorBurst.sentence(finding).contains("usually at most one in 24 h"))
  }

  /// A major case's work note names who has joined it.
  @Test func whoJoinsAMajorCaseIsNamed() throws {
    let key = SituationKey("db-shared-07", .major)
    var finding = RiskTests.finding(.database, 5, pane: 10, code: .immediateAlert, subject: "disk_full")
    finding.severity = .critical
    func facts(_ instances: [Name]) -> CaseFacts {
      CaseFacts(
        pane: 10, atMicros: PaneTime.end(of: 10), risk: RiskModel.assess([finding], at: 10, RiskSettings()),
        severity: .critical, members: instances.map { CaseMember(instance: $0, caseID: "fw-\($0)") }, isDataSeen: true)
    }
    var before = Episode(key, strongest: finding, previousID: nil, atMicros: PaneTime.end(of: 10))
    before.advance(facts(["acme-prod", "borealis-prod"]), inputs: [])
    before.show([finding], facts([]))
    var episode = before
    episode.advance(facts(["acme-prod", "borealis-prod", "cumulus-prod"]), inputs: [])
    let told = Teller(settings: Settings()).tell(
      .changed(CaseChange(type: .updated, key: key, episode: episode, before: before)),
      Directory(customers: MajorCaseTests.customers, Settings()))
    let event = try #require(told.output.value.flatMap(JSONValue.init(bytes:)))
    #expect(event["data"]["change"]["note"].text == "It is behind a case of cumulus-prod too now.")
  }
}
