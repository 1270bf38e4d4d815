import Testing

@testable import ForewarnCore

/// The life of a case as a table: what risk each pane shows, what happens at which.
@Suite struct CaseRuleTests {
  /// A situation through panes of risk, by the rules and the state machine themselves. Answers `pane:verdict`.
  struct Life {
    private(set) var situation = Situation()
    var settings = {
      var settings = CaseSettings()
      settings.openForPanes = 3
      return settings
    }()
    var pane: Pane = 1_000
    private(set) var history: [String] = []
    private let key = SituationKey("acme-prod", .performance)

    mutating func pass(
      _ panes: Int, risk: Double, severity: Severity = .minor, newReason: Bool = false, dataSeen: Bool = true
    ) {
      for _ in 0..<panes {
        if risk >= settings.openAtRisk { situation.add(RiskTests.finding(.database, 6, pane: pane)) }
        let facts = CaseFacts(
          pane: pane, atMicros: PaneTime.end(of: pane),
          risk: RiskModel.Assessment(risk: risk, permille: Int(risk * 1_000), contributions: [], agreeing: 0),
          severity: severity, holds: risk > settings.closeAtRisk, hasNewReason: newReason, isDataSeen: dataSeen)
        situation.count(facts, settings)
        let verdict = CaseRules.verdict(on: situation, facts, settings)
        let before = situation.episode
        let outcome = situation.move(
          JudgedCase(key: key, facts: facts, verdict: verdict), RiskSettings(), inputs: [])
        check(outcome, verdict, before)
        if verdict != .nothing { history.append("\(pane - 1_000):\(verdict)") }
        pane += 1
      }
    }

    /// Something is told when, and only when, something happened; a case's sequence rises by one.
    private func check(_ outcome: CaseOutcome?, _ verdict: CaseRules.Verdict, _ before: Episode?) {
      switch outcome {
      case nil: #expect(verdict == .nothing)
      case .forgotten(let forgotten): #expect(verdict == .forget && forgotten == key && situation.phase == .quiet)
      case .changed(let change):
        #expect(change.episode == situation.episode)
        #expect((change.resolution != nil) == (change.type == .resolved) && change.resolution == situation.resolution)
        let isNew = change.type == .opened
        #expect(change.episode.sequence == (isNew ? 1 : (before?.sequence ?? 0) + 1))
        #expect((change.episode.id == before?.id) == !isNew)
      }
    }
  }

  private let recovered = "resolve(ForewarnCore.Resolution.Reason.recovered)"

  @Test func opensAfterThreePanesInARow() {
    var life = Life()
    life.pass(2, risk: 0.8)
    life.pass(1, risk: 0.69)
    life.pass(2, risk: 0.7)
    #expect(life.history == [])
    life.pass(1, risk: 0.7)
    #expect(life.history == ["5:open"])
  }

  @Test func resolvesAfterFifteenPanesInARow() {
    var life = Life()
    life.pass(3, risk: 0.8)
    life.pass(14, risk: 0.3)
    life.pass(1, risk: 0.31)
    life.pass(14, risk: 0.3)
    #expect(life.history == ["2:open"])
    life.pass(1, risk: 0.3)
    #expect(life.history == ["2:open", "32:\(recovered)"])
  }

  @Test func noDataIsNotResolved() {
    var life = Life()
    life.pass(3, risk: 0.8)
    life.pass(200, risk: 0, dataSeen: false)
    #expect(life.history == ["2:open"])
    life.pass(15, risk: 0)
    #expect(life.history == ["2:open", "217:\(recovered)"])
  }

  @Test func updatesKeepTheirDistanceButEscalationsDoNot() {
    var life = Life()
    life.pass(3, risk: 0.8)
    life.pass(4, risk: 0.8, newReason: true)
    #expect(life.history == ["2:open"])
    life.pass(1, risk: 0.8, newReason: true)
    #expect(life.history == ["2:open", "7:update"])
    life.pass(1, risk: 0.9, severity: .major)
    #expect(life.history.last == "8:escalate")
    life.pass(1, risk: 0.98, severity: .critical, newReason: true)
    #expect(life.history.last == "9:escalate")
    life.pass(1, risk: 0.8, severity: .minor)
    #expect(life.history.last == "9:escalate")
  }

  @Test func anOpenCaseIsRepeatedDaily() {
    var life = Life()
    life.pass(3, risk: 0.8)
    life.pass(3 * 1_440, risk: 0.5)
    #expect(life.history == ["2:open", "1442:refresh", "2882:refresh", "4322:refresh"])
  }

  /// A dead time after a resolution, whatever the risk; then the case comes back.
  @Test(arguments: [(0, "27:reopen"), (5, "27:reopen"), (10, "30:reopen"), (1_420, "1440:reopen")])
  func comesBackAfterTheDeadTime(quiet: Int, expected: String) {
    var life = Life()
    life.pass(3, risk: 0.8)
    life.pass(15, risk: 0)
    #expect(life.history.last == "17:\(recovered)")
    life.pass(quiet, risk: 0)
    life.pass(10, risk: 0.9)
    #expect(life.history.last == expected)
  }

  @Test func afterTheWindowItIsANewCase() {
    var life = Life()
    life.pass(3, risk: 0.8)
    life.pass(15, risk: 0)
    life.pass(1_438, risk: 0)
    life.pass(3, risk: 0.9)
    #expect(life.history.last == "1458:open")
  }

  @Test func isForgottenAfterSevenDays() {
    var life = Life()
    life.pass(3, risk: 0.8)
    life.pass(15, risk: 0)
    life.pass(7 * 1_440 - 1, risk: 0)
    #expect(life.history.count == 2)
    life.pass(1, risk: 0)
    #expect(life.history.last == "\(17 + 7 * 1_440):forget")
    #expect(life.situation.episode == nil)
  }

}
