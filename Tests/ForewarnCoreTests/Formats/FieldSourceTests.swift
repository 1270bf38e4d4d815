import ForewarnCore
import Testing

/// What `fields:` can say beside a pointer.
@Suite struct FieldSourceTests {
  private func settings(
    _ fields: [String: FieldSource], each: String? = nil, labels: [String] = [], kind: TopicKind = .transactions
  ) -> DecoderSettings {
    var settings = DecoderSettings(kind: kind)
    settings.fields = fields
    settings.each = each
    settings.labels = labels
    settings.topic = "orders.acme"
    return settings
  }

  private let value =
    #"{"tenant":"acme","http":{"method":"GET","path":"/a\u00e9"},"took":"412ms","code":503,"result":"KO","n":7}"#

  private func read(_ fields: [String: FieldSource], key: [UInt8]? = nil, headers: [RecordHeader] = []) -> Decoded {
    var all: [String: FieldSource] = ["instance": "/tenant", "transaction": "/http/method", "duration": "/took"]
    for (name, source) in fields { all[name] = source }
    var decoder = RecordDecoder(settings(all))
    var events: [Event] = []
    var arena = ByteArena()
    let bytes = Array(value.utf8)
    return bytes.withUnsafeBytes { value in
      (key ?? []).withUnsafeBytes { keyBytes in
        let result = decoder.decode(
          RecordBytes(value: Bytes(value), key: key == nil ? nil : Bytes(keyBytes), headers: headers), into: &events,
          arena: &arena)
        return Decoded(events: events.map(PlainEvent.init), result: result)
      }
    }
  }

