import RollingStatistics
import Testing

@testable import ForewarnCore

/// What is said of a minute in which nothing opened is true: with a little more than is asked a case opens, with a little less none does.
@Suite struct WhyNotTests {
  private static let transactions = (0..<6).map { "t\($0)" }

  private struct Trouble {
    var panes = 0..<0
    var times = 1.0
    var errors = 0
  }

  private static func planted(
    _ trouble: Trouble = Trouble(), panes: Int = 760, settings: Settings = Settings(), controls: [String] = [],
    at pane: Int, of instance: String = "acme"
  ) -> Planted {
    var random = Random(seed: 11)
    return Planted(
      panes: panes, settings: settings,
      sample: { pane in
        transactions.enumerated().map { index, name in
          let isIn = trouble.panes.contains(pane) && index == 3
          return .init(
            instance: "acme", transaction: name,
            millis: Planted.millis(100 * Double(index + 1), noise: 0.1, &random) * (isIn ? trouble.times : 1),
            count: 100, errors: isIn ? trouble.errors : 0)
        }
      }, controls: controls, asking: Inquiry(instance: instance, atMicros: Planted.time(pane, second: 20)))
  }

  private static func sight(_ planted: Planted, _ rule: String, _ subject: String? = "t3") throws -> RuleSight {
    let inspection = try #require(planted.inspection)
    return try #require(inspection.rules.first { $0.rule == rule && $0.subject == subject }, "\(inspection.rules)")
  }

  /// The number behind words.
  private static func number(_ text: String, behind words: String) throws -> Double {
    let found = text.ranges(of: words).first
    let rest = try #require(found.map { text[$0.upperBound...] }, "\(words): \(text)")
    return try #require(Double(rest.prefix { $0.isNumber || $0 == "." }), "\(rest)")
  }

  private static func opened(_ planted: Planted) -> Bool { planted.driver.changes("acme").contains("opened") }

  /// Had it been so many times as far from the usual, minute by minute.
  @Test func aLittleMoreTimeOpensAndALittleLessDoesNot() throws {
    let hour = 700..<760
    let planted = Self.planted(Trouble(panes: hour, times: 1.2), at: 759)
    let sight = try Self.sight(planted, "latency_anomaly")
    #expect(sight.hold == .below && !Self.opened(planted), "\(sight)")
    #expect(planted.inspection?.nearest != nil)
    let seen = DeterministicMath.log2(try Self.number(sight.sentence, behind: "t3 took "))
    let asked = DeterministicMath.log2(try Self.number(sight.sentence, behind: "opens a case from "))
    #expect(seen > 0 && asked > seen && asked < 0.8, "\(sight.sentence)")
    func opens(_ share: Double) -> Bool {
      let times = DeterministicMath.exp2(DeterministicMath.log2(1.2) * share * asked / seen)
      return Self.opened(Self.planted(Trouble(panes: hour, times: times), at: 759))
    }
    #expect(opens(1.2) && !opens(0.85), "\(sight.sentence)")
  }

  @Test func aFewMoreFailuresOpenAndAFewLessDoNot() throws {
    let panes = 757..<760
    let planted = Self.planted(Trouble(panes: panes, errors: 1), at: 759)
    let sight = try Self.sight(planted, "error_share")
    #expect(sight.hold == .below && !Self.opened(planted), "\(sight)")
    let seen = try #require(Double(sight.sentence.prefix { $0.isNumber || $0 == "." }))
    let times = try Self.number(sight.sentence, behind: "opens a case from ") / seen
    func opens(_ share: Double) -> Bool {
      Self.opened(Self.planted(Trouble(panes: panes, errors: Int((share * times).rounded())), at: 759))
    }
    // The minute before has to show it too.
    #expect(times > 1 && opens(1.7) && !opens(0.8), "\(sight.sentence)")
  }

