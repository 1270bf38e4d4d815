import ForewarnCore
import Testing

/// OpenTelemetry's logs on a topic of alerts.
@Suite struct OTLPLogTests {
  private static func batch(
    _ records: String..., scope: String = #"{"name":"shop.Checkout"}"#, service: String = "shop"
  ) -> String {
    let attributes =
      #"{"key":"service.name","value":{"stringValue":"\#(service)"}},{"key":"customer.instance.id","value":{"stringValue":"acme"}},{"key":"host.name","value":{"stringValue":"web-1:80"}}"#
    return
      #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[\#(records.joined(separator: ","))],"scope":\#(scope)}],"resource":{"attributes":[\#(attributes)]}}]}"#
  }

  private static func log(_ members: String, _ attributes: String = "") -> String {
    #"{"timeUnixNano":"1795314700000000000","body":{"stringValue":"order 4711 failed"},"attributes":[\#(attributes)],\#(members)}"#
  }

  private static let exception = #"{"key":"exception.type","value":{"stringValue":"java.io.IOException"}}"#

  @Test func anErrorIsAnAlertWithoutAState() {
    let decoded = decode(Self.batch(Self.log(#""severityNumber":17,"severityText":"Error""#, Self.exception)))
    let event = decoded.events.first
    #expect(decoded.rejection == nil && decoded.events.count == 1 && event?.kind == .alert)
    #expect(event?.name == "java.io.IOException" && event?.instance == "acme" && event?.ci == "web-1")
    #expect(event?.severity == .minor && event?.status == .firing && event?.domain == .application)
    #expect(event?.summary == "order 4711 failed" && event?.timeMicros == 1_795_314_700_000_000)
    #expect(event?.identity == 0)
  }

  /// Nobody ends it, so nothing may hold it: it is told as an event, and is never critical by itself.
  @Test func noLogIsHeldAsAState() {
    var decoder = RecordDecoder(DecoderSettings(kind: .alerts))
    var events: [Event] = []
    var arena = ByteArena()
    var value = Array(Self.batch(Self.log(#""severityNumber":24"#, Self.exception)).utf8)
    value.withUnsafeMutableBytes { bytes in
      _ = decoder.decode(RecordBytes(value: Bytes(UnsafeRawBufferPointer(bytes))), into: &events, arena: &arena)
    }
    #expect(events.map(\.isState) == [false] && events.map(\.startMicros) == [Event.noTime])
    #expect(events.map(\.severity) == [.major])
  }

  /// Numbers as numbers, texts or names; words where there is no number; nil of what is passed over.
  @Test(
    arguments: [
      (#""severityNumber":17"#, .minor), (#""severityNumber":"20""#, .minor), (#""severityNumber":21"#, .major),
      (#""severityNumber":24"#, .major), (#""severityNumber":"SEVERITY_NUMBER_ERROR3""#, .minor),
      (#""severityNumber":"SEVERITY_NUMBER_FATAL""#, .major), (#""severityNumber":16"#, nil),
      (#""severityNumber":1"#, nil),
      (#""severityNumber":"SEVERITY_NUMBER_WARN4""#, nil), (#""severityNumber":0"#, nil), (#""traceId":"""#, nil),
      (#""severityNumber":9,"severityText":"ERROR""#, nil), (#""severityNumber":17,"severityText":"odd""#, .minor),
      (#""severityText":"ERROR""#, .minor), (#""severityText":"Critical""#, .major), (#""severityText":"warn""#, nil),
      (#""severityText":"fatal","severityNumber":"SEVERITY_NUMBER_UNSPECIFIED""#, .major),
      (#""severityText":"\#(String(repeating: "x", count: 100))""#, nil), (#""severityNumber":-17"#, nil),
      (#""severityNumber":null"#, nil), (#""severityNumber":{"a":17}"#, nil), (#""severityNumber":1e1000"#, nil),
    ] as [(String, Severity?)])
  func whatIsNoErrorIsPassedOver(members: String, severity: Severity?) {
    let decoded = decode(Self.batch(Self.log(members, Self.exception)))
    #expect(decoded.rejection == nil && decoded.events.map(\.severity) == [severity].compactMap { $0 }, "\(decoded)")
    #expect(decoded.result.skipped == (severity == nil ? 1 : 0))
  }

  /// Never by the text: it is another one each time.
  @Test(arguments: [
    (#""eventName":"payment.declined""#, "", "payment.declined"),
    (#""eventName":"exception""#, Self.exception, "java.io.IOException"),
    (#""eventName":"payment.declined""#, #"{"key":"event.name","value":{"stringValue":"x"}}"#, "payment.declined"),
    (#""traceId":"""#, #"{"key":"event.name","value":{"stringValue":"x"}}"#, "x"),
    (#""traceId":"""#, #"{"key":"error.type","value":{"stringValue":"timeout"}}"#, "timeout"),
    (#""traceId":"""#, "", "errors of shop.Checkout"), (#""eventName":"  ""#, "", "errors of shop.Checkout"),
    (#""eventName":17"#, "", "errors of shop.Checkout"),
  ])
  func namedByWhatItIs(members: String, attributes: String, name: String) {
    let decoded = decode(Self.batch(Self.log(members + #","severityNumber":17"#, attributes)))
    #expect(decoded.events.map(\.name) == [name], "\(decoded)")
  }

  @Test func withoutAScopeTheServiceNamesIt() {
    let error = Self.log(#""severityNumber":17"#)
    #expect(decode(Self.batch(error, scope: "{}")).events.map(\.name) == ["errors of shop"])
    #expect(decode(Self.batch(error, scope: #"{"name":""}"#)).events.map(\.name) == ["errors of shop"])
    #expect(decode(Self.batch(error, scope: "{}", service: "")).rejection == .missingName)
    #expect(decode(Self.batch(error, error, scope: "17", service: "")).result.rejectedEvents == 2)
    let bare = #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityNumber":17,"eventName":"x"}]}]}]}"#
    #expect(decode(bare).rejection == .missingInstance)
  }

  @Test func textsAndTimes() {
    let told = { (members: String) in
      decode(Self.batch(#"{"severityNumber":17,"eventName":"x"\#(members)}"#)).events.first
    }
    #expect(told("")?.summary == "" && told("")?.timeMicros == Event.noTime)
    let message = #","attributes":[{"key":"exception.message","value":{"stringValue":"m"}}]"#
    #expect(told(message)?.summary == "m" && told(#","body":{"stringValue":"b"}"# + message)?.summary == "b")
    #expect(told(#","body":{"kvlistValue":{"values":[]}}"#)?.summary == "" && told(#","body":"b""#)?.summary == "")
    let observed = #","timeUnixNano":"0","observedTimeUnixNano":1795314700000000000"#
    #expect(told(observed)?.timeMicros == 1_795_314_700_000_000)
    #expect(told(#","attributes":[{"key":"domain","value":{"stringValue":"database"}}]"#)?.domain == .database)
  }

  /// What a topic's own map says of the words that stand beside the number.
  @Test func aTopicsOwnWords() {
    var settings = DecoderSettings(kind: .alerts)
    settings.severities = ["Error": .warning, "FATAL": .critical, "quiet": .clear]
    let severities = { (text: String) in
      decode(Self.batch(Self.log(#""severityNumber":17,"severityText":"\#(text)""#)), settings)
    }
    #expect(severities("ERROR").events.map(\.severity) == [.warning])
    #expect(severities("fatal").events.map(\.severity) == [.critical])
    #expect(severities("other").events.map(\.severity) == [.minor] && severities("quiet").result.skipped == 1)
  }

  @Test func countedByRule() {
    var decoder = RecordDecoder(DecoderSettings(kind: .alerts))
    let mild = Self.log(#""severityNumber":9"#)
    let decoded = decode(Array(Self.batch(mild, mild, Self.log(#""severityNumber":17"#), "17").utf8), with: &decoder)
    #expect(decoded.events.count == 1 && decoded.result.skipped == 2 && decoded.rejection == .notAnObject)
    _ = decode(Array(#"{"resourceLogs":[]}"#.utf8), with: &decoder)
    #expect(decoder.passedOver.rules.map(\.rule) == [.mildLog, .empty])
    #expect(decoder.passedOver.rules.map(\.count) == [2, 1])
  }

  @Test(arguments: [TopicKind.signals, .transactions])
  func otherTopicsSayWhereTheyBelong(kind: TopicKind) {
    #expect(
      decode(Self.batch(Self.log(#""severityNumber":17"#)), DecoderSettings(kind: kind)).rejection == .otherSignal)
  }
}
