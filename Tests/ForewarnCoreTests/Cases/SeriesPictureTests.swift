import Testing

@testable import ForewarnCore

/// The last hour of what leads a case, for people to look at.
@Suite struct SeriesPictureTests {
  private static func led(_ event: JSONValue) -> JSONValue? {
    event["data"]["evidence"]["series"].list.first { $0["points"] != .null }
  }

  @Test func anOpeningShowsTheHourBefore() throws {
    let planted = EndingTests.latency({ $0 < 200 ? 400 : 1_200 }, panes: 220)
    let event = try #require(planted.driver.cases("acme").first)
    let series = try #require(Self.led(event))
    #expect(series["name"].text == "checkout")
    let points = series["points"].list
    let values = points.compactMap { $0["value"].number }
    #expect(values.count == 60)
    let opened = try #require(Planted.pane(event))
    #expect(points.first?["pane"].text == Timestamp.text(Planted.time(opened - 59)))
    #expect(points.last?["pane"].text == Timestamp.text(Planted.time(opened)))
    let slow = opened - 200 + 1
    #expect(values.suffix(slow).allSatisfy { $0 > 1_000 } && values.dropLast(slow).allSatisfy { $0 < 480 })
    let (low, level, high) = (series["low"].number ?? 0, series["level"].number ?? 0, series["high"].number ?? 0)
    #expect(low < level && level < high && abs(level - 400) < 20 && high < 1_000, "\(low) \(level) \(high)")
    #expect(event["data"]["evidence"]["series"].list.count { $0["points"] != .null } == 1)
    #expect(try #require(CaseEventTests.schema).problems(event) == [])
  }

  /// The band under an open case is that of its opening.
  @Test func theBandStaysWhileACaseIsOpen() throws {
    let planted = EndingTests.latency({ (200..<700).contains($0) ? 1_200 : 400 }, panes: 760)
    let end = try #require(planted.driver.cases("acme").last)
    #expect(end.change == "resolved")
    let level = try #require(Self.led(end)?["level"].number)
    #expect(abs(level - 400) < 20, "\(level)")
  }

  /// Of an alert there are no minutes, and a quiet minute is no point.
  @Test func whatIsNotKnownIsNotShown() {
    var window = TrendWindow()
    window.push(mean: 5, pane: 100, keeping: 48)
    window.push(mean: 7, pane: 103, keeping: 48)
    #expect(window.points(after: 90, through: 103).map(\.pane) == [100, 103])
    #expect(window.points(after: 100, through: 103).map(\.value) == [7])
    let alerts = EndingTests.alerts([(60, "disk_full", "firing")], minutes: 90)
    #expect(alerts.cases().allSatisfy { Self.led($0) == nil })
  }

  private static func values(_ shown: JSONValue) -> [Double] { shown["points"].list.compactMap { $0["value"].number } }

  private static func repeated(_ value: Double, _ count: Int) -> [Double] { Array(repeating: value, count: count) }

  /// Nobody comes any more.
  @Test func aDropIsShownFromTheHourBefore() throws {
    let planted = Planted(
      panes: 260,
      sample: { pane in
        [.init(instance: "other", transaction: "search", millis: 80, count: 40)]
          + (pane < 200 ? [.init(instance: "acme", transaction: "checkout", millis: 80, count: 200)] : [])
      })
    let event = try #require(planted.driver.cases("acme").first)
    let series = try #require(Self.led(event))
    #expect(series["rule"].text == "usage_drop")
    let opened = try #require(Planted.pane(event))
    #expect(Self.values(series) == Self.repeated(200, 259 - opened) + Self.repeated(0, opened - 199))
    // Usual requests are kept in tenths of octaves.
    let level = try #require(series["level"].number)
    #expect(abs(level - 200) < 8 && series["low"].number == level / 2 && series["high"] == .null)
    #expect(try #require(CaseEventTests.schema).problems(event) == [])
  }

