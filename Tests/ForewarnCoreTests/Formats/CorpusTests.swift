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
    "alertmanager-0.34.2/event-alert-grouped.json", "otelcol-0.155.0/logs.json", "otelcol-0.155.0/metrics-edge.json",
    "otel-js-2.12.1/metrics-exponential.json",
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
      case "zipkin-spans-json", "jaeger-span-json":
        isRight =
          decoded.rejection == nil && (!decoded.events.isEmpty || decoded.result.skipped > 0)
          || [.missingInstance, .invalidDuration, .missingName].contains(decoded.rejection)
      case "otlp-spans-json":
        isRight = decoded.rejection == nil || decoded.rejection == .missingInstance || record.base.contains("edge")
      // The log that was captured names neither customer nor host.
      case "otlp-logs-json": isRight = decoded.rejection == .missingInstance && decoded.result.rejectedEvents == 2
      case "otlp-metrics-json":
        var settings = DecoderSettings(kind: .signals)
        settings.format = .otlp
        let signals = decode(record.value, headers: record.headers, timestampMicros: 1, settings)
        isRight = Self.isRight(signals, of: record.base) && decoded.rejection != nil
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

  /// What the captured metrics are: gauges of a test program without an owner, a queue's length and a time of a shop, and histograms and
  /// counters that add up.
  private static func isRight(_ signals: Decoded, of base: String) -> Bool {
    if base.contains("empty") { return signals.result.skipped == 1 && signals.rejection == nil }
    if base.contains("edge") {
      // Twelve points of a gauge, of which one has no value; two histograms' points are empty or add up.
      return signals.events.isEmpty && signals.result.skipped == 3 && signals.rejection == .missingInstance
    }
    if base.contains("telemetrygen") { return signals.events.isEmpty && signals.rejection != nil }
    guard base.hasPrefix("otel-js") else { return !signals.events.isEmpty || signals.rejection != nil }
    let queue = signals.events.last
    guard queue?.name == "queue.length", queue?.value == 17, queue?.instance == "acme-prod" else { return false }
    guard base.contains("exponential") else { return signals.rejection == .cumulativeMetric }
    let time = signals.events[0]
    return time.name == "http.server.request.duration" && time.value == 4.63 / 4 && time.unit == "s"
      && signals.rejection == .missingValue
  }

  /// Random damage of every captured value, through the decoder that knows all shapes and through a map: no trap.
  @Test func damagedValuesNeverTrap() throws {
    var random = SplitMix64(state: 13)
    var decoder = RecordDecoder(DecoderSettings(kind: .alerts))
    var mapping = RecordDecoder(.fuzzedMap)
    var signals = RecordDecoder(.fuzzedSignals)
    var values = 0
    try Corpus.captured { record in
      guard let original = record.value, (1...32_768).contains(original.count) else { return }
      for _ in 0..<(getenv("FOREWARN_FULL_CORPUS") == nil ? 30 : 3_000) {
        var value = original
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          let place = Int.random(in: 0..<value.count, using: &random)
          switch UInt8.random(in: 0..<4, using: &random) {
          case 0: value[place] = UInt8.random(in: 0...255, using: &random)
          case 1: value[place] = Array("{}[]\",:\\0eu-.".utf8).randomElement(using: &random) ?? 0
          case 2: value.removeSubrange(place..<min(place + Int.random(in: 1...9, using: &random), value.count))
          default: value.insert(contentsOf: original[min(place, original.count)...].prefix(40), at: place)
          }
          if value.isEmpty { value = [0x20] }
        }
        let decoded = decode(value, headers: record.headers, timestampMicros: 1, with: &decoder)
        let isAccounted = decoded.rejection != nil || !decoded.events.isEmpty || decoded.result.skipped > 0
        #expect(isAccounted && decoded.events.count == decoded.result.events, "\(record.base)")
        _ = decode(value, headers: record.headers, timestampMicros: 1, with: &mapping)
        if record.kind == "otlp-metrics-json" {
          _ = decode(value, headers: record.headers, timestampMicros: 1, with: &signals)
        }
        values += 1
      }
    }
    #expect(values > 5_000)
  }

  @Test func variantsAreRefusedOrMeanTheSame() throws {
    let isFull = getenv("FOREWARN_FULL_CORPUS") != nil
    var bases: [String: (Decoded, [RecordHeader])] = [:]
    var decoder = RecordDecoder(DecoderSettings(kind: .alerts))
    var signals = RecordDecoder(.fuzzedSignals)
    func take(_ variant: Corpus.Variant) -> Decoded {
      variant.base.contains("/metrics-")
        ? decode(variant.value, headers: variant.headers, timestampMicros: 1, with: &signals)
        : decode(variant.value, headers: variant.headers, timestampMicros: 1, with: &decoder)
    }
    try Corpus.captured { bases[$0.base] = (take($0), $0.headers) }
    var counts: [String: Int] = [:]
    var wrong: [String] = []
    try Corpus.variants(of: isFull ? [] : Self.few) { variant in
      let decoded = take(variant)
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
