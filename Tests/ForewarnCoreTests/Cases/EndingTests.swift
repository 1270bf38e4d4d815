import Testing

@testable import ForewarnCore

/// Cases end by facts: what engineers and customers are told when a problem is over, or may not be.
@Suite struct EndingTests {
  static let customers = MergeTests.productions

  /// Alerts of one instance, each at a minute with a status, beside a transaction that keeps time going.
  static func alerts(
    _ told: [(minute: Int, name: String, status: String)], minutes: Int, repeatEvery: Int? = nil
  ) -> EngineDriver {
    let log = RecordLog(partitions: 2)
    for (minute, name, status) in told {
      let at = Planted.time(minute, second: 5)
      log.append(
        0, timestampMicros: at,
        JSONText.alert(
          name, at, instance: "acme-prod", severity: "critical", status: status, domain: "capacity", fingerprint: name))
    }
    for minute in 0..<minutes {
      let at = Planted.time(minute, second: 1)
      log.append(
        1, timestampMicros: at,
        #"{"transaction":"ping","instance":"other","duration_ms":5,"time":"\#(Timestamp.text(at))"}"#)
    }
    let driver = EngineDriver(log, kinds: [.alerts, .transactions], customers: customers)
    driver.finish()
    return driver
  }

  /// S4: it stays open as long as the alert fires, and its end names the alert's.
  @Test func aFiringAlertKeepsItsCaseOpen() throws {
    let open = Self.alerts([(60, "disk_full", "firing")], minutes: 12 * 60)
    #expect(open.changes() == ["opened"])
    let ended = Self.alerts([(60, "disk_full", "firing"), (720, "disk_full", "resolved")], minutes: 780)
    #expect(ended.changes() == ["opened", "resolved"])
    let last = try #require(ended.cases().last)
    #expect(last["data"]["resolution"].text == "recovered")
    let time = Timestamp.clockMinute(Planted.time(720))
    #expect(last["data"]["summary"].text?.contains("disk_full was resolved at \(time) UTC") == true)
    #expect(last["data"]["summary"].text?.contains("after 11 h") == true)
    #expect(Planted.pane(last) == 720 + 14, "the fifteenth pane without it")
  }

  /// Nobody said that it ended.
  @Test func silenceIsNoRecovery() throws {
    let driver = Self.alerts([(60, "disk_full", "firing")], minutes: 60 + 25 * 60)
    #expect(driver.changes() == ["opened", "updated", "resolved"])
    let last = try #require(driver.cases().last)
    #expect(last["data"]["resolution"].text == "expired")
    #expect(last["data"]["summary"].text?.contains("nothing was heard of disk_full since") == true)
  }

  /// A case that a limit kept back opens when there is room, while its alert fires.
  @Test(arguments: [("firing", 2), ("resolved", 1)])
  func whatWasKeptBackOpensLater(second: String, opened: Int) {
    let log = RecordLog(partitions: 2)
    let told = [
      (60, "acme-prod", "firing"), (61, "borealis-prod", "firing"), (70, "borealis-prod", second),
      (120, "acme-prod", "resolved"),
    ]
    for (minute, instance, status) in told {
      let at = Planted.time(minute, second: 5)
      log.append(
        0, timestampMicros: at,
        JSONText.alert(
          "disk_full", at, instance: instance, severity: "critical", status: status, domain: "capacity",
          fingerprint: instance))
    }
    for minute in 0..<300 {
      let at = Planted.time(minute, second: 1)
      log.append(
        1, timestampMicros: at,
        #"{"transaction":"ping","instance":"other","duration_ms":5,"time":"\#(Timestamp.text(at))"}"#)
    }
    var settings = Settings()
    settings.limits.openCases = 1
    let driver = EngineDriver(log, kinds: [.alerts, .transactions], settings: settings, customers: Self.customers)
    driver.finish()
    #expect(driver.changes().count { $0 == "opened" } == opened)
    #expect(Planted.pane(driver.cases()[1]) == 134, "the first is over")
    #expect(driver.engine.isFullOfCases == (opened == 2), "the second goes on")
    if opened == 2 { #expect(Planted.pane(driver.cases()[2]) == 134, "in the same step") }
  }

  /// One of two alerts is over: the problem is not.
  @Test func theLastOfItsAlertsEndsACase() {
    let driver = Self.alerts(
      [(60, "disk_full", "firing"), (70, "raid_broken", "firing"), (90, "disk_full", "resolved")], minutes: 400)
    #expect(driver.changes() == ["opened", "updated"])
  }

  /// S6: a link that comes and goes, 24 times.
  @Test(arguments: [20, 45])
  func flappingIsOneOpenCase(every minutes: Int) throws {
    let told = (0..<24).flatMap { i in
      [(60 + i * minutes, "link_down", "firing"), (62 + i * minutes, "link_down", "resolved")]
    }
    let driver = Self.alerts(told, minutes: 60 + 24 * minutes + 600)
    #expect(driver.changes().count <= 4)
    #expect(driver.changes().filter { $0 == "opened" }.count == 1)
    #expect(driver.changes().last == "resolved")
    if minutes == 45 {
      let back = try #require(driver.cases().first { $0.change == "reopened" })
      #expect(back["data"]["summary"].text?.contains("It comes and goes") == true)
      #expect(back["data"]["change"]["severity_before"] == .null && back["data"]["episode"]["number"].integer == 2)
    }
  }

  /// S7: what comes every night is told once a night, lasts minutes, and is said to come every night.
  @Test func aNightlyProblemSaysSo() throws {
    let told = (0..<5).flatMap { night in
      [(120 + night * 1_440, "batch_load", "firing"), (145 + night * 1_440, "batch_load", "resolved")]
    }
    let driver = Self.alerts(told, minutes: 5 * 1_440)
    let events = driver.cases()
    #expect(
      driver.changes() == ["opened", "resolved"] + Array(repeating: ["reopened", "resolved"], count: 4).flatMap(\.self))
    for event in events where event.change == "resolved" {
      #expect(event["data"]["summary"].text?.hasPrefix("Over after 25 min") == true)
    }
    let said = events.filter { $0["data"]["summary"].text?.contains("It comes every day") == true }
    #expect(said.count == 3 && said.first?.change == "reopened")
  }

  /// S13: two problems, two tickets.
  @Test func anotherProblemIsAnotherCase() throws {
    let log = RecordLog(partitions: 1)
    for (minute, name, domain, status) in [
      (60, "cert_expired", "other", "firing"), (90, "cert_expired", "other", "resolved"),
      (500, "disk_full", "capacity", "firing"),
    ] {
      let at = Planted.time(minute)
      log.append(
        0, timestampMicros: at,
        JSONText.alert(name, at, instance: "acme-prod", severity: "critical", status: status, domain: domain))
    }
    let driver = EngineDriver(log, kinds: [.alerts], customers: Self.customers)
    driver.finish()
    #expect(driver.changes() == ["opened", "resolved", "opened"])
    let (first, last) = (try #require(driver.cases().first), try #require(driver.cases().last))
    #expect(first["data"]["case_id"] != last["data"]["case_id"])
    #expect(last["data"]["previous_case_id"] == first["data"]["case_id"])
  }

  // MARK: Values

  static func latency(_ level: @escaping (Int) -> Double, panes: Int) -> Planted {
    var random = Random(seed: 5)
    return Planted(
      panes: panes,
      sample: { pane in
        [
          .init(
            instance: "acme", transaction: "checkout", millis: Planted.millis(level(pane), noise: 0.03, &random),
            count: 40),
          .init(
            instance: "acme", transaction: "browse", millis: Planted.millis(100, noise: 0.03, &random), count: 40),
        ]
      })
  }

  /// S5: a lasting doubling is a question, never a recovery.
  @Test func aLastingShiftIsAskedAbout() throws {
    let planted = Self.latency({ $0 < 200 ? 400 : 800 }, panes: 200 + 73 * 60 + 30)
    let changes = planted.driver.changes("acme")
    #expect(changes.first == "opened" && changes.last == "resolved")
    let last = try #require(planted.driver.cases("acme").last)
    #expect(last["data"]["resolution"].text == "new_normal")
    let summary = try #require(last["data"]["summary"].text)
    #expect(summary.contains("checkout has taken") && summary.contains("is this the new normal?"))
    #expect(planted.driver.cases("acme").filter { $0.change == "resolved" }.count == 1)
  }

  /// It is over when the value is back, and the end says from where.
  @Test func aValueThatIsBackEndsItsCase() throws {
    let planted = Self.latency({ (200..<600).contains($0) ? 1_200 : 400 }, panes: 700)
    #expect(planted.driver.changes("acme").last == "resolved")
    let last = try #require(planted.driver.cases("acme").last)
    #expect(last["data"]["resolution"].text == "recovered")
    let summary = try #require(last["data"]["summary"].text)
    #expect(summary.contains("checkout is back at") && summary.contains("peak 1.2"))
    #expect((613...622).contains(try #require(Planted.pane(last))))
  }

  /// S8: what grows worse is told again, and the end knows the peak.
  @Test func worseIsTold() throws {
    let planted = Self.latency(
      { pane in
        switch pane {
        case 200..<220: 800
        case 220..<240: 1_600
        case 240..<260: 3_200
        default: 400
        }
      }, panes: 320)
    let told = planted.driver.cases("acme").filter { $0.change != "resolved" }
      .compactMap {
        $0["data"]["evidence"]["series"].list.first { $0["rule"].text == "latency_anomaly" }?["observed"].number
      }
    #expect(told.count >= 3 && told == told.sorted())
    let last = try #require(planted.driver.cases("acme").last)
    #expect(last.change == "resolved" && last["data"]["summary"].text?.contains("peak 3.") == true)
    // The same for machines: why each event is there, from what, and how it ended.
    let changes = planted.driver.cases("acme").map { $0["data"]["change"] }
    #expect(changes.map { $0["type"].text } == ["opened", "escalated", "updated", "resolved"])
    #expect(changes[0]["from"] == .null && changes[1]["from"]["severity"].text == "major")
    #expect(changes[1]["because"].text == "Severity rose from major to \(changes[2]["from"]["severity"].text ?? "").")
    #expect(changes[2]["because"].text?.contains("checkout takes 3.") == true)
    #expect(changes.allSatisfy { $0["is_refresh"] == $0["refresh"] })
    let detail = last["data"]["resolution_detail"]
    #expect(detail["fact"].text?.contains("checkout is back at") == true && detail["confirmed_by"] == .null)
    #expect(detail["peak"]["unit"].text == "ms" && (3_000...3_600).contains(detail["peak"]["value"].number ?? 0))
    #expect((55...70).contains(detail["felt_minutes"].number ?? 0))
    #expect(
      told.count == 3 && last["data"]["forecast"] == .null && last["data"]["episode"]["reopened"] == .bool(false))
    #expect(last["data"]["assignment"]["group"].text == last["data"]["action"]["owner"].text)
  }
}
