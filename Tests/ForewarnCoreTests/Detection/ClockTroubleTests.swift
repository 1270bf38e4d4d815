import Testing

@testable import ForewarnCore

/// What no single series and no single minute shows, through the whole engine: each is told while it is there, with the figures that were
/// planted, and ends when it is over.
@Suite struct ClockTroubleTests {
  private static let transactions = (0..<12).map { "t\($0)" }

  private static func usual(
    _ random: inout Random, count: Int = 30, times: Double = 1, errors: (Int) -> Int = { _ in 0 }
  ) -> [Planted.Sample] {
    transactions.enumerated().map { index, name in
      .init(
        instance: "acme", transaction: name,
        millis: Planted.millis(100 * Double(index + 1) * times, noise: 0.1, &random),
        count: count, errors: errors(index))
    }
  }

  /// The first event whose case rests on the code alone or before all others, and the end of that case.
  private static func life(_ planted: Planted, of code: String) -> (opened: JSONValue, resolved: JSONValue)? {
    let told = planted.driver.cases("acme")
    guard let opened = told.first(where: { $0.change == "opened" }), opened.codes.first == code,
      let resolved = told.last, resolved.change == "resolved"
    else { return nil }
    return (opened, resolved)
  }

  private static func observed(_ event: JSONValue, _ rule: String) -> Double {
    event["data"]["evidence"]["series"].list.first { $0["rule"].text == rule }?["observed"].number ?? 0
  }

  /// Twelve transactions are 40 % slower, which none of them shows by itself.
  @Test func whatAllSufferALittleIsOneCase() throws {
    var random = Random(seed: 1)
    let trouble = 700..<820
    let planted = Planted(
      panes: 900, sample: { Self.usual(&random, times: trouble.contains($0) ? 1.4 : 1) })
    let (opened, resolved) = try #require(Self.life(planted, of: "latency_overall"))
    #expect(Planted.pane(opened).map { (702...725).contains($0) } == true)
    #expect((1.1...1.5).contains(Self.observed(opened, "latency_overall")))
    let summary = try #require(opened["data"]["summary"].text)
    #expect(summary.contains("Transactions take 1.") && summary.contains(": t"), "\(summary)")
    #expect(Planted.pane(resolved).map { (trouble.upperBound + 14...trouble.upperBound + 50).contains($0) } == true)
    #expect(resolved["data"]["resolution"].text == "recovered")
  }

  /// One request in twenty takes ten times as long: the mean is half as long again, and says less than the requests do.
  @Test func aSlowShareIsSeenThroughTheMean() throws {
    var random = Random(seed: 2)
    let trouble = 700..<790
    let planted = Planted(
      panes: 860,
      sample: { pane in
        var samples = Self.usual(&random)
        guard trouble.contains(pane), pane % 2 == 0 else { return samples }
        samples.append(.init(instance: "acme", transaction: "t3", millis: 4_500, count: 1))
        return samples
      })
    let (opened, _) = try #require(Self.life(planted, of: "latency_tail"))
    let summary = try #require(opened["data"]["summary"].text)
    #expect(summary.contains("of t3 take more than 8 times its usual"), "\(summary)")
    // One in sixty-one, and what was before in the window.
    #expect((0.005...0.03).contains(Self.observed(opened, "latency_tail")))
  }

  /// Three failures a minute among 360 requests of twelve transactions, and none in the days before.
  @Test func failuresOfAllAreCountedTogether() throws {
    var random = Random(seed: 3)
    let trouble = 700..<760
    let planted = Planted(
      panes: 1_000,
      sample: { pane in Self.usual(&random, errors: { trouble.contains(pane) && pane % 4 == $0 % 4 ? 1 : 0 }) })
    let (opened, resolved) = try #require(Self.life(planted, of: "error_overall"))
    #expect(Planted.pane(opened).map(trouble.contains) == true)
    let share = Self.observed(opened, "error_overall")
    #expect((0.002...0.01).contains(share), "3 in 360, and what was before in the window: \(share)")
    #expect(resolved["data"]["resolution"].text == "recovered")
  }

