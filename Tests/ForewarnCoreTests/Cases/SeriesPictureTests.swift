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
    window.push(meanMicros: 5, pane: 100, keeping: 48)
    window.push(meanMicros: 7, pane: 103, keeping: 48)
    #expect(window.points(after: 90, through: 103).map(\.pane) == [100, 103])
    #expect(window.points(after: 100, through: 103).map(\.micros) == [7])
    let alerts = EndingTests.alerts([(60, "disk_full", "firing")], minutes: 90)
    #expect(alerts.cases().allSatisfy { Self.led($0) == nil })
  }
}
