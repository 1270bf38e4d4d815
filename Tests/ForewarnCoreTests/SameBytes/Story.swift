import ForewarnCore

/// Hours of what may happen to a small estate, told by a seed: the same seed, the same story, whatever becomes of the engine.
struct Story {
  /// One record, in the order in which they arrive.
  struct Line {
    var partition: Int
    var arrivalMicros: Int64
    var text: String?
  }

  /// How its telling is broken off.
  enum Restart: Int, CaseIterable {
    case never, taught, complete, anew, twice
    /// It is not: it is told as it happens, with the clock ticking in its silences.
    case live
  }

  let seed: Int
  let kinds: [TopicKind]
  let settings: Settings
  let estate: Estate
  let restart: Restart
  private(set) var lines: [Line] = []

  init(seed: Int) {
    self.seed = seed
    var random = Random(seed: seed &+ 77_000)
    // Not in step with the settings: each layout meets each of them.
    kinds = Self.layouts[seed / 8 % Self.layouts.count]
    settings = Self.settings(seed: seed, &random)
    estate = Estate(seed: seed, &random)
    restart = [.never, .taught, .never, .live, .complete, .never, .anew, .live, .twice][seed % 9]
    var events = StoryEvents(seed: seed, estate, kinds, random)
    events.tell()
    lines = events.lines
  }

  private static let layouts: [[TopicKind]] = [
    [.alerts, .transactions], [.transactions], [.alerts, .transactions, .transactions], [.alerts],
    [.alerts, .alerts, .transactions, .transactions, .transactions], [.transactions, .transactions],
    [.alerts, .alerts],
    // Enough of them for an event not to name all.
    Array(repeating: .alerts, count: 4) + Array(repeating: .transactions, count: 24),
  ]

  /// Which settings: 0 and 5 have the warm-ups of production, 4 hardly any.
  static func flavour(_ seed: Int) -> Int { Estate.isVast(seed) ? 1 : seed % 8 }
  static func isPatient(_ seed: Int) -> Bool { [0, 5].contains(flavour(seed)) }
  /// A day of history, after which a new kind of alert is news by the settings of production.
  static func isDay(_ seed: Int) -> Bool { seed % 40 == 13 }
  /// Silent for so many minutes when the most has happened. A resolved case's key leaves the topic after seven days.
  static func silence(_ seed: Int) -> Int {
    if [3, 23, 52, 101, 146, 190].contains(seed) { return 7 * 1_440 + 180 }
    // What was silent for two hours is no longer followed.
    return seed % 19 == 9 ? 30 * 60 : seed % 17 > 14 ? 112 + seed % 13 : 0
  }

  private static func settings(seed: Int, _ random: inout Random) -> Settings {
    var settings = isPatient(seed) ? Settings() : MergeTests.impatient()
    settings.source = "/forewarn/story-\(seed % 3)"
    // Fewer points cost an unoptimised build much less; some keep all of them.
    if ![0, 1].contains(flavour(seed)) { settings.transactions.trendPanes = 30 }
    switch flavour(seed) {
    case 2:
      settings.limits.openCases = random.between(1...2)
      settings.cases.openForPanes = 1
      settings.cases.openAtRisk = 0.3
    case 3:
      settings.cases.updateEveryPanes = random.between(1...2)
      settings.cases.openForPanes = 1
      settings.cases.deadTimePanes = random.between(0...3)
      settings.cases.closeForPanes = random.between(2...5)
      settings.cases.refreshHours = silence(seed) > 0 ? 24 : 0.3
      settings.cases.reopenWindowHours = 0.4
    case 4:
      settings.transactions.warmUpPanes = 5
      settings.transactions.usageDropPanes = 3
      settings.alerts.warmUpPanes = 4
      settings.alerts.burstSurprise = 3
      settings.alerts.noveltyAfterPanes = 6
      settings.cases.openAtRisk = 0.4
      settings.cases.closeForPanes = 3
      settings.risk.halfLifePanes = 3
    case 5:
      settings.transactions.limitMillis = [50, 700, 5_000].picked(by: &random)
      settings.transactions.trendPanes = random.between(24...64)
      settings.transactions.trendHorizonHours = 6
    case 6:
      settings.limits.series = random.between(6...12)
      settings.limits.instances = random.between(3...5)
      settings.limits.followedTransactions = random.between(1...2)
      settings.transactions.topTransactions = 1
    case 7:
      settings.risk.halfLifePanes = 4 + 20 * random.uniform()
      settings.risk.base = -3.5
      settings.risk.weight = 0.8 + 0.5 * random.uniform()
      settings.risk.agreementBonus = random.uniform() * 2
      settings.alerts.immediateSeverity = .major
      settings.alerts.immediateEnvironments = ["test", "staging", "prod"]
      settings.cases.majorCaseAccounts = 3
      settings.time.delaySeconds = [0, 30, 300].picked(by: &random)
      settings.time.allowedLatenessSeconds = [0, 60, 3_600].picked(by: &random)
      settings.time.jumpRecords = 4
      settings.transactions.anomalyScore = 1
      settings.transactions.usageDropShare = 0.5
      settings.transactions.usageDropPanes = 4
      settings.transactions.limitFactor = 2
    default: break
    }
    return settings
  }
}
