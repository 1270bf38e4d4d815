import ForewarnCore
import Testing

@Suite struct NativeEventTests {
  @Test func transaction() throws {
    let decoded = decode(
      #"{"time":"2026-11-21T10:15:30.123Z","instance":"acme-prod","transaction":"incident.list","duration_ms":412.7,"error":true,"count":3}"#
    )
    let event = try #require(decoded.events.first)
    #expect(decoded.rejection == nil && decoded.result.events == 1)
    #expect(event.kind == .transaction)
    #expect(event.timeMicros == 1_795_256_130_123_000)
    #expect(event.instance == "acme-prod" && event.name == "incident.list" && event.ci == "")
    #expect(event.durationMicros == 412_700 && event.isError && event.count == 3)
  }

  @Test func alert() throws {
    let decoded = decode(
      #"{"time":"2026-11-21T10:15:30Z","instance":"acme-prod","alert":"db_connections_high","domain":"database","severity":"major","status":"firing","ci":"db-acme-prod-01","fingerprint":"5f3a","source":"prometheus","summary":"Pool\nfull","value":0.97,"labels":{"pool":"primary"}}"#
    )
    let event = try #require(decoded.events.first)
    #expect(event.kind == .alert && event.name == "db_connections_high" && event.ci == "db-acme-prod-01")
    #expect(event.severity == .major && event.status == .firing && event.domain == .database)
    #expect(event.summary == "Pool full" && event.identity != 0)
  }

