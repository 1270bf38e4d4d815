import RollingStatistics
import Testing

@testable import ForewarnCore

/// Trouble of a known size at a known moment, through the whole engine with production's defaults.
@Suite struct PlantedTroubleTests {
  /// The rest of an instance's load, and another instance that goes on whatever happens.
  static func background(_ random: inout Random) -> [Planted.Sample] {
    [
      .init(instance: "acme", transaction: "search", millis: Planted.millis(80, noise: 0.05, &random), count: 40),
      .init(instance: "acme", transaction: "report", millis: Planted.millis(900, noise: 0.05, &random), count: 6),
      .init(instance: "other", transaction: "search", millis: Planted.millis(80, noise: 0.05, &random), count: 40),
    ]
  }

  /// The pane after the onset, from 1, at whose end the first case opened.
  static func opened(_ planted: Planted, onset: Int) -> Int? {
    planted.driver.cases().first.flatMap(Planted.pane).map { $0 - onset + 1 }
  }

  // MARK: Response times

  /// Soon, and the sooner the steadier the series is; two panes of high risk are the least.
  @Test(arguments: [(0.02, 3), (0.05, 4), (0.1, 10)], 0..<5)
  func aDoublingOpensACase(noise: (share: Double, panes: Int), seed: Int) {
    var random = Random(seed: seed)
    let onset = 160 + seed
    let planted = Planted(
      panes: onset + 15,
      sample: { pane in
        let millis = Planted.millis(pane >= onset ? 400 : 200, noise: noise.share, &random)
        return [.init(instance: "acme", transaction: "checkout", millis: millis, count: 30)]
          + Self.background(&random)
      })
    let opened = Self.opened(planted, onset: onset)
    #expect(opened.map { (1...noise.panes).contains($0) } == true, "\(opened ?? 0)")
    #expect(planted.driver.cases().allSatisfy { $0["data"]["instance"].text == "acme" })
    #expect(planted.driver.cases().first?["data"]["reasons"][0]["subject"].text == "checkout")
  }

  enum Growth: CaseIterable {
    case linear, compounding

    /// How many times its level after so many panes of 2 % each.
    func factor(_ panes: Double) -> Double {
      switch self {
      case .linear: 1 + 0.02 * max(0, panes)
      case .compounding: DeterministicMath.exp(max(0, panes) * DeterministicMath.ln(1.02))
      }
    }

    func panes(toFactor factor: Double) -> Double {
      switch self {
      case .linear: (factor - 1) / 0.02
      case .compounding: DeterministicMath.ln(factor) / DeterministicMath.ln(1.02)
      }
    }
  }

  /// A limit of 0 is three times the normal level, of 200 ms. The first forecast is judged: later ones know more.
  @Test(arguments: Growth.allCases, [0, 900.0])
  func aDriftIsForecast(growth: Growth, limit: Double) throws {
    for (seed, noise) in [0.02, 0.1, 0.02, 0.1, 0.1].enumerated() {
      var random = Random(seed: seed)
      let onset = 160 + seed
      var settings = Settings()
      settings.transactions.limitMillis = limit
      let planted = Planted(
        panes: onset + 70, settings: settings,
        sample: { pane in
          let level = 200 * growth.factor(Double(pane - onset) + 0.5)
          return [
            .init(
              instance: "acme", transaction: "checkout", millis: Planted.millis(level, noise: noise, &random), count: 30
            )
          ] + Self.background(&random)
        })
      let opened = try #require(Self.opened(planted, onset: onset), "seed \(seed)")
      #expect((5...50).contains(opened), "seed \(seed)")

      let trend = try #require(planted.driver.cases().first { $0.hasTrend })["data"]["evidence"]["trend"]
      let low = try #require(trend["time_to_limit_hours"]["low"].number) * 60
      let high = try #require(trend["time_to_limit_hours"]["high"].number) * 60
      let limitMillis = try #require(trend["limit_ms"].number)
      #expect(limit > 0 ? limitMillis == limit : abs(limitMillis - 600) < 60, "\(limitMillis)")
      let asOf = try #require((0..<400).first { Timestamp.text(Planted.time($0)) == trend["as_of"].text }) - onset
      let left = growth.panes(toFactor: limitMillis / 200) - Double(asOf)
      // Half a minute for what two decimals of an hour round away.
      #expect(low - 0.5 <= left && left <= high + 0.5, "seed \(seed): \(left) min left, \(low) to \(high) said")
    }
  }

