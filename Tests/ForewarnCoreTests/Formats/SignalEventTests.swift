import RollingStatistics
import Testing

@testable import ForewarnCore

/// Signals as their senders write them.
@Suite struct SignalEventTests {
  /// What a value was read as; nil where it was refused.
  private static func signal(
    _ text: String, _ settings: DecoderSettings = DecoderSettings(kind: .signals)
  ) -> (event: Event, name: String, instance: String, ci: String, unit: String)? {
    var decoder = RecordDecoder(settings)
    var events: [Event] = []
    var arena = ByteArena()
    var bytes = Array(text.utf8)
    return bytes.withUnsafeMutableBytes { buffer in
      _ = decoder.decode(RecordBytes(value: Bytes(UnsafeRawBufferPointer(buffer))), into: &events, arena: &arena)
      guard let event = events.first, event.kind == .signal, events.count == 1 else { return nil }
      return (event, event.name.text, event.instance.text, event.ci.text, event.unit.text)
    }
  }

  @Test func ofOurOwnForm() throws {
    let csat = try #require(
      Self.signal(
        #"{"signal":"csat","instance":"acme-prod","value":4.2,"unit":"points","time":"2026-11-21T10:15:30Z"}"#))
    #expect(csat.name == "csat" && csat.instance == "acme-prod" && csat.unit == "points")
    #expect(csat.event.value == 4.2 && csat.event.timeMicros == 1_795_256_130_000_000)
    let disk = try #require(Self.signal(#"{"signal":"disk","ci":"db-7","value":"-17.25e1"}"#))
    #expect(disk.ci == "db-7" && disk.event.value == -172.5 && disk.event.timeMicros == Event.noTime)
  }

  /// A value is what it says, to the last digit that a `Double` has.
  @Test(arguments: [
    ("0", 0), ("-0.0", 0), ("0.1", 0.1), ("1e-7", 1e-7), ("123456789.125", 123_456_789.125), ("1e15", 1e15),
    ("-1e15", -1e15), ("999999999999999", 999_999_999_999_999), ("0.000001234", 0.000001234), ("1e-400", 0),
    (#"" 4.5 ""#, 4.5), (#""-3""#, -3), ("12345678901234567890e-19", 1.234567890123456789),
  ])
  func valuesAreExact(text: String, value: Double) {
    #expect(Self.signal(#"{"signal":"s","instance":"i","value":\#(text)}"#)?.event.value == value)
  }

  @Test(arguments: [
    (#"{"instance":"i","value":1}"#, TopicKind.signals, Rejection.unknownShape),
    (#"{"instance":"i","value":1,"time":1795256130}"#, .signals, .missingName),
    (#"{"signal":" ","instance":"i","value":1}"#, .signals, .missingName),
    (#"{"signal":"s","value":1}"#, .signals, .missingInstance),
    (#"{"signal":"s","instance":"i"}"#, .signals, .missingValue),
    (#"{"signal":"s","instance":"i","value":null}"#, .signals, .missingValue),
    (#"{"signal":"s","instance":"i","value":true}"#, .signals, .invalidField),
    (#"{"signal":"s","instance":"i","value":"NaN"}"#, .signals, .invalidValue),
    (#"{"signal":"s","instance":"i","value":"4,2"}"#, .signals, .invalidValue),
    (#"{"signal":"s","instance":"i","value":"high"}"#, .alerts, .invalidValue),
    (#"{"signal":"s","instance":"i","value":1e16}"#, .signals, .invalidValue),
    (#"{"signal":"s","instance":"i","value":1e999}"#, .signals, .invalidValue),
    (#"{"signal":"s","instance":"i","value":1,"time":"yesterday"}"#, .signals, .invalidTime),
  ])
  func isRefused(text: String, kind: TopicKind, reason: Rejection) {
    let decoded = decode(text, DecoderSettings(kind: kind))
    #expect(decoded.rejection == reason && decoded.events.isEmpty, "\(decoded)")
  }

  /// What a topic carries says which name counts where an event has several.
  @Test func theTopicSaysWhatAnEventIs() {
    let both = #"{"signal":"s","alert":"a","transaction":"t","instance":"i","value":1,"duration_ms":1}"#
    #expect(decode(both, DecoderSettings(kind: .signals)).events.map(\.kind) == [.signal])
    #expect(decode(both, DecoderSettings(kind: .transactions)).events.map(\.kind) == [.transaction])
    #expect(decode(both, DecoderSettings(kind: .alerts)).events.map(\.kind) == [.alert])
    #expect(decode(#"{"signal":"s","instance":"i","value":1}"#).events.map(\.kind) == [.signal])
  }

  @Test func ofAShapeOfOnesOwn() throws {
    var settings = DecoderSettings(kind: .signals)
    settings.fields = [
      "signal": FieldSource(.template("{/survey/kind}")), "value": "/survey/score", "instance": "/account",
      "unit": FieldSource(.constant("points")), "time": "/at",
    ]
    let read = try #require(
      Self.signal(#"{"survey":{"kind":"ces","score":"6"},"account":"acme","at":1795256130}"#, settings))
    #expect(read.name == "ces" && read.event.value == 6 && read.unit == "points" && read.instance == "acme")
    let missing = decode(#"{"survey":{"kind":"ces"},"account":"acme"}"#, settings)
    #expect(missing.rejection == .missingValue)
  }

  /// However many there are, and in whatever order they come, their sum is the same.
  @Test func sumsDoNotDependOnTheOrder() {
    var random = Random(seed: 3)
    let values = (0..<2_000).map { _ in (random.uniform() - 0.5) * DeterministicMath.exp2(Double(random.below(90)) - 40)
    }
    var forward = SignalCell()
    var backward = SignalCell()
    for value in values { forward.add(value) }
    for value in values.reversed() { backward.add(value) }
    #expect(forward == backward)
    var (first, second) = (SignalCell(), SignalCell())
    for (index, value) in values.enumerated() { if index % 3 == 0 { first.add(value) } else { second.add(value) } }
    second.merge(first)
    #expect(second == forward)
    var extremes = SignalCell()
    for _ in 0..<1_000 { extremes.add(Limits.signalValue) }
    for _ in 0..<999 { extremes.add(-Limits.signalValue) }
    extremes.add(0.5)
    #expect(extremes.count == 2_000 && (extremes.mean * 2_000 - Limits.signalValue - 0.5).magnitude < 1)
  }
}
