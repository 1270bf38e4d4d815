import ForewarnCore
import Testing

/// Seeded, so that a failure comes again.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var x = state
    x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
    return x ^ (x >> 31)
  }
}

@Suite struct FuzzTests {
  static let seeds = [
    #"{"time":"2026-11-21T10:15:30.123Z","instance":"acme-prod","transaction":"incident.list","duration_ms":412.7e0,"error":false,"count":1}"#,
    #"{"time":1795314700,"instance":"acmé","alert":"db\u00e9","severity":"major","fingerprint":"5f","labels":{"a":[1,{"b":null}]}}"#,
    #"{"version":"4","alerts":[{"status":"firing","labels":{"alertname":"A","instance":"h:80","severity":"page"},"annotations":{"summary":"\ud83d\udc22"},"startsAt":"2026-11-22T02:31:40Z","endsAt":"0001-01-01T00:00:00Z"}]}"#,
    #"{"specversion":"1.0","id":"1","source":"s","type":"t","data":"{\"instance\":\"i\",\"alert\":\"a\"}","data_base64":"e30="}"#,
    #"{"@timestamp":"2026-11-22T02:31:40Z","data":{"alertGrouped":{"alert":{"hash":"1","details":{"fingerprint":"786932856427772821","labels":{"labels":[{"key":"alertname","value":"A"},{"key":"customer","value":"c"}]},"annotations":{"labels":[{"key":"summary","value":"s"}]},"startsAt":"2026-11-22T02:31:40Z","resolved":true}}}}}"#,
    #"{"records":[{"severity":"1","node":"n:80","message_key":"k","metric_name":"m","time_of_event":"2026-11-22 02:31:40","additional_info":"{\"customer\":\"c\",\"x\":[\"a:b\"]}"}]}"#,
    #"{"event_action":"trigger","payload":{"summary":"s","source":"h","severity":"error","timestamp":"2026-11-22T02:31:40.801+0000","custom_details":{"customer":"c","firing":[{"labels":{"alertname":"A","customer":"c"}}]}}}"#,
    #"{"resourceSpans":[{"resource":{"attributes":[{"key":"customer.instance.id","value":{"stringValue":"c"}}]},"scopeSpans":[{"spans":[{"name":"n","kind":2,"startTimeUnixNano":"1795314700000000000","endTimeUnixNano":1795314700412700000,"attributes":[{"key":"http.route","value":{"stringValue":"/é"}},{"key":"http.method","value":{"stringValue":"GET"}}],"status":{"code":2}}]}]}]}"#,
    #"{"resourceMetrics":[{"resource":{"attributes":[{"key":"customer.instance.id","value":{"stringValue":"c"}}]},"scopeMetrics":[{"metrics":[{"name":"q","unit":"{é}","gauge":{"dataPoints":[{"timeUnixNano":"1795314700000000000","asInt":"17","flags":0,"attributes":[{"key":"http.route","value":{"stringValue":"/é"}},{"key":"n","value":{"intValue":3}}]}]}},{"name":"h","unit":"s","exponentialHistogram":{"aggregationTemporality":1,"dataPoints":[{"count":"4","sum":4.63,"timeUnixNano":1795314700000000000}]}},{"name":"s","sum":{"isMonotonic":true,"aggregationTemporality":2,"dataPoints":[{"asDouble":"NaN"}]}}]}]}]}"#,
    #"{"resourceLogs":[{"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"h:80"}}]},"scopeLogs":[{"scope":{"name":"a.B"},"logRecords":[{"timeUnixNano":"0","observedTimeUnixNano":1795314700000000000,"severityNumber":17,"severityText":"Error","body":{"stringValue":"né"},"attributes":[{"key":"exception.type","value":{"stringValue":"E"}}]},{"severityNumber":"SEVERITY_NUMBER_FATAL","eventName":"x"},{"severityText":"crit"}]}]}]}"#,
    #"{"a":[{"b":"[{\"t\":\"GET\",\"p\":\"/\u00e9\",\"d\":\"1h2m3.5s\",\"at\":\"Sun, 22 Nov 2026 02:31:40 GMT\",\"tags\":\"customer:c,x:y\",\"e\":503}]"}],"who":"i"}"#,
  ]

  /// Whatever bytes come: no trap, and a refused record leaves no events.
  @Test(arguments: seeds.indices)
  func flippedBytes(seed: Int) {
    var random = SplitMix64(state: UInt64(seed) + 1)
    var settings = DecoderSettings(kind: .alerts)
    var decoder = RecordDecoder(settings)
    settings.fields = ["instance": "/alerts/0/labels/instance", "alert": "/id"]
    var mapping = RecordDecoder(settings)
    var grown = RecordDecoder(.fuzzedMap)
    var signalling = RecordDecoder(.fuzzedSignals)
    let original = Array(Self.seeds[seed].utf8)
    for _ in 0..<20_000 {
      var value = original
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<value.count, using: &random)
        switch UInt8.random(in: 0..<4, using: &random) {
        case 0: value[place] = UInt8.random(in: 0...255, using: &random)
        case 1: value[place] = Array("{}[]\",:\\0eu-.".utf8).randomElement(using: &random) ?? 0
        case 2: value.remove(at: place)
        default: value = Array(value[..<place])
        }
        if value.isEmpty { value = [0x20] }
      }
      let plain = decode(value, with: &decoder)
      let isAccounted = plain.rejection != nil || !plain.events.isEmpty || plain.result.skipped > 0
      #expect(plain.events.count == plain.result.events && isAccounted)
      _ = decode(value, with: &mapping)
      _ = decode(value, with: &grown)
      let signal = decode(value, with: &signalling)
      #expect(signal.rejection != nil || !signal.events.isEmpty || signal.result.skipped > 0)
    }
  }
}
