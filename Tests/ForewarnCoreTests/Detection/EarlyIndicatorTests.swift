import Testing

@testable import ForewarnCore

/// Alerts after which an incident is likely, through the whole engine.
@Suite struct EarlyIndicatorTests {
  private static func alert(_ name: String, _ pane: Int) -> String {
    let time = Timestamp.text(Planted.time(pane, second: 30))
    return #"{"time":"\#(time)","instance":"acme","alert":"\#(name)","severity":"minor"}"#
  }

  private static func settings(_ indicators: [EarlyIndicator], hours: Double = 48) -> Settings {
    var settings = Settings()
    settings.alerts.indicators = indicators
    settings.alerts.indicatorHours = hours
    return settings
  }

  private static func told(_ settings: Settings, panes: Int, _ alerts: [Int: [String]]) -> [JSONValue] {
    Planted(
      panes: panes, settings: settings,
      sample: { _ in [.init(instance: "acme", transaction: "t", millis: 100, count: 1)] },
      alerts: { pane in (alerts[pane] ?? []).map { alert($0, pane) } }
    ).driver.cases("acme")
  }

  /// From a half on it opens a case alone, which ends when it has warned for long enough, counted from the last time.
  @Test(arguments: [(0.52, true), (0.5, true), (0.45, false)])
  func whatIsAsLikelyAsNotIsACase(weight: Double, opens: Bool) throws {
    let settings = Self.settings([EarlyIndicator(alert: "raid_*", weight: weight)], hours: 2)
    let told = Self.told(settings, panes: 400, [20: ["raid_degraded"], 80: ["raid_degraded", "fan"]])
    guard opens else { return #expect(told.isEmpty) }
    let opened = try #require(told.first)
    #expect(opened.change == "opened" && opened.codes == ["early_indicator"])
    #expect(Planted.pane(opened).map { (20...23).contains($0) } == true)
    let summary = try #require(opened["data"]["summary"].text)
    let percent = Words.percent(weight)
    #expect(summary.contains("an incident follows such an alert in \(percent) of all times"), "\(summary)")
    let resolved = try #require(told.last)
    #expect(resolved.change == "resolved" && resolved["data"]["resolution"].text == "expired")
    #expect(Planted.pane(resolved).map { (80 + 120...80 + 140).contains($0) } == true)
    #expect(resolved["data"]["summary"].text?.contains("raid_degraded warned until ") == true)
  }

  /// Two of one domain at once are as likely as any of them; an hour apart they are two weak ones.
  @Test(arguments: [(0, true), (60, false)])
  func whatComesTogetherCountsTogether(apart: Int, opens: Bool) {
    let settings = Self.settings([
      EarlyIndicator(alert: "error2", weight: 0.29), EarlyIndicator(alert: "error3", weight: 0.32),
    ])
    let alerts = apart == 0 ? [20: ["error2", "error3"]] : [20: ["error2"], 20 + apart: ["error3"]]
    #expect(Self.told(settings, panes: 200, alerts).isEmpty != opens)
  }

  @Test func whatIsSaidOfTheDomainCounts() {
    let settings = Self.settings([
      EarlyIndicator(alert: "a", weight: 0.25, domain: .network),
      EarlyIndicator(alert: "b", weight: 0.25, domain: .capacity),
      EarlyIndicator(alert: "*", weight: 0),
    ])
    #expect(Self.told(settings, panes: 60, [20: ["a", "b"]]).first?.change == "opened")
    #expect(Self.told(settings, panes: 60, [20: ["a", "c"]]).isEmpty)
  }
}
