import AdminServer
import StreamRuntime
import Testing

@testable import ForewarnCore
@testable import forewarn

/// Who hears of a word that nobody explained.
@Suite struct UnknownWordTests {
  private func word(_ word: String, _ alerts: Int64, _ field: UnknownWords.Field = .severity) -> UnknownWord {
    UnknownWord(topic: "alerts", field: field, word: word, alerts: alerts)
  }

  @Test func theTextSaysWhatItWasTakenForAndWhatToDo() {
    #expect(
      word("Sev \"9\"", 1).text
        == "alerts: severity \"Sev \\\"9\\\"\" is an unknown word; 1 alert taken for a warning. Set `severity: {\"Sev \\\"9\\\"\": MEANING}` in the topic's entry under `topics:`, MEANING one of critical, major, minor, warning, info, clear"
    )
    let rest = word(UnknownWords.rest, 7, .status).text
    #expect(rest.contains("7 alerts taken for neither firing nor resolved, so without effect"))
    #expect(rest.contains("`status: {WORD: MEANING}`"))
  }

  @Test func eachWordIsToldOnceAMinuteAndOnlyWhileItComes() {
    var log = UnknownWordLog()
    let (odd, strange) = (word("odd", 1), word("strange", 5))
    let minute: Int64 = 60_000_000
    #expect(log.next(of: [odd, strange], nowMicros: 0) == odd)
    #expect(log.next(of: [odd, strange], nowMicros: 1) == strange, "one at a time")
    #expect(log.next(of: [word("odd", 9), strange], nowMicros: minute - 1) == nil)
    #expect(log.next(of: [odd, strange], nowMicros: minute + 1) == nil, "no more came")
    #expect(log.next(of: [word("odd", 2), word("strange", 6)], nowMicros: minute + 1) == word("odd", 2))
    #expect(log.next(of: [word("odd", 3), word("strange", 6)], nowMicros: 2 * minute + 1) == word("strange", 6))
    #expect(log.next(of: [word("odd", 3), word("strange", 6)], nowMicros: 2 * minute + 2) == word("odd", 3))
    #expect(log.next(of: [], nowMicros: 9 * minute) == nil)
  }

  @Test func replayNamesThemAtItsEnd() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "f.yaml",
      "kafka: {bootstrap.servers: x}\ntopics: [{name: alerts, kind: alerts, severity: {sev9: critical}}]\nstate: {path: /s}\n"
    )
    let alerts = [("Sev9 ", "firing"), ("odd", "on hold"), ("ODD", "on-hold")].map { severity, status in
      #"{"time":"2026-11-25T11:00:00Z","instance":"i","alert":"a","severity":"\#(severity)","status":"\#(status)"}"#
    }
    let input = try folder.write("in.jsonl", alerts.joined(separator: "\n") + "\n")
    let run = TestConsole.run("replay", "--config", file, "--now", "2026-11-25T12:00:00Z", input)
    #expect(run.code == .done)
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("forewarn: replay: in.jsonl: severity \"odd\" is an unknown word; 2 alerts taken for"))
    #expect(lines[1].hasPrefix("forewarn: replay: in.jsonl: status \"on hold\" is an unknown word; 2 alerts taken for"))
    #expect(lines[2].contains("3 records, 3 events = 3 cells + 0 duplicates"))
    #expect(run.output.contains("\"severity\":\"critical\""), "the topic's own word is known")
  }

  @Test func metricsHaveThem() {
    var status = DaemonStatus()
    status.unknownWords = [word("a\"b", 3), word("on hold", 1, .status)]
    status.counters.unknownEnvironments = [4, 0, 1]
    let text = String(decoding: PrometheusText.render(DaemonMetrics.families(status)), as: UTF8.self)
    #expect(text.contains(#"forewarn_unknown_words_total{topic="alerts",field="severity",word="a\"b"} 3"#))
    #expect(text.contains(#"forewarn_unknown_words_total{topic="alerts",field="status",word="on hold"} 1"#))
    #expect(text.contains(#"forewarn_immediate_unknown_environment_total{reason="no_customers"} 4"#))
    #expect(text.contains(#"forewarn_immediate_unknown_environment_total{reason="environment_not_named"} 1"#))
  }
}
