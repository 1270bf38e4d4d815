import Testing

@testable import ForewarnCore
@testable import forewarn

/// Stories of which a support engineer asks: was it seen, when, and was nothing else?
@Suite struct StoryDetectionTests {
  private static let dayMinutes = 1_440

  /// Beside what the story is about, somebody goes on working.
  private static func quiet(_ minutes: Int) -> StoryDump {
    var dump = StoryDump()
    dump.requests(0..<minutes, "acme-prod", "browse", millis: { _ in 90 })
    return dump
  }

  // MARK: S1: it grows

  /// Three times as slow within 72 minutes, then rolled back.
  @Test func aReleaseThatIsRolledBack() throws {
    var dump = Self.quiet(700)
    dump.requests(0..<700, millis: { (500..<572).contains($0) ? 400 * (1 + 2 * Double($0 - 500) / 72) : 400 })
    let told = try StoryTold.replay(dump)
    #expect(told.changes.first == "opened" && told.changes.last == "resolved", "\(told.changes)")
    #expect(told.changes.count { $0 == "opened" || $0 == "reopened" } == 1)
    #expect((501...530).contains(told.minutes.first ?? 0), "\(told.minutes)")
    #expect(told.events.dropLast().contains { $0.summary.contains("limit of 1.2") }, "\(told.events.map(\.summary))")
    #expect(told.events.last?.summary.contains("search is back at 4") == true, "\(told.events.last?.summary ?? "")")
    #expect(["recovered", "came_true"].contains(told.texts("resolution").last ?? ""))
  }

  /// Twice as slow within so many hours, and it stays: seen before it is there, and never called over.
  @Test(arguments: [1, 2, 4, 8])
  func aDoublingThatStays(hours: Int) throws {
    let grown = 500 + hours * 60
    let minutes = grown + 240
    var dump = Self.quiet(minutes)
    dump.requests(0..<minutes, millis: { 400 * (1 + min(max(Double($0 - 500), 0) / Double(hours * 60), 1)) })
    let told = try StoryTold.replay(dump)
    #expect(told.changes.first == "opened" && !told.changes.contains("resolved"), "\(told.events.map(\.headline))")
    #expect((501..<grown).contains(told.minutes.first ?? 0), "\(told.minutes)")
  }

  // MARK: S3: office hours

  /// Three weeks in which people come in the morning and go, one after the other, in the evening; and on the third Wednesday hardly anybody
  /// comes between ten and twelve.
  @Test func onlyTheTrueDropIsTold() throws {
    let days = 22
    // The dump begins on a Friday; the first Monday is its fourth day.
    let wednesday = 3 + 14 + 2
    func count(_ minute: Int) -> Int {
      let (day, hour) = (minute / Self.dayMinutes, Double(minute % Self.dayMinutes) / 60)
      let jitter = (minute * 31) % 5
      if (day + 4) % 7 >= 5 { return 2 + jitter / 2 }
      let ramp = hour < 9 ? 1 / (1 + (9 - hour) * (9 - hour)) : hour > 17 ? 1 / (1 + (hour - 17) * (hour - 17) / 4) : 1
      let usual = 2 + Int(40 * ramp) + jitter
      return day == wednesday && (10..<12).contains(hour) ? usual / 10 : usual
    }
    var dump = StoryDump()
    dump.requests(0..<days * Self.dayMinutes, millis: { _ in 400 }, count: count)
    let told = try StoryTold.replay(dump)
    let opened = told.events.indices.filter { ["opened", "reopened"].contains(told.changes[$0]) }
    #expect(opened.count == 1, "\(zip(told.minutes, told.events.map(\.headline)).map { "\($0 / 1_440) \($1)" })")
    let first = try #require(opened.first)
    #expect(told.texts("kind")[first] == "usage")
    let noticed = told.minutes[first] - wednesday * Self.dayMinutes
    #expect((10 * 60...10 * 60 + 40).contains(noticed), "\(noticed)")
    #expect(told.changes.last == "resolved" && told.texts("resolution").last == "recovered")
  }

  // MARK: S10, S16: how often alerts come

  private static func alerts(
    _ dump: inout StoryDump, _ minutes: Range<Int>, _ name: String, each: Int, _ domain: String
  ) {
    for (n, minute) in minutes.enumerated() where (minute + name.utf8.count * 13) % max(each, 1) == 0 {
      dump.alert(
        minute, name, instance: "acme-prod", severity: "warning", domain: domain, fingerprint: "\(name)-\(n)")
    }
  }

  private static let types = [("link_errors", "network"), ("slow_query", "database"), ("queue_long", "application")]

  /// Two days on which each comes about twice an hour.
  private static func usualAlerts(_ minutes: Int) -> StoryDump {
    var dump = quiet(minutes)
    for (name, domain) in types { alerts(&dump, 0..<minutes, name, each: 30, domain) }
    return dump
  }