  /// Fifteen a minute of what comes once an hour; later events show the time between.
  @Test func aBurstIsShownFromItsBeginning() throws {
    let burst = 1_500..<1_530
    func fires(_ pane: Int) -> Double {
      burst.contains(pane) ? pane == 1_510 ? 0 : 15 : pane < 1_500 && pane % 60 == 7 ? 1 : 0
    }
    let planted = Planted(
      panes: 1_600, sample: { _ in [.init(instance: "acme", transaction: "search", millis: 80, count: 40)] },
      alerts: { pane in
        let ends = pane == burst.upperBound
        return (0..<(ends ? 1 : Int(fires(pane)))).map {
          JSONText.alert(
            "db_slow", Planted.time(pane, second: $0), instance: "acme", severity: "major",
            status: ends ? "resolved" : "firing", domain: "database")
        }
      })
    let told = planted.driver.cases("acme").compactMap { event in
      event["data"]["evidence"]["alerts"].list.first { $0["points"] != .null }.map { (event, $0) }
    }
    let (event, first) = try #require(told.first)
    let opened = try #require(Planted.pane(event))
    #expect(Self.values(first) == (opened - 4...opened).map(fires))
    #expect(first["low"].number == 0 && (first["level"].number ?? 9) < 1 && (first["high"].number ?? 99) < 5)
    let (end, last) = try #require(told.last)
    let ended = try #require(Planted.pane(end))
    #expect(ended > opened && Self.values(last) == (max(opened - 4, ended - 59)...ended).map(fires))
    for event in planted.driver.cases() { #expect(CaseEventTests.schema?.problems(event) == []) }
  }

  /// What fails is shown from the opening on.
  @Test func failuresAreShownFromTheOpening() throws {
    let planted = Planted(
      panes: 330,
      sample: { pane in
        let errors = (200..<260).contains(pane) ? 40 : 0
        return [.init(instance: "acme", transaction: "checkout", millis: 80, count: 100, errors: errors)]
      })
    let told = planted.driver.cases("acme")
    let (begin, end) = (try #require(told.first), try #require(told.last))
    #expect(begin["data"]["reasons"][0]["code"].text == "error_share" && Self.led(begin) == nil)
    let (opened, ended) = (try #require(Planted.pane(begin)), try #require(Planted.pane(end)))
    let series = try #require(Self.led(end))
    #expect(Self.values(series) == (max(opened + 1, ended - 59)...ended).map { $0 < 260 ? 0.4 : 0 })
    #expect(series["unit"].text == "share" && series["high"].number == 0.01)
    for event in told { #expect(CaseEventTests.schema?.problems(event) == []) }
  }

  struct Kept: Sendable {
    var pushed: [(pane: Pane, value: Double)]
    var last: Pane
    var known: [Double]
    var counted: [Double]
  }

  @Test(arguments: [
    Kept(pushed: [(100, 5), (101, 6), (104, 7)], last: 105, known: [5, 6, 7], counted: [5, 6, 0, 0, 7, 0]),
    Kept(pushed: [(1, 5), (2, 6), (90, 7)], last: 90, known: [7], counted: repeated(0, 59) + [7]),
    Kept(pushed: [(1, 5), (2, 6), (61, 7)], last: 61, known: [6, 7], counted: [6] + repeated(0, 58) + [7]),
    Kept(pushed: [(1, 5)], last: 400, known: [], counted: repeated(0, 60)),
    Kept(pushed: [], last: 9, known: [], counted: []),
    // What was kept is of another time.
    Kept(pushed: [(100, 5), (50, 6), (51, 7)], last: 51, known: [6, 7], counted: [6, 7]),
  ])
  func anHourIsKept(_ kept: Kept) {
    var ring = MinuteRing()
    for (pane, value) in kept.pushed { ring.push(value, pane) }
    #expect(ring.points(through: kept.last, missing: nil).map(\.value) == kept.known)
    #expect(ring.points(through: kept.last, missing: 0).map(\.value) == kept.counted)
  }
}
