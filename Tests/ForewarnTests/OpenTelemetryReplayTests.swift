import AdminServer
import StreamRuntime
import Testing

@testable import ForewarnCore
@testable import forewarn

/// A collector's metrics and logs, from its bytes to what people read.
@Suite struct OpenTelemetryReplayTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func config(_ topic: String, _ more: String = "") throws -> String {
    try folder.write(
      "f.yaml",
      "version: 1\nkafka: {bootstrap.servers: x}\ntopics:\n  - \(topic)\nstate: {path: /s}\nadmin: {listen: null}\n\(more)"
    )
  }

  private static let resource =
    #""resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"customer.instance.id","value":{"stringValue":"acme-prod"}},{"key":"host.name","value":{"stringValue":"web-1"}}]}"#

  private static func nanos(_ minute: Int, _ second: Int) -> String { "\(StoryDump.time(minute, second: second))000" }

  /// Two queues: one goes up by half an entry a minute from the fourth hour on, the other stays. And a counter that adds up.
  private static func metrics(_ minute: Int) -> String {
    let point = { (queue: String, value: Double) in
      #"{"attributes":[{"key":"queue","value":{"stringValue":"\#(queue)"}}],"timeUnixNano":"\#(nanos(minute, 10))","asDouble":\#(value)}"#
    }
    let usual = 60 + Double((minute * 37) % 11 - 5) / 5
    let length = usual + 0.5 * Double(max(0, minute - 240))
    return
      #"{"resourceMetrics":[{\#(resource),"scopeMetrics":[{"metrics":[{"name":"queue.length","unit":"{entry}","sum":{"aggregationTemporality":2,"dataPoints":[\#(point("orders", length)),\#(point("mails", usual))]}},{"name":"requests","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[{"asInt":"\#(minute)"}]}}]}]}]}"#
  }

  @Test func aGaugeThatDriftsOpensACase() throws {
    let config = try config(
      "{name: otlp_metrics, kind: signals, format: otlp, signal_attributes: [queue]}",
      "signals:\n  - {name: \"queue.length{queue=*}\", direction: up, limit: 100, domain: capacity}\n")
    let input = try folder.write("m.jsonl", (0..<340).map(Self.metrics).joined(separator: "\n"))
    let run = TestConsole.run("replay", "--config", config, "--now", "2026-12-24T00:00:00Z", input)
    #expect(run.code == .done && run.errors.contains("340 rejected"), "\(run.errors)")
    #expect(run.errors.contains("cumulative_metric of signal × 340") && run.errors.contains("cumulativetodelta"))
    let events = run.output.split(separator: "\n").map(String.init)
    let opened = try #require(events.first)
    #expect(opened.contains(#""code":"signal_"#) && opened.contains("queue.length{queue=orders}"), "\(opened)")
    #expect(opened.contains(#""unit":"entry""#) && opened.contains(#""instance":"acme-prod""#), "\(opened)")
    #expect(!run.output.contains("queue=mails"), "what stays is no trouble")
    let cases = try folder.write("cases.jsonl", run.output)
    let verified = TestConsole.run("verify", cases, "--config", config, "--now", "2026-12-24T00:00:00Z", input)
    #expect(verified.code == .done && verified.output.contains("OK"), "\(verified.output)\(verified.errors)")
  }

  private static func logs(_ minute: Int, _ second: Int, severity: Int, _ attributes: String = "") -> String {
    #"{"resourceLogs":[{\#(resource),"scopeLogs":[{"scope":{"name":"shop.Checkout"},"logRecords":[{"timeUnixNano":"\#(nanos(minute, second))","severityNumber":\#(severity),"body":{"stringValue":"order \#(minute) failed"},"attributes":[\#(attributes)]},{"timeUnixNano":"\#(nanos(minute, second))","severityNumber":9,"body":{"stringValue":"done"}}]}]}]}"#
  }

  /// An error an hour, one that is fatal and of its own kind in the night, and forty a minute from the tenth hour on, for six minutes.
  @Test func aBurstOfErrorsOpensACaseAndASingleOneDoesNot() throws {
    let config = try config("{name: otlp_logs, kind: alerts, format: otlp}")
    let fatal = #"{"key":"exception.type","value":{"stringValue":"OutOfMemoryError"}}"#
    let lines = (0..<760).flatMap { minute -> [String] in
      var lines = minute % 60 == 7 ? [Self.logs(minute, 5, severity: 17)] : [Self.logs(minute, 5, severity: 13)]
      if minute == 500 { lines.append(Self.logs(minute, 6, severity: 24, fatal)) }
      if (600..<606).contains(minute) { lines += (0..<40).map { Self.logs(minute, 10 + $0, severity: 17) } }
      return lines
    }
    let input = try folder.write("l.jsonl", lines.joined(separator: "\n"))
    let run = TestConsole.run("replay", "--config", config, "--now", "2026-12-24T00:00:00Z", input)
    #expect(run.code == .done && run.errors.contains("0 rejected"), "\(run.errors)")
    let events = run.output.split(separator: "\n").map(String.init)
    let opened = try #require(events.first)
    #expect(opened.contains(#""code":"indicator_burst""#) && opened.contains("errors of shop.Checkout"), "\(opened)")
    #expect(opened.contains("2026-11-20T10:0"), "\(opened)")
    #expect(!opened.contains("OutOfMemoryError"), "\(opened)")
    #expect(events.last?.contains(#""resolution":"recovered""#) == true, "nothing fires on: \(events.last ?? "")")
  }

  @Test func tryTellsEachRule() throws {
    let signals = try config("{name: otlp_metrics, kind: signals, format: otlp, signal_attributes: [queue]}")
    let metrics = try folder.write("m.jsonl", Self.metrics(0) + "\n{}\n")
    let told = TestConsole.run("try", "--config", signals, "--topic", "otlp_metrics", metrics)
    #expect(told.code == .found)
    for part in [
      "a signal", "queue.length{queue=orders}", "unit         entry", "instance     acme-prod", "ci           web-1",
      "refused: cumulative_metric", "`signal` is \"requests\"",
      "→ in the collector `processors: {cumulativetodelta: {}}`",
      "passed over: 1 × empty: batches with nothing in them",
    ] {
      #expect(told.output.contains(part), "\(part): \(told.output)")
    }
    let alerts = try config("{name: otlp_logs, kind: alerts}")
    let logs = try folder.write("l.jsonl", Self.logs(0, 5, severity: 17) + "\n" + Self.metrics(0))
    let errors = TestConsole.run("try", "--config", alerts, "--topic", "otlp_logs", logs)
    for part in [
      "an alert", "errors of shop.Checkout", "severity     minor", "summary      order 0 failed",
      "passed over: 1 × mild_log: logs that are no errors", "refused: other_signal",
      "→ read these from a topic of `kind: signals`",
    ] {
      #expect(errors.output.contains(part), "\(part): \(errors.output)")
    }
  }

  @Test func whatIsPassedOverIsCountedByTopicAndRule() {
    var counts = PassedOverCounts()
    for _ in 0..<3 { counts.count(.mildLog) }
    counts.count(.empty)
    var status = DaemonStatus()
    status.passedOver = [TopicPassedOver(topic: "otlp_logs", counts: counts)]
    let text = String(decoding: PrometheusText.render(DaemonMetrics.families(status)), as: UTF8.self)
    #expect(text.contains(#"forewarn_passed_over_total{topic="otlp_logs",rule="mild_log"} 3"#))
    #expect(text.contains(#"forewarn_passed_over_total{topic="otlp_logs",rule="empty"} 1"#))
    #expect(!text.contains("inner_span"))
  }

  @Test func tooManyAttributesAreAMistake() throws {
    let names = (0..<9).map { "a\($0)" }.joined(separator: ", ")
    let path = try config("{name: m, kind: signals, signal_attributes: [\(names)]}")
    let told = TestConsole.run("config", "check", "--config", path)
    #expect(told.code == .configuration)
    #expect(
      (told.output + told.errors).contains("topics[0].signal_attributes has 9 entries; a name has room for 8"),
      "\(told.output)\(told.errors)")
    #expect((told.output + told.errors).contains("f.yaml:4:"), "\(told.output)\(told.errors)")
  }

  /// The configuration of the document is one.
  @Test func theDocumentsConfigurationIsValid() throws {
    let path = "\(ConfigurationTextTests.root)/deploy/documents/opentelemetry.md"
    let document = String(decoding: try FileBytes.read(path, limit: 1 << 20), as: UTF8.self)
    let start = try #require(document.firstRange(of: "```yaml\nversion: 1"))
    let yaml = document[start.lowerBound...].dropFirst("```yaml\n".count)
    let text = yaml[..<(try #require(yaml.firstRange(of: "```"))).lowerBound]
    let config = try folder.write("document.yaml", String(text))
    let told = TestConsole.run("config", "check", "--config", config)
    #expect(told.code == .done, "\(told.output)\(told.errors)")
  }
}
