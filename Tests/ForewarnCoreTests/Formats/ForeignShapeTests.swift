import ForewarnCore
import Testing

/// Shapes of other systems, in their own bytes, shortened.
@Suite struct ForeignShapeTests {
  // MARK: Alertmanager's event recorder

  private let recorded =
    #"{"fingerprint":"786932856427772821", "name":"HighRequestLatency", "labels":{"labels":[{"key":"alertname", "value":"HighRequestLatency"}, {"key":"customer_instance", "value":"acme-prod"}, {"key":"domain", "value":"application"}, {"key":"instance", "value":"web-01.example.com:8080"}, {"key":"severity", "value":"critical"}]}, "annotations":{"labels":[{"key":"description"}, {"key":"summary", "value":"p99 is 5.5s"}]}, "startsAt":"2026-11-22T02:31:40.801Z", "endsAt":"2026-11-22T02:32:20.801Z"}"#

  private func event(_ data: String) -> Decoded {
    decode(#"{"@timestamp":"2026-11-22T02:31:40.813736389Z", "instance":"am-01.example.com", "data":{\#(data)}}"#)
  }

  @Test func recordedAlerts() {
    let created = event(#""alertCreated":{"alert":\#(recorded)}"#).events.first
    #expect(
      created?.name == "HighRequestLatency" && created?.instance == "acme-prod" && created?.summary == "p99 is 5.5s")
    #expect(created?.severity == .critical && created?.status == .firing && created?.ci == "web-01.example.com")
    #expect(created?.timeMicros == 1_795_314_700_801_000 && created?.domain == .application)
    let resolved = recorded.dropLast() + #", "resolved":true}"#
    let ended = event(#""alertResolved":{"alert":{"hash":"1", "details":\#(resolved)}, "groupInfo":{}}"#).events.first
    #expect(ended?.status == .resolved && ended?.timeMicros == 1_795_314_740_801_000)
    let told = event(
      #""notification":{"alerts":[{"hash":"1", "details":\#(recorded)}], "firingAlerts":[{"hash":"1"}]}"#)
    #expect(told.events == [created].compactMap { $0 })
  }

  @Test func aRecordedAlertIsTheOneOfTheWebhook() {
    let labels = #""alertname":"HighRequestLatency","customer_instance":"acme-prod""#
    let webhook = decode(
      #"{"alerts":[{"status":"firing","labels":{\#(labels)},"startsAt":"2026-11-22T02:31:40.801Z","fingerprint":"0aebbf437975fb95"}]}"#
    )
    let created = event(#""alertCreated":{"alert":\#(recorded)}"#)
    #expect(created.events.first?.identity == webhook.events.first?.identity)
  }

  @Test(arguments: [
    #""silenceCreated":{"silence":{"id":"1"}}"#, #""alertmanagerShutdownEvent":{}"#, #""inhibitionMutedAlert":{}"#,
    #""notification":{"mutedAlerts":[{"hash":"1"}]}"#,
  ])
  func whatIsNoAlertIsPassedOver(data: String) {
    let decoded = event(data)
    #expect(decoded.rejection == nil && decoded.events.isEmpty && decoded.result.skipped == 1)
  }

  @Test(arguments: ["", #""alertCreated":null"#, #""alertCreated":{}"#, #""alertCreated":{"alert":{}}"#])
  func abrokenRecordedEventIsRefused(data: String) {
    #expect(event(data).rejection != nil)
  }

  // MARK: ServiceNow

  private let em =
    #"{"source":"SCOM","node":"app-1:80","metric_name":"Used Space","severity":"1","message_key":"k1","time_of_event":"2026-11-22 02:31:40","description":"full","additional_info":"{\"customer\":\"alpha\",\"n\":1}"}"#

  @Test func serviceNowsEventsAndTheirBatches() {
    let event = decode(em).events.first
    #expect(
      event?.name == "Used Space" && event?.instance == "alpha" && event?.ci == "app-1" && event?.summary == "full")
    #expect(event?.severity == .critical && event?.timeMicros == 1_795_314_700_000_000 && event?.identity != 0)
    #expect(decode(#"{"records":[\#(em),\#(em)]}"#).events == [event, event].compactMap { $0 })
    #expect(decode(em.replacing(#""1","m"#, with: #""0","m"#)).events.first?.status == .resolved)
    #expect(
      decode(em.replacing(#"{"source""#, with: #"{"resolution_state":"Closing","source""#)).events.first?.status
        == .resolved)
    // An alert's other states are those of its processing.
    #expect(
      decode(em.replacing(#"{"source""#, with: #"{"state":"Processed","source""#)).events.first?.status == .firing)
  }

  @Test(arguments: [("Open", AlertStatus.firing), ("Reopen", .firing), ("Flapping", .firing), ("Closed", .resolved)])
  func serviceNowsAlerts(state: String, status: AlertStatus) {
    let alert =
      #"{"number":"Alert0010","state":"\#(state)","severity":"2 - Major","node":"app-1","metric_name":"m","message_key":"k","last_event_time":"2026-11-22 02:31:40","cmdb_ci":{"display_value":"app-1","link":"x"}}"#
    let event = decode(alert).events.first
    #expect(event?.status == status && event?.severity == .major && event?.ci == "app-1")
  }

  // MARK: PagerDuty

  @Test func pages() {
    let payload =
      #""payload":{"summary":"p99 is 5.5 s","source":"web-01","severity":"error","timestamp":"2026-11-22T02:31:40.801+0000","class":"latency","custom_details":{"customer":"acme","account":{"tier":"x"},"note":null}}"#
    let event = decode(#"{"event_action":"trigger",\#(payload),"dedup_key":"d","routing_key":"r"}"#).events.first
    #expect(event?.name == "latency" && event?.instance == "acme" && event?.ci == "web-01" && event?.severity == .major)
    #expect(event?.timeMicros == 1_795_314_700_801_000 && event?.status == .firing && event?.identity != 0)
    let end = decode(#"{"event_action":"resolve",\#(payload),"dedup_key":"d"}"#).events.first
    #expect(end?.status == .resolved && end?.identity == event?.identity)
    #expect(decode(#"{"event_action":"resolve","dedup_key":"d","routing_key":"r"}"#).rejection == .missingName)
  }

  @Test func alertmanagersPagesHoldTheAlertsThemselves() {
    let alert =
      #"{"annotations":{"summary":"s"},"endsAt":"0001-01-01T00:00:00Z","fingerprint":"f","labels":{"alertname":"Lag","customer_instance":"acme","severity":"warning"},"startsAt":"2026-11-22T02:41:00.766Z","status":"firing"}"#
    let page = { (firing: String) in
      #"{"event_action":"trigger","payload":{"summary":"x","source":"Alertmanager","severity":"warning","custom_details":{"firing":[\#(firing)],"num_firing":1,"resolved":[]}}}"#
    }
    let events = decode(page("\(alert),\(alert)")).events
    #expect(events.map(\.name) == ["Lag", "Lag"] && events.map(\.instance) == ["acme", "acme"])
    #expect(decode(page("")).rejection == .noEvents)
  }

  // MARK: OpenTelemetry

  private func span(_ members: String, kind: String = "2", attributes: String = "") -> String {
    #"{"traceId":"a","spanId":"b","name":"GET /x/17","kind":\#(kind),"startTimeUnixNano":"1795314700000000000","endTimeUnixNano":"1795314700412700000","attributes":[\#(attributes)]\#(members)}"#
  }

  private func batch(_ spans: String...) -> String {
    #"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}},{"key":"customer.instance.id","value":{"stringValue":"acme"}},{"key":"a","value":{"arrayValue":{"values":[]}}}]},"scopeSpans":[{"scope":{},"spans":[\#(spans.joined(separator: ","))]}]}]}"#
  }

  @Test func serverSpansAreTransactions() {
    let attributes =
      #"{"key":"http.request.method","value":{"stringValue":"GET"}},{"key":"http.route","value":{"stringValue":"/x/{id}"}},{"key":"http.response.status_code","value":{"intValue":"503"}}"#
    let decoded = decode(
      batch(
        span("", attributes: attributes), span("", kind: "3"),
        span(#","status":{"code":2}"#, kind: "\"SPAN_KIND_SERVER\"")))
    #expect(decoded.events.map(\.name) == ["GET /x/{id}", "GET /x/17"] && decoded.result.skipped == 1)
    #expect(decoded.events.map(\.isError) == [true, true] && decoded.events[0].instance == "acme")
    #expect(decoded.events.map(\.durationMicros) == [412_700, 412_700] && decoded.rejection == nil)
    #expect(decoded.events[0].timeMicros == 1_795_314_700_412_700 && decoded.events[0].kind == .transaction)
  }

  @Test(
    arguments: [
      (#""endTimeUnixNano":"0""#, .missingDuration), (#""endTimeUnixNano":"1795314699000000000""#, .invalidDuration),
      (#""startTimeUnixNano":"1""#, .invalidDuration), (#""startTimeUnixNano":"x""#, .missingDuration),
      (#""name":"""#, .missingName), (#""endTimeUnixNano":"18446744073709551615""#, .invalidDuration),
    ] as [(String, Rejection)])
  func oddSpansAreRefusedSingly(member: String, reason: Rejection) {
    let decoded = decode(batch(span(",\(member)"), span("")))
    #expect(decoded.rejection == reason && decoded.events.count == 1 && decoded.result.rejectedEvents == 1)
  }

  @Test func zipkinsAndJaegersSpans() {
    let zipkin = { (kind: String, duration: String) in
      #"[{"timestamp":1795314700000000,"duration":\#(duration),"traceId":"a","id":"b","name":"get /x","kind":"\#(kind)","localEndpoint":{"serviceName":"s"},"tags":{"customer.instance.id":"acme","http.status_code":"503"}}]"#
    }
    let event = decode(zipkin("SERVER", "412700")).events.first
    #expect(event?.name == "get /x" && event?.instance == "acme" && event?.isError == true)
    #expect(event?.durationMicros == 412_700 && event?.timeMicros == 1_795_314_700_412_700)
    #expect(
      decode(zipkin("CLIENT", "1")).result.skipped == 1 && decode(zipkin("SERVER", "-1")).rejection == .invalidDuration)
    let jaeger = { (kind: String, duration: String) in
      #"{"traceId":"a==","spanId":"b=","operationName":"POST /x","startTime":"2026-11-22T02:31:40Z"\#(duration),"tags":[{"key":"span.kind","vStr":"\#(kind)"},{"key":"error","vType":"BOOL","vBool":true}],"process":{"serviceName":"s","tags":[{"key":"customer.instance.id","vStr":"acme"}]}}"#
    }
    let span = decode(jaeger("server", #","duration":"0.4127s""#)).events.first
    #expect(span?.name == "POST /x" && span?.instance == "acme" && span?.isError == true)
    #expect(span?.durationMicros == 412_700 && span?.timeMicros == 1_795_314_700_412_700)
    #expect(decode(jaeger("server", "")).events.map(\.durationMicros) == [0])
    #expect(decode(jaeger("client", "")).result.skipped == 1)
    #expect(decode(jaeger("server", #","duration":"-0.005s""#)).rejection == .invalidDuration)
  }

  @Test func emptyAndOtherSignals() {
    #expect(decode(#"{"resourceSpans":[]}"#).result.skipped == 1)
    #expect(decode(#"{"resourceLogs":[]}"#).result.skipped == 1)
    // One of each, and not one more for the batch.
    #expect(decode(batch(span("", kind: "3"), span("", kind: "1"))).result.skipped == 2)
    var settings = DecoderSettings(kind: .transactions)
    settings.format = .otlp
    #expect(decode(" {} ", settings).result.skipped == 1 && decode(" {} ", settings).rejection == nil)
    #expect(decode(em, settings).rejection == .unknownShape && decode(batch(span("")), settings).events.count == 1)
    settings.format = .servicenow
    #expect(decode(em, settings).events.count == 1 && decode(batch(span("")), settings).rejection == .unknownShape)
  }
}
