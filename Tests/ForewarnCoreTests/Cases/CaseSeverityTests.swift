import Testing

@testable import ForewarnCore

/// Severity is harm: what customers feel, not how sure we are.
@Suite struct CaseSeverityTests {
  private static let pane: Pane = 1_000

  private static func alert(_ severity: Severity, _ code: ReasonCode = .immediateAlert) -> Finding {
    var finding = RiskTests.finding(.database, 5, pane: pane, code: code)
    finding.severity = severity
    return finding
  }

  private static func slow(_ times: Double, share: Double, _ subject: Name = "search") -> Finding {
    var finding = RiskTests.finding(.response, 5, pane: pane, code: .latencyAnomaly, subject: subject)
    finding.expected = 400_000
    finding.observed = 400_000 * times
    finding.loadShare = share
    return finding
  }

  private static func failing(_ observed: Double, usually expected: Double, share: Double) -> Finding {
    var finding = RiskTests.finding(.response, 5, pane: pane, code: .errorShare)
    (finding.observed, finding.expected, finding.loadShare) = (observed, expected, share)
    return finding
  }

  private static func usage(_ requests: Double) -> Finding {
    var finding = RiskTests.finding(.usage, 5, pane: pane, code: .usageDrop)
    (finding.observed, finding.expected) = (requests, 500)
    return finding
  }

  private static func trend(hoursLeft: Double) -> Finding {
    var finding = RiskTests.finding(.response, 5, pane: pane, code: .latencyTrend)
    finding.trend = TrendEstimate()
    finding.trend?.hoursMid = hoursLeft
    return finding
  }

  private static func of(_ findings: [Finding], at pane: Pane = pane, isProduction: Bool = true) -> Severity {
    CaseSeverity.of(findings, at: pane, isProduction: isProduction, RiskSettings()).severity
  }

  static let felt: [([Finding], Severity)] = [
    ([], .minor), ([alert(.critical)], .critical), ([alert(.warning, .indicatorBurst)], .minor),
    ([alert(.major, .novelAlerts)], .major),
    // A third slower, with a burst of minor alerts: sure, and not bad.
    ([slow(1.3, share: 0.6), alert(.minor, .indicatorBurst)], .minor),
    ([slow(1.9, share: 0.55)], .major), ([slow(8, share: 0.01)], .minor), ([slow(3, share: 0.5)], .critical),
    // Twelve that suffer a little are one instance that suffers.
    ((0..<12).map { slow(1.5, share: 0.06, Name("t\($0)")) }, .major),
    ([failing(0.001, usually: 0, share: 1)], .minor), ([failing(0.07, usually: 0.01, share: 1)], .major),
    ([failing(0.5, usually: 0.01, share: 0.5)], .critical),
    ([usage(0)], .critical), ([usage(50)], .major), ([usage(300)], .minor),
    ([trend(hoursLeft: 0.5)], .major), ([trend(hoursLeft: 1)], .minor),
  ]

  @Test(arguments: felt)
  func isWhatIsFelt(_ findings: [Finding], _ severity: Severity) {
    #expect(Self.of(findings) == severity)
  }

  @Test func whatIsMeasuredWhereNobodyWorksIsNeverCritical() {
    #expect(Self.of([Self.usage(0)], isProduction: false) == .major)
    #expect(Self.of([Self.slow(9, share: 1)], isProduction: false) == .major)
    #expect(Self.of([Self.alert(.critical)], isProduction: false) == .critical)
  }

  /// A disk alert of 48 minutes ago does not make slowness critical; one that still fires does.
  @Test func whatHasFadedIsNotFelt() {
    var old = Self.alert(.critical)
    let now = Self.slow(1.3, share: 0.6)
    let later = Self.pane + Pane(RiskSettings().halfLifePanes) + 1
    #expect(Self.of([old, now], at: later) == .minor)
    old.standing.observe(
      .alert(AlertStanding(firing: 1, isState: true)), of: old, at: later, adaptAfterPanes: 4_320)
    #expect(Self.of([old, now], at: later) == .critical)
  }
}