  /// Five times as many requests as yesterday at this hour.
  @Test func aSurgeIsTold() throws {
    var random = Random(seed: 4)
    // From Thursday on; what a weekend is like nobody knows yet.
    let surge = 1_440 + 600..<1_440 + 700
    let planted = Planted(
      panes: surge.upperBound + 120, sample: { Self.usual(&random, count: surge.contains($0) ? 50 : 10) })
    let (opened, resolved) = try #require(Self.life(planted, of: "usage_surge"))
    #expect(Planted.pane(opened).map { (surge.lowerBound + 10...surge.lowerBound + 40).contains($0) } == true)
    #expect(abs(Self.observed(opened, "usage_surge") - 600) < 60)
    #expect(resolved["data"]["resolution"].text == "recovered")
  }

  /// Ten of forty kinds of alerts a minute where one comes every ten minutes: no kind bursts, all do.
  @Test func aFloodOfManyKindsIsTold() throws {
    var random = Random(seed: 5)
    let flood = 1_440..<1_470
    let planted = Planted(
      panes: flood.upperBound + 120,
      sample: { _ in [PlantedTroubleTests.background(&random)[2]] },
      alerts: { pane in
        let kinds =
          flood.contains(pane) ? (0..<4).map { (pane * 4 + $0 * 11) % 40 } : pane % 10 == 0 ? [pane / 10 % 40] : []
        return kinds.map {
          let time = Timestamp.text(Planted.time(pane, second: $0))
          return #"{"instance":"acme","alert":"kind-\#($0)","domain":"host","severity":"minor","time":"\#(time)"}"#
        }
      })
    let (opened, resolved) = try #require(Self.life(planted, of: "alert_flood"))
    #expect(Planted.pane(opened).map(flood.contains) == true)
    let summary = try #require(opened["data"]["summary"].text)
    #expect(summary.contains("Alerts of all kinds come at about"), "\(summary)")
    let end = try #require(resolved["data"]["summary"].text)
    #expect(end.contains("alerts are back at about"), "\(end)")
    #expect(Planted.pane(resolved).map { $0 < flood.upperBound + 60 } == true)
  }

  /// A job of every night opens one case, in its first night; half of the days' requests at the weekend open none.
  @Test func whatTheClockBringsIsNoCase() {
    var random = Random(seed: 6)
    let planted = Planted(
      panes: 5 * 1_440,
      sample: { pane in
        let minute = pane % 1_440
        return Self.usual(
          &random, count: (480..<1_080).contains(minute) ? 12 : 4, times: (120..<150).contains(minute) ? 3 : 1)
      })
    #expect(planted.driver.changes("acme").count { $0 == "opened" || $0 == "reopened" } == 1)
  }

  /// Offices that all close on Friday night, but for a request now and then: the first weekend is a feed that is silent, the ones after it
  /// are a habit. One that is closed on a Tuesday is no habit.
  @Test func officesThatCloseTogetherAreNoCase() {
    var random = Random(seed: 7)
    let offices = (0..<5).map { "office-\($0)" }
    let holiday = 12 * 1_440
    let planted = Planted(
      panes: 13 * 1_440,
      sample: { pane in
        let clock = LocalClock(pane: Pane(Planted.start / Planted.minute) + Pane(pane))
        return offices.compactMap { office in
          let isClosed = clock.isWeekend || office == "office-0" && pane >= holiday
          guard !isClosed || random.chance(0.2) else { return nil }
          return Planted.Sample(
            instance: office, transaction: "open", millis: Planted.millis(100, noise: 0.1, &random),
            count: isClosed ? 1 : Int(40 + 6 * random.normal()))
        }
      })
    for office in offices.dropFirst() { #expect(planted.driver.changes(office) == [], "\(office)") }
    let told = planted.driver.cases("office-0")
    #expect(told.count { $0.change == "opened" } == 1)
    #expect(told.first?.codes.first == "usage_drop")
    #expect(told.first.flatMap(Planted.pane).map { (holiday + 5..<holiday + 30).contains($0) } == true)
  }
}
