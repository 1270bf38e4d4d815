import RollingStatistics
import Testing

@testable import ForewarnCore

@Suite struct RiskTests {
  let settings = RiskSettings()

  static func finding(
    _ domain: RiskDomain, _ score: Double, pane: Pane = 100, code: ReasonCode = .latencyAnomaly, subject: Name = "t"
  ) -> Finding {
    var finding = Finding()
    finding.domain = domain
    finding.score = score
    finding.pane = pane
    finding.code = code
    finding.subject = subject
    return finding
  }

  /// Worked by hand: logistic(−4) = 0.018, logistic(−4 + 4) = 0.5, logistic(−4 + 5) = 0.731; two that agree: −4 + 2 + 2 + 1 = 1.
  @Test(
    arguments: [
      ([], 18), ([(.response, 4.0)], 500), ([(.response, 5.0)], 731), ([(.response, 2.0)], 119),
      ([(.response, 2.0), (.database, 2.0)], 731), ([(.response, 3.0), (.database, 0.5)], 378),
      ([(.response, 6.0), (.database, 6.0)], 1_000),
    ] as [([(RiskDomain, Double)], Int)])
  func workedExamples(findings: [(RiskDomain, Double)], permille: Int) {
    let assessment = RiskModel.assess(findings.map { Self.finding($0.0, $0.1) }, at: 100, settings)
    #expect(assessment.permille == permille)
  }

  @Test(arguments: [(0, 4.0), (10, 2.0), (20, 1.0), (5, 2.8284271247461903)] as [(Pane, Double)])
  func aFindingHalvesInTenPanes(age: Pane, left: Double) {
    let decayed = RiskModel.decayed(Self.finding(.response, 4), at: 100 + age, settings)
    #expect(abs(decayed - left) < 1e-9)
  }

  @Test func aFindingOfTheFutureIsNotStrongerThanItIs() {
    #expect(RiskModel.decayed(Self.finding(.response, 4), at: 50, settings) == 4)
  }

  @Test func thirtyAlikeCountOnce() {
    let one = [Self.finding(.database, 3)]
    let thirty = (0..<30).map { Self.finding(.database, 3 - Double($0) / 30, subject: Name("t\($0)")) }
    #expect(RiskModel.assess(one, at: 100, settings) == RiskModel.assess(thirty, at: 100, settings))
  }

  @Test(arguments: [(-0.01, 0), (0, 1)])
  func domainsAgreeFromAFloorOn(aboveFloor: Double, bonus: Int) {
    let second = RiskModel.agreementFloor + aboveFloor
    let assessment = RiskModel.assess(
      [Self.finding(.response, RiskModel.agreementFloor + 1), Self.finding(.network, second)], at: 100, settings)
    #expect(assessment.agreeing == 1 + bonus)
    let logit = -4 + RiskModel.agreementFloor + 1 + second + Double(bonus)
    #expect(abs(assessment.risk - DeterministicMath.logistic(logit)) < 1e-12)
  }

  @Test(arguments: 0..<20)
  func contributionsSumExactly(seed: Int) {
    var random = Random(seed: seed)
    for _ in 0..<500 {
      var settings = RiskSettings()
      if random.chance(0.3) { settings.base = -6 + 8 * random.uniform() }
      let findings = (0..<random.below(13)).map { _ in
        Self.finding(
          RiskDomain.allCases[random.below(7)], 6 * random.uniform(), pane: Pane(60 + random.below(41)))
      }
      let assessment = RiskModel.assess(findings, at: 100, settings)
      #expect(assessment.contributions.reduce(0) { $0 + $1.permille } == assessment.permille)
      #expect((0...1_000).contains(assessment.permille))
      #expect(assessment.contributions.allSatisfy { $0.permille >= 0 })
      #expect(Set(assessment.contributions.map(\.name)).count == assessment.contributions.count)
      #expect(assessment.contributions.count == 1 + Set(findings.map(\.domain)).count)
    }
  }

  @Test func moreIsNeverLess() {
    var random = Random(seed: 1)
    for _ in 0..<500 {
      let findings = (0..<4).map { _ in Self.finding(RiskDomain.allCases[random.below(7)], 6 * random.uniform()) }
      let less = RiskModel.assess(Array(findings.dropLast()), at: 100, settings)
      #expect(RiskModel.assess(findings, at: 100, settings).risk >= less.risk)
    }
  }
}
