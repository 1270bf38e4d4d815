import ForewarnCore
import Testing

@Suite struct AlertmanagerTests {
  private func webhook(_ alerts: String) -> String {
    #"{"receiver":"r","status":"firing","alerts":[\#(alerts)],"groupLabels":{},"version":"4","truncatedAlerts":0}"#
  }

  private func alert(
    _ status: String = "firing", labels: String = #""alertname":"A","customer_instance":"acme","severity":"critical""#
  ) -> String {
    """
    {"status":"\(status)","labels":{\(labels)},"annotations":{"description":"d","summary":"s"},
    "startsAt":"2026-11-22T02:31:40.801Z","endsAt":"\(
      status == "firing" ? "0001-01-01T00:00:00Z" : "2026-11-22T02:41:40Z")","generatorURL":"","fingerprint":"0aeb"}
    """
  }

  @Test func eachAlertHasItsOwnStatusAndTime() {
    let events = decode(webhook(alert() + "," + alert("resolved"))).events
    #expect(events.map(\.status) == [.firing, .resolved])
    #expect(events.map(\.timeMicros) == [1_795_314_700_801_000, 1_795_315_300_000_000])
    #expect(events.map(\.name) == ["A", "A"] && events.map(\.instance) == ["acme", "acme"])
    #expect(events.map(\.severity) == [.critical, .critical] && events.map(\.summary) == ["s", "s"])
    #expect(Set(events.map(\.identity)).count == 1 && !events.map(\.identity).contains(0), "one alert, two states")
  }