  @Test func failingRequestsOpenACase() throws {
    var random = Random(seed: 1)
    let onset = 160
    let planted = Planted(
      panes: onset + 10,
      sample: { pane in
        [
          .init(
            instance: "acme", transaction: "checkout", millis: Planted.millis(200, noise: 0.05, &random), count: 50,
            errors: pane >= onset ? 25 : pane % 7 == 0 ? 1 : 0)
        ] + Self.background(&random)
      })
    #expect(Self.opened(planted, onset: onset) == 2)
    let event = try #require(planted.driver.cases().first)
    #expect(event.codes == ["error_share"])
    #expect(event["data"]["evidence"]["series"][0]["observed"].number == 0.5)
    #expect(event["data"]["action"]["text"].text?.contains("errors of checkout") == true)
  }

  // MARK: Usage

  @Test(arguments: [0, 12])
  func aDropInUsageOpensACaseThatItsReturnResolves(requests: Int) throws {
    var random = Random(seed: 2)
    let drop = 160..<190
    let planted = Planted(
      panes: 260,
      sample: { pane in
        let usual = Self.background(&random)
        let count = drop.contains(pane) ? requests : 50 + random.below(20)
        let own = Planted.Sample(
          instance: "shop", transaction: "buy", millis: Planted.millis(200, noise: 0.05, &random), count: count)
        return count == 0 ? usual : usual + [own]
      })
    let changes = planted.driver.changes("shop")
    #expect(changes.first == "opened" && changes.last == "resolved")
    #expect(planted.driver.cases().count == changes.count, "of nobody else")
    let event = try #require(planted.driver.cases("shop").first)
    #expect(event["data"]["kind"].text == "usage")
    #expect(event.codes == ["usage_drop"])
    #expect(event["data"]["action"]["owner"].text == "customer-success")
    // Ten panes low; the tenth and the next are of high risk.
    #expect(Planted.pane(event) == drop.lowerBound + 10)
    let resolved = try #require(planted.driver.cases("shop").last.flatMap(Planted.pane))
    #expect((drop.upperBound + 14...drop.upperBound + 30).contains(resolved), "\(resolved)")
  }

  // MARK: Alerts

  static func alert(_ name: String, _ pane: Int, second: Int, domain: String, severity: String = "major") -> String {
    JSONText.alert(
      name, Planted.time(pane, second: second), instance: "acme", severity: severity, domain: domain)
  }

  @Test func aBurstOpensACase() throws {
    var random = Random(seed: 3)
    let onset = 1_500
    let planted = Planted(
      panes: onset + 8, sample: { _ in Self.background(&random) },
      alerts: { pane in
        let count = pane >= onset ? 15 : pane % 60 == 7 ? 1 : 0
        return (0..<count).map { Self.alert("db_slow", pane, second: $0, domain: "database") }
      })
    let opened = try #require(Self.opened(planted, onset: onset))
    #expect((3...5).contains(opened), "\(opened)")
    let event = try #require(planted.driver.cases().first)
    #expect(event.codes == ["indicator_burst"])
    #expect(event["data"]["evidence"]["alerts"][0]["alert"].text == "db_slow")
  }

  /// New kinds of alerts support others' evidence, and are none of their own.
  @Test(arguments: [(false, false), (true, true)])
  func twoNewKindsOfAlertsJoinABurst(hasBurst: Bool, opens: Bool) throws {
    var random = Random(seed: 4)
    let onset = 1_500
    let planted = Planted(
      panes: onset + 8, sample: { _ in Self.background(&random) },
      alerts: { pane in
        let count = pane >= onset && hasBurst ? 6 : pane % 60 == 7 ? 1 : 0
        let usual = (0..<count).map { Self.alert("db_slow", pane, second: $0, domain: "database") }
        guard pane == onset else { return usual }
        return usual + [
          Self.alert("pool_exhausted", pane, second: 20, domain: "application"),
          Self.alert("queue_full", pane, second: 21, domain: "application"),
        ]
      })
    #expect((planted.driver.changes().first == "opened") == opens)
    guard opens else { return }
    let codes = try #require(planted.driver.cases().first).codes
    #expect(Set(codes) == ["indicator_burst", "novel_alerts"])
  }

  // MARK: Silence

  @Test func silenceIsNotRecovery() throws {
    var random = Random(seed: 5)
    let onset = 160
    let silent = 170..<400
    let planted = Planted(
      panes: 440,
      sample: { pane in
        let millis = Planted.millis((onset..<silent.lowerBound).contains(pane) ? 800 : 200, noise: 0.03, &random)
        let all =
          [Planted.Sample(instance: "acme", transaction: "checkout", millis: millis, count: 3)]
          + [Self.background(&random)[2]]
        return silent.contains(pane) ? Array(all.dropFirst()) : all
      })
    let told = planted.driver.cases("acme")
    #expect(told.map(\.change) == ["opened", "resolved"])
    let resolved = try #require(told.last.flatMap(Planted.pane))
    let data = silent.upperBound + 14...silent.upperBound + 19
    #expect(
      data.contains(resolved), "fifteen panes of data after the silence, and the few that outweigh those before it")
  }
}
