import Testing

@testable import ForewarnCore
@testable import forewarn

/// Signals from the configuration file to what people read, through the commands that anybody can run.
@Suite struct SignalReplayTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func config(_ signals: String) throws -> String {
    try folder.write(
      "f.yaml",
      "version: 1\nkafka: {bootstrap.servers: x}\ntopics:\n  - {name: signals, kind: signals}\nstate: {path: /s}\nadmin: {listen: null}\nsignals:\n\(signals)\n"
    )
  }

  /// A disk that is nearly full for an hour: 61 to 63 % before, 93 % then.
  private static let disk: [String] = (0..<400).map { minute in
    let time = Timestamp.text(StoryDump.time(minute, second: 10))
    let value = (240..<300).contains(minute) ? 93 : 62 + Double((minute * 37) % 11 - 5) / 5
    return #"{"signal":"disk_used","instance":"acme-prod","value":"\#(value)","unit":"%","time":"\#(time)"}"#
  }

  @Test func replayTellsVerifyAgreesAndExplainSaysWhy() throws {
    let config = try config("  - {name: disk_used, direction: up, limit: 90, domain: capacity}")
    let input = try folder.write("signals.jsonl", Self.disk.joined(separator: "\n"))
    let run = TestConsole.run("replay", "--config", config, "--now", "2026-12-24T00:00:00Z", input)
    #expect(run.code == .done && run.errors.contains("0 rejected"), "\(run.errors)")
    let events = run.output.split(separator: "\n").map(String.init)
    let opened = try #require(events.first)
    #expect(opened.contains("disk_used is 93 %, above its limit of 90 %"), "\(opened)")
    #expect(opened.contains(#""code":"signal_limit""#) && opened.contains(#""unit":"%""#))
    #expect(opened.contains(#""domain":"capacity""#))
    #expect(events.last?.contains("within its limit of 90 % (highest 93 %)") == true, "\(events.last ?? "")")
    // A bare file has no offsets of its own; what an event says is summed from the same file again.
    let cases = try folder.write("cases.jsonl", run.output)
    let verified = TestConsole.run("verify", cases, "--config", config, "--now", "2026-12-24T00:00:00Z", input)
    #expect(verified.code == .done, "\(verified.output)\(verified.errors)")
    #expect(verified.output.contains("OK") && !verified.output.contains("MISMATCH"), "\(verified.output)")
    let wrong = try folder.write("wrong.jsonl", run.output.replacing(#""observed":93"#, with: #""observed":94"#))
    #expect(TestConsole.run("verify", wrong, "--config", config, "--now", "2026-12-24T00:00:00Z", input).code == .found)
    let event = try folder.write("event.json", opened)
    #expect(TestConsole.run("explain", event).output.contains("disk_used"))
  }

  @Test func tryShowsWhatASignalIs() throws {
    let config = try config("  - {name: x}")
    let input = try folder.write(
      "s.jsonl", Self.disk[0] + "\n" + #"{"signal":"csat","instance":"acme-prod","value":"good","time":1795132800}"#)
    let told = TestConsole.run("try", "--config", config, "--topic", "signals", input)
    #expect(told.code == .found)
    #expect(
      told.output.contains("a signal") && told.output.contains("disk_used") && told.output.contains("unit         %"),
      "\(told.output)")
    #expect((told.output + told.errors).contains("not a finite number"), "\(told.output)\(told.errors)")
  }

  @Test(arguments: [
    ("{name: a, limit: 3}", "signals[0].limit needs a direction, up or down: which way is a not to reach it?"),
    ("{name: a, direction: upwards}", "signals[0].direction must be one of up, down, both, not \"upwards\""),
    (
      "{name: a, direction: up, limit: much}",
      "signals[0].limit must be a number from -1000000000000000 to 1000000000000000, not much"
    ),
    ("{direction: up}", "missing key \"signals[0].name\""),
    ("{name: a, domian: capacity}", "unknown key \"domian\", did you mean \"domain\"?"),
    ("{name: a}, {name: b}, {name: a}", "signals[2].name \"a\" stands in signals[0] already, and the first counts"),
  ])
  func mistakesAreNamed(rows: String, problem: String) throws {
    let path = try config("  [\(rows)]")
    let told = TestConsole.run("config", "check", "--config", path)
    #expect(told.code == .configuration, "\(told.output)\(told.errors)")
    #expect((told.output + told.errors).contains(problem), "\(told.output)\(told.errors)")
    #expect((told.output + told.errors).contains("f.yaml:8:"), "\(told.output)\(told.errors)")
  }

  @Test func whatIsWrittenIsShown() throws {
    let config = try config("  - {name: csat, direction: down, limit: 3.5, unit: points}")
    let shown = TestConsole.run("config", "show", "--config", config)
    #expect(
      shown.code == .done && shown.output.contains("csat") && shown.output.contains("3.5"),
      "\(shown.output)\(shown.errors)")
  }
}
