import ForewarnCore
import Glibc
import Testing

/// Captured records and their variants. By default a few records' variants; all of them with FOREWARN_FULL_CORPUS=1.
@Suite(.enabled(if: Corpus.isThere, Comment(rawValue: Corpus.absence)))
struct CorpusTests {
  /// A schema registry's frame around JSON is taken off, although the whole is no JSON.
  static let taken = ["whole-confluent-prefix"]

  static let few = [
    "alertmanager-0.34.2/webhook-firing-unicode.json", "alertmanager-0.34.2/webhook-group-mixed.json",
    "prometheus-2.42.0/alerts-resolved.json", "cloudevents-java-4.0.1/structured-plain.json",
    "cloudevents-java-4.0.1/binary-extensions.json", "cloudevents-js-10.0.0/structured-string-json.json",
    "otelcol-0.155.0/zipkin-one.json", "otelcol-0.155.0/jaeger-server.pb", "otelcol-0.155.0/spans-trace-503.json",
    "alertmanager-0.34.2/event-alert-grouped.json",
  ]

  /// What each kind of captured record is taken for: how many events, or which refusal.
  @Test func capturedRecordsAreTakenForWhatTheyAre() throws {
    var wrong: [String] = []
    try Corpus.captured { record in
      let decoded = decode(record.value, headers: record.headers, timestampMicros: 1)
      let isRight: Bool
      switch record.kind {
      // Two of the captured alerts have no label that says whose they are.
      case "alertmanager-webhook": isRight = decoded.rejection == nil || decoded.rejection == .missingInstance
      case "prometheus-api-alerts", "incidentio": isRight = decoded.rejection == nil && !decoded.events.isEmpty
      case "cloudevent":
        let hasNoJSON = ["text", "bytes", "no-data", "number-data"].contains { record.base.contains($0) }
        isRight =
          hasNoJSON
          ? decoded.rejection == .noData : decoded.rejection == nil && decoded.events[0].instance == "acme-prod"
      case "alertmanager-events-json", "alertmanager-events-json-array":
        isRight = decoded.rejection == nil && (!decoded.events.isEmpty || decoded.result.skipped > 0)
      case "otlp-spans-json":
        isRight = decoded.rejection == nil || decoded.rejection == .missingInstance || record.base.contains("edge")
      case "otlp-metrics-json", "otlp-logs-json":
        isRight =
          decoded.rejection == .otherSignal || decoded.rejection == .unknownShape && record.base.contains("empty")
      case "pagerduty-events-v2":
        let isBare = record.base.contains("acknowledge") || record.base.contains("7.2.0/resolve")
        isRight = isBare ? decoded.rejection == .missingName : decoded.rejection == nil && !decoded.events.isEmpty
      case "custom-webhook": isRight = decoded.events.map(\.name) == ["SemaphoresExhausted"]
      default: isRight = decoded.events.isEmpty && decoded.rejection != nil
      }
      if !isRight { wrong.append("\(record.kind) \(record.base): \(decoded.result)") }
    }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
  }

  @Test func variantsAreRefusedOrMeanTheSame() throws {
    let isFull = getenv("FOREWARN_FULL_CORPUS") != nil
    var bases: [String: (Decoded, [RecordHeader])] = [:]
    try Corpus.captured { record in
      bases[record.base] = (decode(record.value, headers: record.headers, timestampMicros: 1), record.headers)
    }
    var decoder = RecordDecoder(DecoderSettings(kind: .alerts))
    var counts: [String: Int] = [:]
    var wrong: [String] = []
    try Corpus.variants(of: isFull ? [] : Self.few) { variant in
      let decoded = decode(variant.value, headers: variant.headers, timestampMicros: 1, with: &decoder)
      counts[variant.kind, default: 0] += 1
      let name = "\(variant.base) \(variant.name)"
      switch variant.kind {
      case "malformed", "absent", "deep":
        if Self.taken.contains(variant.name) { break }
        if decoded.rejection == nil || !decoded.events.isEmpty { wrong.append("taken: \(name)") }
      case "same":
        if decoded != bases[variant.base]?.0 { wrong.append("differs: \(name): \(decoded.result)") }
      default:
        if decoded.rejection == nil && decoded.events.isEmpty && decoded.result.skipped == 0 {
          wrong.append("vanished: \(name)")
        }
      }
    }
    #expect(counts["malformed", default: 0] > 100 && counts["same", default: 0] > 50)
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(40).joined(separator: "\n"))")
    print("variants by class:", counts.sorted { $0.key < $1.key })
  }
}
