import Testing

@testable import ForewarnCore
@testable import forewarn

/// `score --operator daemon` says of a series what the daemon says of it as a signal.
@Suite struct DaemonScoreTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Steady noise of a little memory, from a seed.
  private static func noise(_ count: Int, seed: Int) -> [Double] {
    var state = UInt64(seed) &* 7_919 &+ 1
    var slow = 0.0
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      slow = 0.6 * slow + Double(state >> 40) / 16_777_216 - 0.5
      return slow
    }
  }

  private static let day = 1_440
  /// From a Monday on, a trouble of five hours on the Thursday, and one of the other direction on the Friday.
  private static let start = 3 * day
  private static let troubles = [3 * day + 600..<3 * day + 900, 4 * day + 700..<4 * day + 800]

  private static func values(seed: Int) -> [Double] {
    noise(5 * day, seed: seed).enumerated().map { minute, noise in
      50 + noise + (troubles[0].contains(minute) ? 6 : 0) - (troubles[1].contains(minute) ? 9 : 0)
    }
  }

  /// The rows that alarm, and all scores.
  private func score(_ csv: String, _ options: String...) throws -> (alarms: [Int], scores: [Double], errors: String) {
    let path = try folder.write("s.csv", "timestamp,value\n" + csv)
    let run = TestConsole.run(["score", "--operator", "daemon"] + options + [path])
    #expect(run.code == .done, "\(run.errors)")
    let rows = run.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    return (
      rows.indices.filter { rows[$0][3] == "1" }.map { $0 - rows.startIndex }, rows.map { Double($0[2]) ?? -1 },
      run.errors
    )
  }

  private static func row(_ minute: Int, _ value: Double, second: Int = 10) -> String {
    "\(Timestamp.text(StoryDump.time(start + minute, second: second))),\(value)\n"
  }

  /// The minutes at whose end the daemon opens a case of the same values.
  private func opened(_ values: [Double]) throws -> [Int] {
    let config = try folder.write(
      "f.yaml",
      "version: 1\nkafka: {bootstrap.servers: x}\ntopics:\n  - {name: signals, kind: signals}\nstate: {path: /s}\nadmin: {listen: null}\ncases: {per_customer_month: null}\n"
    )
    let lines = values.enumerated().map { minute, value in
      #"{"signal":"s","instance":"acme-prod","value":\#(value),"time":"\#(Timestamp.text(StoryDump.time(Self.start + minute, second: 10)))"}"#
    }
    let input = try folder.write("signals.jsonl", lines.joined(separator: "\n"))
    let run = TestConsole.run("replay", "--config", config, "--now", "2026-12-24T00:00:00Z", input)
    #expect(run.code == .done, "\(run.errors)")
    let told = StoryTold(lines: run.output.split(separator: "\n").map(String.init), errors: run.errors)
    return zip(told.events, told.minutes).filter { $0.0.change == "opened" || $0.0.change == "reopened" }
      .map { $0.1 - 1 - Self.start }
  }

  @Test(arguments: 0..<3)
  func itAlarmsWhereReplayOpensACase(seed: Int) throws {
    let values = Self.values(seed: seed)
    let scored = try score(values.enumerated().map { Self.row($0, $1) }.joined())
    #expect(scored.alarms == (try opened(values)))
    #expect(
      scored.alarms.count == 2 && zip(Self.troubles, scored.alarms).allSatisfy { $0.contains($1) }, "\(scored.alarms)")
    for (minute, score) in scored.scores.enumerated() {
      #expect(score >= 0)
      // It opens when it was as strong for two minutes.
      if scored.alarms.contains(minute) { #expect(scored.scores[minute - 1] >= 1) }
      if minute < 2 * Self.day { #expect(score == 0, "two days are looked at first") }
    }
    #expect((scored.scores.max() ?? 0) > 1.5)
  }

  @Test func onlyTheBadWayCounts() throws {
    let csv = Self.values(seed: 1).enumerated().map { Self.row($0, $1) }.joined()
    let (up, down) = (try score(csv, "--direction", "up"), try score(csv, "--direction", "down"))
    #expect(up.alarms.count == 1 && Self.troubles[0].contains(up.alarms[0]))
    #expect(down.alarms.count == 1 && Self.troubles[1].contains(down.alarms[0]))
    let limited = try score(csv, "--direction", "up", "--limit", "53")
    #expect(limited.alarms.first.map { Self.troubles[0].contains($0) } == true)
  }

  /// Values of a minute are one: of four a minute the last of the third is told of, whatever the minute holds.
  @Test func whatComesMoreOftenIsSummed() throws {
    let noise = Self.noise(4 * 5 * Self.day, seed: 5)
    let rows = noise.enumerated().map { index, noise in
      Self.row(index / 4, 50 + noise + (Self.troubles[0].contains(index / 4) ? 6 : 0), second: index % 4 * 15)
    }
    let scored = try score(rows.joined())
    #expect(scored.alarms.count == 1 && Self.troubles[0].contains(scored.alarms[0] / 4), "\(scored.alarms)")
  }

  /// Every five minutes: the alarm is on the row whose value shows it, not on a later one.
  @Test func whatComesSeldomIsToldAtOnce() throws {
    let noise = Self.noise(3_000, seed: 6)
    let rows = noise.enumerated().map { index, noise in
      Self.row(index * 5, 50 + noise + ((2_500..<2_560).contains(index) ? 12 : 0))
    }
    let scored = try score(rows.joined())
    let alarm = try #require(scored.alarms.first)
    #expect(scored.alarms.count == 1 && (2_500..<2_510).contains(alarm), "\(scored.alarms)")
    #expect(scored.scores[alarm] >= 1)
  }

  /// What is long past, has no time, or is beyond all bounds, scores nothing and teaches nothing.
  @Test func whatCannotBeJudgedScoresNothing() throws {
    let rows = Self.values(seed: 2).enumerated().map { Self.row($0, $1) }
    let plain = try score(rows.joined())
    var disturbed = rows
    for minute in stride(from: 3_000, to: 3_040, by: 10) {
      disturbed[minute] += Self.row(minute - 60, 9_999) + "never,9999\n" + Self.row(minute, 1e60)
    }
    let told = try score(disturbed.joined())
    #expect(told.scores.count == plain.scores.count + 12)
    #expect(told.scores.filter { $0 > 0 } == plain.scores.filter { $0 > 0 })
  }

  @Test(arguments: [
    (["--direction", "up"], "--direction is of --operator daemon"),
    (["--operator", "daemon", "--warm-up", "9"], "--warm-up is of the other operators"),
    (["--operator", "daemon", "--limit", "9"], "--limit needs a --direction, up or down"),
    (["--operator", "daemon", "--direction", "up", "--limit", "x"], "--limit must be a number, not \"x\""),
  ])
  func mistakesAreNamed(options: [String], complaint: String) {
    let run = TestConsole.run(["score"] + options + ["x.csv"])
    #expect(run.code == .usage && run.errors.contains(complaint), "\(run.errors)")
  }
}