  @Test(arguments: [
    (#"{"instance":"i","duration_ms":1}"#, Rejection.missingName),
    (#"{"instance":"i","transaction":"","duration_ms":1}"#, .missingName),
    (#"{"transaction":"t","duration_ms":1}"#, .missingInstance), (#"{"alert":"a"}"#, .missingInstance),
    (#"{"instance":"i","transaction":"t"}"#, .missingDuration),
    (#"{"instance":"i","transaction":"t","duration_ms":null}"#, .missingDuration),
    (#"{"instance":"i","transaction":"t","duration_ms":true}"#, .invalidField),
    (#"{"instance":"i","transaction":"t","duration_ms":1,"error":"maybe"}"#, .invalidField),
    (#"{"instance":"i","transaction":"t","duration_ms":1,"error":2}"#, .invalidField),
    (#"{"instance":true,"alert":"a"}"#, .invalidField), (#"{"instance":"i","alert":["a"]}"#, .invalidField),
    (#"{"instance":"i","alert":"a","severity":6}"#, .invalidSeverity),
    (#"{"instance":"i","alert":"a","severity":1.5}"#, .invalidSeverity),
    (#"{"instance":"i","alert":"a","severity":true}"#, .invalidField),
    (#"{"instance":"i","alert":"a","status":{}}"#, .invalidField),
    (#"{"a":1}"#, .unknownShape), ("{}", .unknownShape), ("[]", .noEvents), ("42", .notAnObject),
    (#""text""#, .notAnObject), ("null", .notAnObject), ("[1]", .notAnObject), (" ", .notJSON), ("", .emptyValue),
    (#"{"resourceMetrics":[]}"#, .otherSignal), ("status=firing", .notJSON), ("<alert/>", .notJSON),
  ])
  func isRefused(value: String, reason: Rejection) {
    let decoded = decode(value)
    #expect(decoded.rejection == reason && decoded.events.isEmpty && decoded.result.rejectedEvents == 1)
  }

  @Test func numbersAreIdsAndFlagsComeInAnyForm() {
    let event = decode(#"{"instance":4711,"transaction":17.5,"duration_ms":1,"error":"False"}"#).events.first
    #expect(event?.instance == "4711" && event?.name == "17.5" && event?.isError == false)
    for flag in ["1", "true", #""TRUE""#, #""1""#, #""yes""#] {
      let value = #"{"instance":"i","transaction":"t","duration_ms":1,"error":\#(flag)}"#
      #expect(decode(value).events.map(\.isError) == [true], "\(flag)")
    }
  }

  @Test func nullIsATombstone() {
    #expect(decode(nil as [UInt8]?).rejection == .nullValue)
  }

  @Test(arguments: [
    ("critical", Severity.critical), ("PAGE", .critical), ("1", .critical), ("major", .major), ("Error", .major),
    ("high", .major), ("2", .major), ("minor", .minor), ("3", .minor), ("warning", .warning), ("warn", .warning),
    ("low", .warning), ("4", .warning), ("info", .info), ("none", .info), ("5", .info), ("clear", .clear),
    ("OK", .clear),
    ("0", .clear), ("resolved", .clear), ("whatever", .warning), ("", .warning),
    ("a word of more than sixteen bytes", .warning), ("7", .warning),
  ])
  func severityWords(word: String, severity: Severity) {
    let event = decode(#"{"instance":"i","alert":"a","severity":"\#(word)"}"#).events.first
    #expect(event?.severity == severity)
    #expect(event?.status == (severity == .clear ? .resolved : .firing))
  }

  @Test(arguments: [(0, Severity.clear), (1, .critical), (2, .major), (3, .minor), (4, .warning), (5, .info)])
  func severityNumbers(number: Int, severity: Severity) {
    #expect(decode(#"{"instance":"i","alert":"a","severity":\#(number)}"#).events.first?.severity == severity)
  }

  @Test(arguments: [
    ("firing", AlertStatus.firing), ("resolved", .resolved), ("Closed", .resolved), ("ok", .resolved),
    ("acknowledged", .neither), ("", .firing), ("whatever", .neither),
  ])
  func statusWords(word: String, status: AlertStatus) {
    #expect(decode(#"{"instance":"i","alert":"a","status":"\#(word)"}"#).events.first?.status == status)
  }

  @Test(arguments: [("Network", Domain.network), ("db", .database), ("capacity", .capacity), ("space", .other)])
  func domainWords(word: String, domain: Domain) {
    #expect(decode(#"{"instance":"i","alert":"a","domain":"\#(word)"}"#).events.first?.domain == domain)
  }

  /// The topic's kind decides only what a record is that could be both.
  @Test(arguments: [(TopicKind.alerts, Event.Kind.alert), (.transactions, .transaction)])
  func bothNames(topic: TopicKind, kind: Event.Kind) {
    let value = #"{"instance":"i","alert":"a","transaction":"t","duration_ms":1}"#
    #expect(decode(value, DecoderSettings(kind: topic)).events.map(\.kind) == [kind])
    #expect(decode(#"{"instance":"i","alert":"a"}"#, DecoderSettings(kind: topic)).events.map(\.kind) == [.alert])
  }

  @Test func aFingerprintIsTheIdentityAndTheStartIsTold() {
    func identity(_ members: String) -> UInt64? {
      decode(#"{"instance":"i","alert":"a"\#(members)}"#).events.first?.identity
    }
    let one = identity(#","fingerprint":"f","time":1795314700"#)
    #expect(one != 0 && one == identity(#","time":"2026-11-22T02:31:40Z","fingerprint":"\u0066""#))
    #expect(one != identity(#","fingerprint":"g","time":1795314700"#))
    #expect(one == identity(#","fingerprint":"f","time":1795314700,"status":"resolved""#))
    #expect(one == identity(#","fingerprint":"f""#) && identity(#","time":1795314700"#) == 0)
  }

  @Test func arraysHoldGoodAndBad() {
    let good = #"{"instance":"i","alert":"a"}"#
    let decoded = decode("[\(good), {\"x\":1}, null, \(good)]")
    #expect(decoded.events.count == 2 && decoded.result.events == 2 && decoded.result.rejectedEvents == 2)
    #expect(decoded.rejection == .unknownShape)
    #expect(decode("[\(good),\(good)").events.isEmpty)
    let many = "[" + Array(repeating: good, count: Limits.eventsPerRecord + 1).joined(separator: ",") + "]"
    #expect(decode(many).rejection == .tooManyEvents && decode(many).events.isEmpty)
  }

  @Test func everyMemberNameIsKnown() {
    // Names of eleven and more bytes are compared by their first and last eight: a near miss must not be taken.
    #expect(decode(#"{"instance":"i","transactioN":"t","duration_ms":1}"#).rejection == .missingName)
    #expect(decode(#"{"instance":"i","transaction":"t","duration_mz":1}"#).rejection == .missingDuration)
    #expect(decode(#"{"instance":"i","transaction":"t","\u0064uration_ms":1}"#).events.count == 1)
  }

  @Test func aRepeatedMemberCountsAsItStandsLast() {
    #expect(decode(#"{"instance":"i","alert":"a","alert":"b"}"#).events.map(\.name) == ["b"])
    #expect(decode(#"{"instance":"i","alert":"a","alert":null}"#).rejection == .unknownShape)
  }
}