  @Test func constantsKeysTopicsAndHeaders() {
    let header = RecordHeader(name: "x-tenant", value: Array("from header".utf8))
    let last = RecordHeader(name: "x-tenant", value: Array("last".utf8))
    #expect(read(["instance": FieldSource(.constant("é"))]).events.map(\.instance) == ["é"])
    #expect(read(["instance": FieldSource(.topic)]).events.map(\.instance) == ["orders.acme"])
    #expect(read(["instance": FieldSource(.key)], key: Array("k\t1".utf8)).events.map(\.instance) == ["k 1"])
    #expect(
      read(["instance": FieldSource(.header("x-tenant"))], headers: [header, last]).events.map(\.instance) == ["last"])
    for key in [nil, [], [0xFF, 0xFE]] as [[UInt8]?] {
      #expect(read(["instance": FieldSource(.key)], key: key).rejection == .missingInstance)
    }
    #expect(read(["instance": FieldSource(.header("other"))], headers: [header]).rejection == .missingInstance)
  }

  @Test func templatesPutTextsTogether() {
    let names = { (template: String) in read(["transaction": FieldSource(.template(template))]).events.map(\.name) }
    #expect(names("{/http/method} {/http/path}") == ["GET /aé"])
    #expect(names("{n}") == ["7"])
    #expect(read(["transaction": FieldSource(.template("{/http/method} {/nowhere}"))]).rejection == .missingName)
    for bad in ["{/a", "}", "{}", "plain", "{/~2}"] { #expect(FieldSource(.template(bad)).problem != nil, "\(bad)") }
  }

  @Test func theFirstThatIsThereWinsAndADefaultStandsIn() {
    #expect(read(["instance": FieldSource(.pointers(["/no", "/tenant"]))]).events.map(\.instance) == ["acme"])
    #expect(read(["instance": FieldSource(.pointers(["/no"]), fallback: "else")]).events.map(\.instance) == ["else"])
    #expect(FieldSource(.pointers([])).problem != nil && FieldSource(.pointers(["a"])).problem != nil)
  }

  @Test(
    arguments: [
      (FieldSource(.pointers(["/code"]), atLeast: 500), true), (FieldSource(.pointers(["/code"]), atLeast: 504), false),
      (FieldSource(.pointers(["/result"]), values: ["ko": "true", "OK": "false"]), true),
      (FieldSource(.pointers(["/result"]), values: ["OK": "true", "*": "false"]), false),
      (FieldSource(.pointers(["/n"]), values: ["7": "true"]), true), (FieldSource(.pointers(["/nowhere"])), false),
    ] as [(FieldSource, Bool)])
  func whatFailedIsSaidInManyWays(source: FieldSource, isError: Bool) {
    #expect(read(["error": source]).events.map(\.isError) == [isError])
  }

  @Test(
    arguments: [
      ("412ms", 412_000), ("1.5 s", 1_500_000), ("PT0.4S", 400_000), ("P1DT2H", 93_600_000_000),
      ("1m30.5s", 90_500_000),
      ("250us", 250), ("250µs", 250), ("1500ns", 2), ("00:00:01.25", 1_250_000), ("02:03", 123_000_000),
      ("2h", 7_200_000_000),
      ("5", 5_000_000), ("PT720H", 2_592_000_000_000),
    ] as [(String, Int64)])
  func durationsSayTheirUnit(text: String, micros: Int64) {
    let fields: [String: FieldSource] = ["duration": FieldSource(.pointers(["/d"]), unit: .seconds)]
    let value = #"{"instance":"i","transaction":"t","d":"\#(text)"}"#
    #expect(decode(value, settings(fields)).events.map(\.durationMicros) == [micros])
  }

  @Test(arguments: [
    "0,25", "-5ms", "ms", "5 parsecs", "PT", "P", "P1M", "PT1", "1:2:3:4", "55555:2m3s", "721:00:00", "43201:00",
    "55555:2:3", ":", "1:", "PT721H", "999999999h", "1e30s", "s5", "9223372036854775807m",
    "P99999999999D", "99999999:00:00", "",
  ])
  func whatIsNoDurationIsRefused(text: String) {
    let value = #"{"instance":"i","transaction":"t","d":"\#(text)"}"#
    #expect(decode(value, settings(["duration": "/d"])).events.isEmpty)
  }

  @Test func pointersGoOnIntoTextsThatAreJSON() {
    let inner = #"{\"AlarmName\":\"CPU\",\"deep\":\"[{\\\"x\\\":\\\"acme\\\"}]\"}"#
    let fields: [String: FieldSource] = ["alert": "/Message/AlarmName", "instance": "/Message/deep/0/x"]
    let event = decode(#"{"Message":"\#(inner)"}"#, settings(fields, kind: .alerts)).events.first
    #expect(event?.name == "CPU" && event?.instance == "acme")
    for broken in [#"{\"AlarmName\":"#, "{", "", "CPU", "[1,2"] {
      #expect(decode(#"{"Message":"\#(broken)"}"#, settings(fields, kind: .alerts)).rejection == .missingName)
    }
  }

  @Test func eachElementIsAnEventAndTheRecordStaysInReach() {
    let fields: [String: FieldSource] = ["instance": "$/who", "transaction": "/t", "duration": "/d"]
    let each = { (pointer: String) in settings(fields, each: pointer) }
    let value = #"{"who":"i","batch":[{"t":"a","d":1},{"t":"b"},{"t":"c","d":3}],"none":[],"one":{"t":"z","d":1}}"#
    let decoded = decode(value, each("/batch"))
    #expect(decoded.events.map(\.name) == ["a", "c"] && decoded.events.allSatisfy { $0.instance == "i" })
    #expect(decoded.rejection == .missingDuration && decoded.result.rejectedEvents == 1)
    #expect(decode(value, each("/one")).events.map(\.name) == ["z"])
    #expect(decode(value, each("/none")).rejection == .noEvents)
    #expect(decode(value, each("/nowhere")).rejection == .nothingAtEach)
    let nested = #"{"who":"i","a":[{"b":"[{\"t\":\"x\",\"d\":1}]"},{"b":[{"t":"y","d":2}]}]}"#
    #expect(decode(nested, each("/a/*/b")).events.map(\.name) == ["x", "y"])
  }

  @Test(arguments: [
    #"{"customer":"c","host":"h:9100"}"#, #"[{"key":"customer","value":"c"},{"key":"host","value":"h:80"}]"#,
    #"[{"tag":"customer","value":"c"},{"tag":"host","value":"h"}]"#, #"["customer:c","host:h"]"#,
    #""customer:c, host:h""#,
    #""{\"customer\":\"c\",\"host\":\"h\"}""#, #"[["customer","c"],["host","h"]]"#,
    #"[{"key":"customer","value":{"stringValue":"c"}},{"key":"host","vStr":"h"}]"#,
  ])
  func labelsComeInManyForms(labels: String) {
    let decoded = decode(
      #"{"what":"A","tags":\#(labels)}"#, settings(["alert": "/what"], labels: ["/tags"], kind: .alerts))
    let event = decoded.events.first
    #expect(event?.instance == "c" && event?.ci == "h" && event?.identity != 0)
    let other = decode(
      #"{"what":"A","tags":{"customer":"c","host":"h","disk":"b"}}"#,
      settings(["alert": "/what"], labels: ["/tags"], kind: .alerts))
    #expect(other.events.first?.identity != event?.identity)
  }

  @Test func aRefusalNamesFieldPointerAndValue() {
    var all = settings(["instance": "/tenant/id", "transaction": "/t", "duration": "/took/ms"])
    func why(_ value: String) -> String {
      var decoder = RecordDecoder(all)
      var events: [Event] = []
      var arena = ByteArena()
      return Array(value.utf8).withUnsafeBytes { bytes in
        let result = decoder.decode(RecordBytes(value: Bytes(bytes)), into: &events, arena: &arena)
        return result.rejection.map { decoder.explanation(of: $0, decoder.blame, in: Bytes(bytes)) } ?? "taken"
      }
    }
    let missing = why(#"{"tenant":{"name":"x","no":1},"t":"t"}"#)
    #expect(missing.contains("`instance` (/tenant/id) is not there; /tenant has name, no"))
    #expect(why(#"{"tenant":"x","t":"t"}"#).contains("/tenant is \"x\""))
    let wrong = why(#"{"tenant":{"id":"x"},"t":"t","took":{"ms":"soon"}}"#)
    #expect(wrong.contains("`duration` (/took/ms) is \"soon\""))
    all.each = "/batch"
    #expect(why(#"{"batches":[]}"#).contains("/batch; the value has batches"))
    all = DecoderSettings(kind: .alerts)
    #expect(why(#"{"instance":"i","alert":"a","time":"soon"}"#).contains("`time` is \"soon\""))
    #expect(why("[1]") == Rejection.notAnObject.explanation)
  }
}
