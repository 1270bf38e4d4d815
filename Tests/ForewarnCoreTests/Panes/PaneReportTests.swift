import Testing

@testable import ForewarnCore

/// Closed panes for people to look at: what they hold, and that they change nothing.
@Suite struct PaneReportTests {
  private static func driver(minutes: Int, instances: [String] = ["acme"]) -> EngineDriver {
    let log = RecordLog(partitions: 2)
    for minute in 0..<minutes {
      let time = EngineDriver.day + Int64(minute) * 60_000_000
      for (place, instance) in instances.enumerated() {
        log.append(
          0, timestampMicros: time,
          "{\"time\":\"\(Timestamp.text(time + Int64(place)))\",\"instance\":\"\(instance)\",\"transaction\":\"list\",\"duration_ms\":\(minute == minutes - 2 ? 900 : 100),\"count\":50}"
        )
      }
      if minute.isMultiple(of: 10) {
        log.append(
          1, timestampMicros: time,
          "{\"time\":\"\(Timestamp.text(time))\",\"instance\":\"acme\",\"alert\":\"cpu\",\"domain\":\"capacity\",\"severity\":\"minor\",\"fingerprint\":\"\(minute)\"}"
        )
      }
    }
    return EngineDriver(log, kinds: [.transactions, .alerts])
  }

  private static func tick(_ driver: EngineDriver) {
    driver.run()
    if let last = driver.engine.lastEventMicros { _ = driver.engine.tick(toMicros: last + 60_000_000) }
  }

  @Test func aPaneIsReportedAsItClosed() throws {
    let driver = Self.driver(minutes: 200)
    driver.engine.reportPanes(rowsAtMost: 100)
    Self.tick(driver)
    let reports = driver.engine.takePaneReports()
    #expect(driver.engine.takePaneReports().isEmpty)
    #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.minute + 1 == $1.minute })
    let slow = try #require(reports.flatMap(\.rows).first { $0.kind == .transaction && $0.figures.value > 500_000 })
    let figures = slow.figures
    #expect(slow.instance == "acme" && slow.subject == "list" && figures.count == 50 && figures.value == 900_000)
    #expect(abs(figures.level - 100_000) < 5_000 && figures.low < figures.level && figures.level < figures.high)
    #expect(figures.high < figures.value && figures.p90 > 800_000)
    let alerts = reports.flatMap(\.rows).filter { $0.kind == .alerts }
    #expect(alerts.count == 20 && alerts.allSatisfy { $0.subject == "capacity" && $0.figures.count == 1 })
    #expect(reports.flatMap(\.rows).contains { $0.kind == .usage && $0.figures.count == 50 && $0.subject == "" })
  }

  @Test func signalsAreReportedWithWhatIsUsual() throws {
    let log = RecordLog(partitions: 1)
    for minute in 0..<200 {
      let time = Timestamp.text(EngineDriver.day + Int64(minute) * 60_000_000)
      let value = minute == 190 ? -40 : -2 + Double(minute % 7 - 3) / 10
      log.append(
        0, timestampMicros: EngineDriver.day + Int64(minute) * 60_000_000,
        "{\"time\":\"\(time)\",\"instance\":\"acme\",\"signal\":\"mood\",\"value\":\(value)}")
    }
    let driver = EngineDriver(log, kinds: [.signals])
    driver.engine.reportPanes(rowsAtMost: 100)
    Self.tick(driver)
    let rows = driver.engine.takePaneReports().flatMap(\.rows).filter { $0.kind == .signal }
    #expect(rows.count == 200 && rows.allSatisfy { $0.instance == "acme" && $0.subject == "mood" })
    let figures = rows.map(\.figures)
    #expect(figures.allSatisfy { $0.count == 1 } && figures.prefix(60).allSatisfy { !$0.hasLevel })
    let odd = figures[190]
    #expect(odd.value == -40 && odd.hasLevel && abs(odd.level + 2) < 0.5 && odd.value < odd.low && odd.low < odd.high)
    #expect(figures[180].low < figures[180].value && figures[180].value < figures[180].high)
  }

  @Test func rowsAreFoundAsTheyWereAdded() {
    let names: [Name] = ["", "acme", "é\u{0}—", Name(String(repeating: "x", count: Limits.nameBytes)), ""]
    let rows = names.indices.map { place in
      var figures = PaneReport.Figures(count: Int64(place), value: Double(place) / 3)
      (figures.score, figures.hasLevel) = (Double(place), place.isMultiple(of: 2))
      return PaneReport.Row(
        PaneReport.Kind.allCases[place % 4], names[place], names[names.count - 1 - place], figures)
    }
    #expect(Array(PaneReportRows(rows)) == rows)
    #expect(PaneReportRows([]).isEmpty)
  }

  /// Nothing is gathered for nobody, and what is gathered changes no decision.
  @Test func lookingChangesNothing() {
    let (watched, unwatched) = (Self.driver(minutes: 200), Self.driver(minutes: 200))
    watched.engine.reportPanes(rowsAtMost: 100)
    for driver in [watched, unwatched] { Self.tick(driver) }
    #expect(unwatched.engine.takePaneReports().isEmpty)
    #expect(watched.outputs == unwatched.outputs)
    #expect(watched.engine.bookDigest == unwatched.engine.bookDigest)
    #expect(watched.engine.snapshot() == unwatched.engine.snapshot())
  }

  @Test func rowsAreBoundedAndCounted() {
    let driver = Self.driver(minutes: 60, instances: (0..<20).map { "i\($0)" })
    driver.engine.reportPanes(rowsAtMost: 8)
    Self.tick(driver)
    let reports = driver.engine.takePaneReports()
    for report in reports {
      for kind in PaneReport.Kind.allCases { #expect(report.rows.count { $0.kind == kind } <= 8) }
    }
    // The same ones each time.
    let shown = reports.suffix(20).map { Set($0.rows.filter { $0.kind == .transaction }.map(\.instance)) }
    #expect(Set(shown).count == 1 && shown.first?.count == 8)
    #expect(driver.engine.omittedReportRows >= 12 * 20)
  }

  /// An instance with a case is seen, however many others there are.
  @Test func instancesWithCasesComeFirst() throws {
    let log = RecordLog(partitions: 1)
    for minute in 0..<160 {
      let time = EngineDriver.day + Int64(minute) * 60_000_000
      for place in 0..<20 {
        let millis = place == 19 && minute >= 120 ? 2_000 : 100
        log.append(
          0, timestampMicros: time,
          "{\"time\":\"\(Timestamp.text(time + Int64(place)))\",\"instance\":\"i\(place)\",\"transaction\":\"list\",\"duration_ms\":\(millis),\"count\":50}"
        )
      }
    }
    let driver = EngineDriver(log)
    driver.engine.reportPanes(rowsAtMost: 4)
    Self.tick(driver)
    #expect(driver.engine.openCases == 1)
    let reports = driver.engine.takePaneReports()
    for kind in [PaneReport.Kind.transaction, .usage] {
      let last = try #require(reports.last).rows.filter { $0.kind == kind }.map(\.instance)
      #expect(last.count == 4 && last.contains("i19"), "\(last)")
      let before = try #require(reports.first { $0.minute == reports.last.map { $0.minute - 100 } })
      #expect(!before.rows.contains { $0.instance == "i19" })
    }
    // What is unusual is seen before it is a case.
    let first = try #require(
      reports.lazy.flatMap(\.rows).first { $0.kind == .transaction && $0.instance == "i19" })
    #expect(first.figures.score >= 1 && first.figures.value > 1_000_000)
  }
}