  /// A hundred times as many, in three domains for half an hour, or of one for four hours; and three new kinds of warnings, which are news
  /// of the monitoring and no case.
  @Test(arguments: [("three domains", 20), ("one for hours", 120), ("three new kinds", nil)] as [(String, Int?)])
  func aFloodIsSeen(story: String, within: Int?) throws {
    let (start, end) = (2 * Self.dayMinutes + 600, 2 * Self.dayMinutes + 900)
    var dump = Self.usualAlerts(end)
    func flood(_ name: String, _ domain: String, minutes: Int, each: Int = 4) {
      for second in 0..<minutes * each {
        dump.alert(
          start + second / each, name, instance: "acme-prod", severity: "warning", domain: domain,
          fingerprint: "\(name)+\(second)")
      }
    }
    switch story {
    case "three domains": for (name, domain) in Self.types { flood(name, domain, minutes: 30) }
    case "one for hours": flood("slow_query", "database", minutes: 240)
    default: for name in ["raid_broken", "fan_stopped", "psu_failed"] { flood(name, "capacity", minutes: 1, each: 1) }
    }
    let told = try StoryTold.replay(dump)
    let opened = told.events.indices.filter { ["opened", "reopened"].contains(told.changes[$0]) }
    #expect(
      opened.count == (within == nil ? 0 : 1),
      "\(zip(told.minutes, told.events.map(\.headline)).map { "\($0 - start) \($1)" })")
    if let within, let first = opened.first { #expect((0...within).contains(told.minutes[first] - start)) }
    #expect(!told.texts("severity").contains("critical"), "nobody said that anything is critical")
  }

  /// Forty warnings each night at two, for two weeks: a job. From the third night on nothing is said.
  @Test func whatEveryNightBringsIsNoNews() throws {
    let minutes = 14 * Self.dayMinutes
    var dump = Self.quiet(minutes)
    for night in 0..<14 {
      for n in 0..<40 {
        dump.alert(
          night * Self.dayMinutes + 120 + n / 4, "job_warning", instance: "acme-prod", severity: "warning",
          domain: "application", fingerprint: "job-\(n)")
      }
    }
    let told = try StoryTold.replay(dump)
    #expect(told.changes.isEmpty, "\(zip(told.minutes, told.events.map(\.headline)).map { "\($0 / 1_440) \($1)" })")
  }

  // MARK: S11: where is it?

  @Test(
    arguments: [
      ("on a machine that nobody knows", nil, "db-strange-01", "triage"),
      ("of an instance that nobody knows", "nobody-prod", nil, "triage"),
      ("of a portal of two customers", "hub-prod", nil, "perf-support"),
    ] as [(String, String?, String?, String)])
  func aCriticalAlertOpensWhereAPersonWouldExpect(
    story: String, instance: String?, ci: String?, owner: String
  ) throws {
    var dump = Self.quiet(200)
    dump.alert(100, "disk_full", instance: instance, ci: ci)
    let told = try StoryTold.replay(dump, shared: true)
    #expect(told.changes == ["opened"] && told.minutes == [100], "\(story)")
    let event = try #require(told.events.first)
    #expect(event.owner == owner && event.headline.contains("critical alert disk_full"), "\(event)")
    if owner == "triage" { #expect(event.action.contains("find out whose it is")) }
    if instance == "hub-prod" { #expect(event.account.contains("Acme Ltd") && event.account.contains("Borealis Ltd")) }
  }

  /// In a test environment nobody is woken.
  @Test func aCriticalAlertOfATestWaits() throws {
    var dump = Self.quiet(200)
    dump.alert(100, "disk_full", instance: "acme-test")
    #expect(try StoryTold.replay(dump, shared: true).changes.isEmpty)
  }

  // MARK: S15: it fails

  @Test func failingRequestsAreSeenAtOnce() throws {
    var dump = Self.quiet(700)
    func failing(_ minute: Int) -> Int { (500..<520).contains(minute) ? 9 : minute % 34 == 0 ? 1 : 0 }
    dump.requests(0..<700, "acme-prod", "case.open", millis: { _ in 400 }, count: { 30 - failing($0) })
    dump.requests(0..<700, "acme-prod", "case.open", millis: { _ in 400 }, count: failing, isError: true)
    let told = try StoryTold.replay(dump)
    #expect(told.changes.first == "opened" && told.changes.last == "resolved")
    #expect(told.changes.count { $0 == "opened" || $0 == "reopened" } == 1)
    #expect((501...503).contains(told.minutes.first ?? 0), "\(told.minutes)")
    let first = try #require(told.events.first)
    #expect(first.summary.contains("30 % of case.open fail"), "\(first.summary)")
    #expect(told.texts("resolution").last == "recovered")
  }
}
