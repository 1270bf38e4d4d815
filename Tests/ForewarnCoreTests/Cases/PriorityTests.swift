import Testing

@testable import ForewarnCore

/// The table of priorities, by default and as an operator sets it.
@Suite struct PriorityTests {
  struct Claim: Sendable {
    var severity: Severity
    var tier: String?
    var environment = "prod"
    var accounts = 1
    var hoursLeft: Double?
    var priority: Int
    var impact = 2
    var urgency = 3
    var effects: [String] = []
  }

  private static func priority(of claim: Claim, _ settings: PrioritySettings = PrioritySettings()) -> Priority {
    var episode = Episode()
    episode.severity = claim.severity
    if let hours = claim.hoursLeft {
      var trend = RiskTests.finding(.response, 5, code: .latencyTrend)
      trend.trend = TrendEstimate()
      trend.trend?.hoursMid = hours
      episode.findings = [RiskTests.finding(.database, 6, code: .indicatorBurst), trend]
    }
    var installation = CustomerModel.Installation()
    installation.tier = claim.tier
    installation.environment = claim.environment
    installation.accounts = (0..<claim.accounts).map { .init(id: "\($0)", name: "") }
    return Priority(episode, installation, settings)
  }

  @Test(
    arguments: [
      Claim(severity: .critical, priority: 1, urgency: 1), Claim(severity: .major, priority: 2, urgency: 2),
      Claim(severity: .minor, priority: 3), Claim(severity: .warning, priority: 4),
      Claim(severity: .minor, tier: "gold", priority: 3),
      Claim(severity: .minor, tier: " Platinum", priority: 2, impact: 1, effects: ["tier  Platinum: -1"]),
      Claim(severity: .critical, tier: "platinum", priority: 1, impact: 1, urgency: 1, effects: ["tier platinum: -1"]),
      Claim(
        severity: .major, environment: "test", priority: 3, impact: 3, urgency: 2, effects: ["environment test: +1"]),
      Claim(severity: .major, environment: "production", priority: 2, urgency: 2),
      Claim(severity: .major, environment: "PROD ", priority: 2, urgency: 2),
      Claim(severity: .major, environment: "", priority: 2, urgency: 2),
      Claim(severity: .clear, environment: "test", priority: 4, impact: 3, effects: ["environment test: +1"]),
      Claim(severity: .minor, accounts: 2, priority: 2, impact: 1, effects: ["2 accounts: -1"]),
      Claim(
        severity: .minor, hoursLeft: 0.9, priority: 2, urgency: 2, effects: ["limit in less than 60 min: -1"]),
      Claim(severity: .minor, hoursLeft: 1, priority: 3),
      Claim(
        severity: .minor, tier: "platinum", environment: "test", accounts: 3, hoursLeft: 0.5, priority: 1, impact: 1,
        urgency: 2,
        effects: [
          "tier platinum: -1", "environment test: +1", "3 accounts: -1", "limit in less than 60 min: -1",
        ]),
    ])
  func byDefault(claim: Claim) {
    let priority = Self.priority(of: claim)
    let base = [Severity.critical: 1, .major: 2, .minor: 3][claim.severity] ?? 4
    #expect(priority.value == claim.priority && priority.impact == claim.impact && priority.urgency == claim.urgency)
    // Whatever moved it is said, and what did not is not.
    #expect(priority.reasons == ["severity \(claim.severity.name): \(base)"] + claim.effects)
    #expect(
      DurationText.text(seconds: priority.respondWithinSeconds) == ["PT30M", "PT4H", "P1D", "P3D"][priority.value - 1])
  }

  @Test func byATableOfOnesOwn() {
    var settings = PrioritySettings()
    settings.base[.minor] = 4
    settings.tier = ["gold": -2]
    settings.environment = ["production": -1, "dev": 2]
    settings.accounts.atLeast = 5
    settings.timeLeftHours.below = 4
    settings.timeLeftHours.effect = 0
    settings.respondWithin[1] = 60
    func said(_ claim: Claim) -> [String] { Array(Self.priority(of: claim, settings).reasons.dropFirst()) }
    #expect(
      said(Claim(severity: .minor, tier: "GOLD", environment: "Dev", accounts: 4, hoursLeft: 2, priority: 0)) == [
        "tier GOLD: -2", "environment Dev: +2",
      ])
    // Nobody knows it: it counts as production. What is named and has no effect of its own has none.
    #expect(said(Claim(severity: .minor, environment: "", priority: 0)) == ["environment unknown: -1"])
    #expect(said(Claim(severity: .minor, environment: "staging", priority: 0)) == [])
    let urgent = Self.priority(
      of: Claim(severity: .critical, environment: "production", accounts: 5, priority: 0), settings)
    #expect(urgent.value == 1 && urgent.respondWithinSeconds == 60)
  }

  @Test func aStrangerHasThePriorityOfItsSeverity() {
    var episode = Episode()
    episode.severity = .major
    let stranger = Priority(episode, nil, PrioritySettings())
    #expect(stranger == Priority(episode, CustomerModel.Installation(), PrioritySettings()))
    #expect(stranger.reasons == ["severity major: 2"])
  }

  // MARK: Words and durations

  @Test(
    arguments: [
      ("Prod", "prod"), (" \tPROD\r\n", "prod"), ("", ""), ("  ", ""), ("pre prod", "pre prod"), ("ÄB", "Äb"),
      ("prod\u{a0}", "prod\u{a0}"),
    ])
  func wordsAreFolded(word: String, folded: String) { #expect(Words.folded(word) == folded) }

  @Test(
    arguments: [
      ("PT30M", 1_800, "PT30M"), ("PT4H", 14_400, "PT4H"), ("P1D", 86_400, "P1D"), ("PT24H", 86_400, "P1D"),
      ("P1DT1H1M1S", 90_061, "P1DT1H1M1S"), ("PT90M", 5_400, "PT1H30M"), ("PT0S", 0, "PT0S"),
      ("P", nil, ""), ("PT", nil, ""), ("P1", nil, ""), ("PT1D", nil, ""), ("P1H", nil, ""), ("PT1M1H", nil, ""),
      ("1D", nil, ""), ("P1DT", nil, ""), ("PT-1M", nil, ""), ("P1W", nil, ""), ("PT1.5H", nil, ""), ("", nil, ""),
      ("PT1M1M", nil, ""), ("P99999999999999999999D", nil, ""), ("P9223372036854775807D", nil, ""), ("PTT1M", nil, ""),
      ("P1T1M", nil, ""),
    ] as [(String, Int64?, String)])
  func durations(text: String, seconds: Int64?, again: String) {
    #expect(DurationText.seconds(in: text) == seconds)
    if let seconds { #expect(DurationText.text(seconds: seconds) == again) }
  }
}