  @Test func whatIsNotLearnedIsSaidToBeLearned() throws {
    let planted = Self.planted(panes: 40, at: 30)
    #expect(
      try Self.sight(planted, "latency_anomaly").sentence
        == "t3 has been seen in 31 of the 61 minutes after which it is judged")
    for rule in ["error_share", "latency_tail"] { #expect(try Self.sight(planted, rule).hold == .learning) }
    for rule in ["usage_drop", "latency_overall"] { #expect(try Self.sight(planted, rule, nil).hold == .learning) }
    #expect(try Self.sight(planted, "indicator_burst", nil).hold == .silent)
  }

  @Test func aRuleThatIsOffSaysSo() throws {
    var settings = Settings()
    settings.rules.disabled = ["latency_anomaly"]
    let planted = Self.planted(Trouble(panes: 700..<760, times: 3), settings: settings, at: 740)
    #expect(try Self.sight(planted, "latency_anomaly", nil).hold == .disabled)
  }

  @Test func whatHasNotLastedAndWhatIsOpenIsSaid() throws {
    let trouble = Trouble(panes: 700..<760, times: 5)
    let told = Self.planted(trouble, at: 740)
    let first = try #require(told.driver.cases("acme").first.flatMap(Planted.pane))
    func kind(_ pane: Int) throws -> Inspection.Kind {
      let planted = Self.planted(trouble, at: pane)
      return try #require(planted.inspection?.kinds.first { $0.kind == .performance })
    }
    let before = try kind(first - 1)
    #expect(
      before.openCase == nil
        && before.sentences[0].hasSuffix("for 1 of the 2 minutes in a row after which a case opens."))
    let now = try kind(first)
    #expect(now.openCase != nil && now.sentences[0].hasSuffix("opened at the end of this minute."), "\(now)")
    let later = try kind(first + 5)
    #expect(later.openCase == now.openCase && later.sentences[0].contains(" is open since "), "\(later)")
    #expect(try Self.sight(Self.planted(trouble, at: first), "latency_anomaly").hold == .spoke)
  }

  @Test func aSilenceIsNamed() throws {
    let order = ControlTests.say("silence", at: 0, #""instance":"acme",\#(ControlTests.until(2_000))"#)
    let planted = Self.planted(Trouble(panes: 700..<760, times: 5), controls: [order], at: 720)
    let kind = try #require(planted.inspection?.kinds.first { $0.kind == .performance })
    #expect(!Self.opened(planted) && kind.sentences[0].hasPrefix("A silence covers "), "\(kind)")
  }

  @Test func whoWasNeverNamedIsUnknown() {
    let planted = Self.planted(panes: 100, at: 80, of: "acne")
    #expect(planted.inspection?.ground == .unknownInstance(known: ["acme"]))
  }

  @Test func askingChangesNothing() {
    let trouble = Trouble(panes: 700..<760, times: 1.6, errors: 4)
    let outputs = [720, 5_000].map { Self.planted(trouble, at: $0).driver.cases().count }
    #expect(outputs[0] > 0 && outputs[0] == outputs[1])
  }

  /// A time that input never reaches has no answer; one that it passes without an event has a short one.
  @Test func minutesWithoutAnythingAreNamed() {
    var random = Random(seed: 3)
    let planted = Planted(
      panes: 60, sample: { [10, 59].contains($0) ? PlantedTroubleTests.background(&random) : [] },
      asking: Inquiry(instance: "acme", atMicros: Planted.time(30)))
    #expect(planted.inspection?.ground == .nothingCame)
    #expect(Self.planted(panes: 20, at: 500).inspection == nil)
  }
}

/// What is missing to a score is what brings it about.
@Suite struct NeededStrengthTests {
  @Test(arguments: [[], [RiskDomain.network], [.network, .capacity]], [0.0, 1.0])
  func theNeededStrengthReachesTheRisk(others: [RiskDomain], bonus: Double) {
    var settings = RiskSettings()
    settings.agreementBonus = bonus
    let findings = others.map { domain in
      var finding = Finding(.indicatorBurst, at: 10)
      (finding.domain, finding.score) = (domain, 1.3)
      return finding
    }
    let needed = RiskModel.strengths(reaching: 0.7, beside: findings, at: 10, settings)[
      Int(RiskDomain.response.rawValue)]
    func risk(_ score: Double) -> Double {
      var own = Finding(.latencyAnomaly, at: 10)
      own.score = score
      return RiskModel.assess(findings + [own], at: 10, settings).risk
    }
    #expect(needed > 0 && risk(needed + 1e-6) >= 0.7 && risk(needed - 1e-3) < 0.7)
  }
}

extension Planted {
  fileprivate var inspection: Inspection? { driver.engine.inspection }
}