  @Test func badAlertsDoNotTakeGoodOnesWithThem() {
    let decoded = decode(webhook([alert(), #"{"labels":{}}"#, "null", alert()].joined(separator: ",")))
    #expect(decoded.events.count == 2 && decoded.result.rejectedEvents == 2 && decoded.rejection == .missingName)
  }

  @Test(arguments: [
    #"{"version":"4","alerts":[]}"#, #"{"version":"4","status":"resolved","alerts":null}"#, "[]", " [ ] ",
    #"{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{"alerts":[]}}"#,
  ])
  func aListOfNothingIsSaidToBeOne(value: String) {
    #expect(decode(value).rejection == .noEvents)
    #expect(!Rejection.noEvents.explanation.contains("fields"))
  }

  @Test(
    arguments: [
      (#""alertname":"A","customer":"c","instance_id":"b","customer_instance":"a""#, "a", ""),
      (#""alertname":"A","customer":"c","instance_id":"b""#, "b", ""),
      (#""alertname":"A","customer_instance":"","customer":"c""#, "c", ""),
      (#""alertname":"A","instance":"web-01.example.com:8080""#, "", "web-01.example.com"),
      (#""alertname":"A","instance":"web:1","host":"h""#, "", "h"),
      (#""alertname":"A","instance":"[::1]:9100""#, "", "[::1]"), (#""alertname":"A","instance":"::1""#, "", "::1"),
      (#""alertname":"A","instance":"10.0.0.1""#, "", "10.0.0.1"), (#""alertname":"A","instance":"a:b""#, "", "a:b"),
      (#""alertname":"A","instance":":80""#, "", ":80"), (#""alertname":"A","instance":"a:123456""#, "", "a:123456"),
    ] as [(String, String, String)])
  func labelsNameInstanceAndCI(labels: String, instance: String, ci: String) {
    let event = decode(webhook(alert(labels: labels))).events.first
    #expect(event?.instance == instance && event?.ci == ci)
  }

  @Test func identityWithoutFingerprintIsThatOfTheLabelsInAnyOrder() {
    func identity(_ labels: String) -> UInt64? {
      decode(#"[{"labels":{\#(labels)},"startsAt":"2026-11-22T02:31:40.801Z"}]"#).events.first?.identity
    }
    let one = identity(#""alertname":"A","customer":"c""#)
    #expect(one != nil && one != 0 && one == identity(#""customer":"c","\u0061lertname":"A""#))
    #expect(one != identity(#""alertname":"c","customer":"A""#))
  }

  @Test(
    arguments: [
      (Event.noTime, AlertStatus.firing), (1_795_314_699_999_999, .firing), (1_795_314_700_000_000, .resolved),
    ] as [(Int64, AlertStatus)])
  func postedAlertsEndAtTheirEnd(now: Int64, status: AlertStatus) {
    let value = #"""
      [{"annotations":{},"endsAt":"2026-11-22T02:31:40Z","startsAt":"2026-11-22T02:21:40Z","generatorURL":"",
      "labels":{"alertname":"A","customer":"c"}}]
      """#
    let event = decode(value, timestampMicros: now).events.first
    #expect(event?.status == status)
    #expect(event?.timeMicros == (status == .firing ? 1_795_314_100_000_000 : 1_795_314_700_000_000))
  }

  @Test func otherFormatsCanBeRuledOut() {
    var settings = DecoderSettings(kind: .alerts)
    settings.format = .native
    #expect(decode(webhook(alert()), settings).rejection == .unknownShape)
    settings.format = .alertmanager
    #expect(decode(webhook(alert()), settings).events.count == 1)
    #expect(decode(#"{"instance":"i","alert":"a"}"#, settings).rejection == .unknownShape)
    settings.format = .cloudevents
    #expect(decode(webhook(alert()), settings).rejection == .unknownShape)
  }
}

@Suite struct CloudEventTests {
  private let alert = #"{"instance":"i","alert":"a"}"#
  private let time = RecordHeader(name: "ce_time", value: Array("2026-11-22T02:31:40Z".utf8))
  private let version = RecordHeader(name: "ce_specversion", value: Array("1.0".utf8))

  private func structured(_ members: String) -> String {
    #"{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"2026-11-22T02:31:40Z"\#(members)}"#
  }

  @Test(arguments: [
    #","data":{"instance":"i","alert":"a"}"#, #","data":"{\"instance\":\"i\",\"alert\":\"a\"}""#,
    #","data":[{"instance":"i","alert":"a"}]"#, #","data_base64":"eyJpbnN0YW5jZSI6ImkiLCJhbGVydCI6ImEifQ==""#,
  ])
  func dataInAnyForm(data: String) {
    let events = decode(structured(data)).events
    #expect(events.map(\.name) == ["a"] && events.map(\.timeMicros) == [1_795_314_700_000_000])
  }

  @Test(arguments: [
    "", #","data":null"#, #","data":42"#, #","data":"disk nearly full""#, #","data_base64":"AP8Bew==""#,
    #","data_base64":"%%%%""#, #","data_base64":"A""#, #","data_base64":"""#,
  ])
  func noUsableData(data: String) {
    #expect(decode(structured(data)).rejection == .noData)
  }

  @Test func theEventsOwnTimeWins() {
    let data = #","data":{"time":1795314799,"instance":"i","alert":"a"}"#
    #expect(decode(structured(data)).events.first?.timeMicros == 1_795_314_799_000_000)
  }

  @Test func envelopesDoNotNest() {
    let inner = structured(#","data":{"instance":"i","alert":"a"}"#)
    #expect(decode(structured(#","data":\#(inner)"#)).rejection == .unknownShape)
  }

  @Test func binaryMode() {
    #expect(decode(alert, headers: [version, time]).events.first?.timeMicros == 1_795_314_700_000_000)
    #expect(decode(nil, headers: [version]).rejection == .noData)
    #expect(decode("", headers: [version]).rejection == .noData)
    let text = RecordHeader(name: "content-type", value: Array("text/plain".utf8))
    #expect(decode("disk nearly full", headers: [version, text]).rejection == .noData)
    #expect(decode("disk nearly full", headers: [text]).rejection == .notJSON)
    var settings = DecoderSettings(kind: .alerts)
    settings.format = .cloudevents
    #expect(decode(alert, headers: [version], settings).events.count == 1)
    #expect(decode(alert, settings).rejection == .unknownShape)
  }
}

@Suite struct FieldMapTests {
  private func settings(_ fields: [String: FieldSource], _ unit: DurationUnit = .milliseconds) -> DecoderSettings {
    var settings = DecoderSettings(kind: .transactions)
    settings.fields = fields
    settings.unit = unit
    return settings
  }

  @Test func pointersReachNestedValuesAndArrayPlaces() {
    let fields: [String: FieldSource] = [
      "instance": "/tenant/id", "transaction": "/spans/1/a~1b", "duration": "/spans/1/took", "time": "/m~0n",
    ]
    let value =
      #"{"m~n":1795314700801,"spans":[{"a/b":"no"},{"a/b":"yes","took":"1.5"}],"tenant":{"id":"i"},"error":true}"#
    let event = decode(value, settings(fields)).events.first
    #expect(event?.name == "yes" && event?.instance == "i" && event?.durationMicros == 1500)
    #expect(event?.timeMicros == 1_795_314_700_801_000 && event?.isError == true)
  }

  @Test(
    arguments: [
      (DurationUnit.nanoseconds, 2), (.microseconds, 1500), (.milliseconds, 1_500_000), (.seconds, 1_500_000_000),
    ] as [(DurationUnit, Int64)])
  func units(unit: DurationUnit, micros: Int64) {
    let value = #"{"instance":"i","transaction":"t","d":1500}"#
    #expect(decode(value, settings(["duration": "/d"], unit)).events.first?.durationMicros == micros)
  }

  @Test func aMappedNameHasNoNativePlace() {
    let value = #"{"instance":"native","tenant":"mapped","transaction":"t","duration_ms":1}"#
    #expect(decode(value, settings(["instance": "/tenant"])).events.first?.instance == "mapped")
    #expect(decode(value, settings(["instance": "/nowhere"])).rejection == .missingInstance)
    #expect(decode(#"{"x":1}"#, settings(["instance": "/tenant"])).rejection == .missingName)
  }

  @Test func mapsReachIntoAnEnvelope() {
    let value =
      #"{"specversion":"1.0","type":"t","time":"2026-11-22T02:31:40Z","data":{"tenant":"i","transaction":"t","duration_ms":1}}"#
    let event = decode(value, settings(["instance": "/tenant", "time": "/at"])).events.first
    #expect(event?.instance == "i" && event?.timeMicros == 1_795_314_700_000_000)
  }

  @Test func whatIsWrongIsNamed() {
    #expect(settings(["instance": "/a/~0~1", "time": "/0"]).problems.isEmpty)
    let problems = settings(["alertname": "/a", "ci": "a", "count": "", "domain": "/a~2"]).problems
    #expect(problems.count == 4 && problems[0].contains("alertname") && problems[3].contains("/a~2"))
  }
}

@Suite struct EncodingTests {
  private let alert = Array(#"{"instance":"i","alert":"a"}"#.utf8)

  @Test func frames() {
    #expect(decode([0, 0, 0, 0, 7] + alert).events.count == 1)
    #expect(decode([0, 0, 0, 0, 7, 2, 9]).rejection == .unsupportedEncoding)
    #expect(decode([0]).rejection == .unsupportedEncoding)
    #expect(decode([0x1F, 0x8B, 8, 0]).rejection == .unsupportedEncoding)
    #expect(decode([0x0A, 5, 0x61, 0x62]).rejection == .unsupportedEncoding)
    #expect(decode([0xEF, 0xBB, 0xBF] + alert).rejection == .notJSON)
    #expect(decode([0xFF, 0xFE, 0x7B]).rejection == .notUTF8)
  }

  @Test func size() {
    let space = [UInt8](repeating: 0x20, count: Limits.recordBytes)
    #expect(decode(alert + space).events.count == 1)
    #expect(decode([UInt8(ascii: "\"")] + [UInt8](repeating: 0x78, count: Limits.recordBytes)).rejection == .tooLarge)
  }

  @Test(arguments: [("[", "]"), (#"{"a":"#, "}")])
  func depth(open: String, close: String) {
    func nested(_ levels: Int) -> String {
      let value = String(repeating: open, count: levels) + "1" + String(repeating: close, count: levels)
      return #"{"instance":"i","alert":"a","x":\#(value)}"#
    }
    #expect(decode(nested(Limits.jsonDepth - 1)).events.count == 1)
    #expect(decode(nested(Limits.jsonDepth)).rejection == .tooDeep)
    #expect(decode(nested(10_000)).rejection == .tooDeep)
    #expect(decode(String(repeating: open, count: 100_000)).rejection == .tooDeep)
  }

  @Test(
    arguments: [
      ([0xFF], .notUTF8), ([0xC0, 0xAF], .notUTF8), ([0xED, 0xA0, 0xBD], .notUTF8),
      ([0xE6, 0xB1], .notUTF8), ([0xF4, 0x90, 0x80, 0x80], .notUTF8), ([0xC3], .notUTF8), ([0x80], .notUTF8),
      ([0x00], .notJSON), ([0x0A], .notJSON), ([0x5C, 0x78], .notJSON), ([0x5C, 0x75, 0x31, 0x32], .notJSON),
      ([0x5C], .notJSON), ([0xC3, 0xA9], nil), ([0xE4, 0xBA, 0x80], nil), ([0xF0, 0x9F, 0x90, 0xA2], nil),
      ([0xEF, 0xBF, 0xBF], nil),
    ] as [([UInt8], Rejection?)])
  func strings(bytes: [UInt8], reason: Rejection?) {
    let value = Array(#"{"instance":"i","alert":"a"#.utf8) + bytes + Array(#""}"#.utf8)
    #expect(decode(value).rejection == reason)
  }

  @Test(
    arguments: [
      (#"\ud83d\udc22"#, "🐢"), (#"\ud83d"#, "\u{FFFD}"), (#"\udc22\ud83d"#, "\u{FFFD}\u{FFFD}"),
      (#"\ud83dxyz"#, "\u{FFFD}xyz"),
      (#"\ud83d\u0041"#, "\u{FFFD}A"), (#"a\u0000\u001fb"#, "a  b"), (#"a\u0085b"#, "a b"), ("x\u{85}é", "x é"),
      (#"\"\\\/\b\f\n\r\t!"#, "\"\\/     !"), ("a \u{A0}", "a"), ("\u{A0} \u{E0}", "\u{E0}"), (#"\t a\r\n"#, "a"),
      (#"S\u00e3o"#, "São"), ("é", "é"),
    ] as [(String, String)])
  func names(written: String, name: String) {
    #expect(decode(#"{"instance":"i","alert":"\#(written)"}"#).events.map(\.name) == [name])
  }

  @Test func aNameOfBlanksIsNone() {
    #expect(decode(#"{"instance":"i","alert":" \u0085","time":1795314700}"#).rejection == .missingName)
    #expect(decode(#"{"instance":" ","alert":"a"}"#).rejection == .missingInstance)
    let labels = #"{"alertname":" A ","customer":"c\n","instance":" web:80 ","severity":"critical "}"#
    let event = decode(#"[{"labels":\#(labels)}]"#).events.first
    #expect(event?.name == "A" && event?.instance == "c" && event?.ci == "web" && event?.severity == .critical)
  }

  @Test func longNamesAreCutAtACharacter() {
    let turtle = String(repeating: "亀", count: 100)
    let cut = String(repeating: "亀", count: 85)
    for name in [turtle, turtle + #"\n"#] {
      let event = decode(#"{"instance":"i","alert":"\#(name)","summary":"\#(name)\#(turtle)"}"#).events.first
      #expect(event?.name == cut)
      #expect(event?.summary.utf8.count ?? 0 <= Limits.summaryBytes && event?.summary.utf8.count ?? 0 > 505)
    }
  }
}
