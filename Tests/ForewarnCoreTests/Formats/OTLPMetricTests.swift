import ForewarnCore
import Testing

/// OpenTelemetry's metrics on a topic of signals.
@Suite struct OTLPMetricTests {
  private static let owner = #"{"key":"customer.instance.id","value":{"stringValue":"acme"}}"#

  private static func batch(_ metrics: String, resource: String = owner) -> String {
    #"{"resourceMetrics":[{"resource":{"attributes":[\#(resource)]},"scopeMetrics":[{"scope":{"name":"s"},"metrics":[\#(metrics)]}]}]}"#
  }

  private static func metric(_ data: String, unit: String = "") -> String {
    #"{\#(data),"unit":"\#(unit)","name":"queue.length"}"#
  }

  private static func gauge(_ points: String...) -> String {
    batch(metric(#""gauge":{"dataPoints":[\#(points.joined(separator: ","))]}"#))
  }

  private static func point(_ members: String, attributes: String = "") -> String {
    #"{"attributes":[\#(attributes)],"timeUnixNano":"1795314700000000000",\#(members)}"#
  }

  private static func take(_ value: String, attributes: [String] = []) -> Decoded {
    var settings = DecoderSettings(kind: .signals)
    settings.signalAttributes = attributes
    return decode(value, settings)
  }

  // MARK: What a value is

  /// Numbers are numbers, or texts of them, in any form.
  @Test(arguments: [
    (#""asDouble":17.5"#, 17.5), (#""asInt":"17""#, 17), (#""asInt":17"#, 17), (#""asDouble":"-17e-1""#, -1.7),
    (#""asDouble":-0"#, 0), (#""asDouble":5e-324"#, 0), (#""asDouble":null,"asInt":"3""#, 3),
    (#""asDouble":17.5,"flags":0"#, 17.5),
  ])
  func gaugesAreWhatTheySay(members: String, value: Double) {
    let decoded = Self.take(Self.gauge(Self.point(members)))
    let event = decoded.events.first
    #expect(decoded.rejection == nil && decoded.events.count == 1 && event?.kind == .signal, "\(decoded)")
    #expect(
      event?.name == "queue.length" && event?.instance == "acme"
        && event.map { ($0.value - value).magnitude < 1e-300 } == true)
    #expect(event?.timeMicros == 1_795_314_700_000_000)
  }

  @Test(
    arguments: [
      (#""asDouble":"NaN""#, .invalidValue), (#""asDouble":"Infinity""#, .invalidValue),
      (#""asDouble":"-Infinity""#, .invalidValue), (#""asDouble":1e+308"#, .invalidValue),
      (#""asInt":"9223372036854775807""#, .invalidValue), (#""asInt":"""#, .invalidValue),
      (#""asInt":"seventeen""#, .invalidValue), (#""asDouble":{}"#, .invalidValue), (#""asDouble":[1]"#, .invalidValue),
      (#""asDouble":true"#, .invalidValue), (#""asDouble":null"#, .missingValue), (#""value":17"#, .missingValue),
      (#""asInt":"1","timeUnixNano":"18446744073709551615""#, .invalidTime),
      (#""asInt":"1","timeUnixNano":"-1""#, .invalidTime), (#""asInt":"1","timeUnixNano":"x""#, .invalidTime),
      (#""asInt":"1","timeUnixNano":[]"#, .invalidField),
    ] as [(String, Rejection)])
  func oddPointsAreRefusedSingly(members: String, reason: Rejection) {
    let decoded = Self.take(Self.gauge(Self.point(members), Self.point(#""asInt":1"#), "17"))
    #expect(
      decoded.rejection == reason && decoded.events.count == 1 && decoded.result.rejectedEvents == 2, "\(decoded)")
  }

  /// A time that is not there, or 0, is the record's.
  @Test(arguments: [#"{"asInt":1}"#, #"{"asInt":1,"timeUnixNano":"0"}"#, #"{"asInt":1,"timeUnixNano":null}"#])
  func pointsWithoutTime(point: String) {
    #expect(Self.take(Self.gauge(point)).events.map(\.timeMicros) == [Event.noTime])
  }

  @Test(arguments: [
    Self.point(#""flags":1"#), Self.point(#""flags":"1","asDouble":0"#),
  ])
  func whatWasNotRecordedIsPassedOver(point: String) {
    let decoded = Self.take(Self.gauge(point))
    #expect(decoded.rejection == nil && decoded.events.isEmpty && decoded.result.skipped == 1)
  }

  // MARK: What is of an interval, and what adds up

  @Test(
    arguments: [
      // A counter's own interval, and what can fall, at any time.
      (#""sum":{"aggregationTemporality":1,"isMonotonic":true,"dataPoints":[{"asInt":"17"}]}"#, 17),
      (
        #""sum":{"dataPoints":[{"asInt":"17"}],"aggregationTemporality":"AGGREGATION_TEMPORALITY_DELTA","isMonotonic":true}"#,
        17
      ),
      (#""sum":{"aggregationTemporality":2,"isMonotonic":false,"dataPoints":[{"asInt":"17"}]}"#, 17),
      (#""sum":{"aggregationTemporality":"AGGREGATION_TEMPORALITY_CUMULATIVE","dataPoints":[{"asInt":17}]}"#, 17),
      (#""histogram":{"aggregationTemporality":1,"dataPoints":[{"count":"4","sum":68,"bucketCounts":["4"]}]}"#, 17),
      (#""histogram":{"dataPoints":[{"count":4,"sum":"68"}],"aggregationTemporality":"1"}"#, 17),
      (#""exponentialHistogram":{"aggregationTemporality":1,"dataPoints":[{"count":2,"sum":-1.5,"scale":-4}]}"#, -0.75),
      // Only the mean has to be a value.
      (#""histogram":{"aggregationTemporality":1,"dataPoints":[{"count":"1000","sum":1e16}]}"#, 1e13),
    ] as [(String, Double)])
  func valuesOfIntervals(data: String, value: Double) {
    let decoded = Self.take(Self.batch(Self.metric(data)))
    #expect(decoded.rejection == nil && decoded.events.map(\.value) == [value], "\(decoded)")
  }

  @Test(
    arguments: [
      (#""sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[{"asInt":"17"}]}"#, .cumulativeMetric),
      // What says nothing of it may be either.
      (#""sum":{"dataPoints":[{"asInt":"17"}]}"#, .cumulativeMetric),
      (#""sum":{"aggregationTemporality":{},"dataPoints":[{"asInt":"17"}]}"#, .cumulativeMetric),
      (#""histogram":{"aggregationTemporality":2,"dataPoints":[{"count":"4","sum":68}]}"#, .cumulativeMetric),
      (
        #""exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[{"count":"4","sum":68}]}"#, .cumulativeMetric
      ),
      (
        #""summary":{"dataPoints":[{"count":"3","sum":12.5,"quantileValues":[{"quantile":0.5,"value":4}]}]}"#,
        .summaryMetric
      ),
      (#""histogram":{"aggregationTemporality":1,"dataPoints":[{"count":"4"}]}"#, .missingValue),
      (#""histogram":{"aggregationTemporality":1,"dataPoints":[{"count":"4","sum":"NaN"}]}"#, .invalidValue),
      (#""histogram":{"aggregationTemporality":1,"dataPoints":[{"count":"4","sum":1e300}]}"#, .invalidValue),
    ] as [(String, Rejection)])
  func whatHasNoValueOfItsOwnIsRefused(data: String, reason: Rejection) {
    let decoded = Self.take(Self.batch(Self.metric(data) + "," + Self.metric(#""gauge":{"dataPoints":[{"asInt":1}]}"#)))
    #expect(
      decoded.rejection == reason && decoded.result.rejectedEvents == 1 && decoded.events.count == 1, "\(decoded)")
  }

  /// An interval in which nothing happened has no mean.
  @Test(arguments: [#"{"count":"0","sum":0}"#, #"{"bucketCounts":["0","0"]}"#, #"{"count":"-1","sum":3}"#])
  func emptyIntervalsArePassedOver(point: String) {
    let decoded = Self.take(
      Self.batch(Self.metric(#""histogram":{"aggregationTemporality":1,"dataPoints":[\#(point)]}"#)))
    #expect(decoded.rejection == nil && decoded.result.skipped == 1 && decoded.events.isEmpty, "\(decoded)")
  }

  @Test(arguments: [
    #"{"resourceMetrics":[]}"#, #"{"resourceMetrics":[{}]}"#,
    #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[]}]}]}"#,
    #"{"resourceMetrics":[null,17,{"scopeMetrics":null},{"scopeMetrics":[17,{"metrics":{}}]}]}"#,
    Self.batch(#"{"name":"no.data"}"#), Self.batch(Self.metric(#""gauge":{}"#)),
    Self.batch(Self.metric(#""gauge":{"dataPoints":[]}"#)), Self.batch(Self.metric(#""gauge":{"dataPoints":{}}"#)),
  ])
  func emptyBatchesArePassedOver(value: String) {
    let decoded = Self.take(value)
    #expect(decoded.rejection == nil && decoded.events.isEmpty && decoded.result.skipped == 1, "\(decoded)")
  }

  // MARK: Whose it is, and what it is called

  @Test func namesAndOwnersAreNeeded() {
    let nameless = Self.batch(#"{"gauge":{"dataPoints":[{"asInt":1},{"asInt":2}]}}"#)
    #expect(Self.take(nameless).rejection == .missingName && Self.take(nameless).result.rejectedEvents == 2)
    let nobodys = Self.batch(Self.metric(#""gauge":{"dataPoints":[{"asInt":1}]}"#), resource: "")
    #expect(Self.take(nobodys).rejection == .missingInstance)
    let machine = #"{"key":"host.name","value":{"stringValue":"db-7:9100"}}"#
    let ofMachine = Self.take(Self.batch(Self.metric(#""gauge":{"dataPoints":[{"asInt":1}]}"#), resource: machine))
    #expect(ofMachine.events.map(\.ci) == ["db-7"] && ofMachine.events.map(\.instance) == [""])
    // A point may be of another customer than its program.
    let own = Self.gauge(Self.point(#""asInt":1"#, attributes: Self.owner.replacing("acme", with: "globex")))
    #expect(Self.take(own).events.map(\.instance) == ["globex"])
  }

  @Test func chosenAttributesArePartOfTheName() {
    let orders = #"{"key":"q","value":{"stringValue":"orders"}},{"key":"n","value":{"intValue":"3"}}"#
    let value = Self.gauge(
      Self.point(#""asInt":1"#, attributes: orders),
      Self.point(#""asInt":2"#, attributes: #"{"key":"n","value":{"boolValue":true}}"#),
      Self.point(#""asInt":3"#, attributes: #"{"key":"q","value":{}},{"key":"n","value":{"stringValue":" "}}"#))
    #expect(Self.take(value).events.map(\.name) == ["queue.length", "queue.length", "queue.length"])
    #expect(
      Self.take(value, attributes: ["n", "q"]).events.map(\.name)
        == ["queue.length{n=3,q=orders}", "queue.length{n=true}", "queue.length"])
    let ofResource = Self.batch(
      Self.metric(#""gauge":{"dataPoints":[{"asInt":1},{"asInt":1,"attributes":[\#(orders)]}]}"#),
      resource: Self.owner + #",{"key":"q","value":{"stringValue":"\u00e9"}}"#)
    #expect(
      Self.take(ofResource, attributes: ["q"]).events.map(\.name) == ["queue.length{q=é}", "queue.length{q=orders}"])
    let long = Self.gauge(
      Self.point(
        #""asInt":1"#, attributes: #"{"key":"q","value":{"stringValue":"\#(String(repeating: "é", count: 300))"}}"#))
    let names = Self.take(long, attributes: ["q"]).events.map(\.name)
    #expect(names.first.map { $0.utf8.count <= Limits.nameBytes && $0.hasPrefix("queue.length{q=éé") } == true)
  }

  @Test(arguments: [
    ("s", "s"), ("By", "By"), ("%", "%"), ("1", ""), ("", ""), ("{request}", "request"), ("{request}/s", "{request}/s"),
    ("{}", "{}"), ("{a}{b}", "{a}{b}"), ("s{", "s{"),
  ])
  func unitsAreForPeople(unit: String, told: String) {
    let decoded = Self.take(Self.batch(Self.metric(#""gauge":{"dataPoints":[{"asInt":1}]}"#, unit: unit)))
    #expect(decoded.events.map(\.unit) == [told], "\(decoded)")
  }

  // MARK: What takes them

  @Test(arguments: [TopicKind.alerts, .transactions])
  func otherTopicsSayWhereTheyBelong(kind: TopicKind) {
    let value = Self.gauge(Self.point(#""asInt":1"#))
    #expect(decode(value, DecoderSettings(kind: kind)).rejection == .otherSignal)
    var settings = DecoderSettings(kind: .signals)
    settings.format = .otlp
    #expect(decode(value, settings).events.count == 1)
    settings.format = .native
    #expect(decode(value, settings).rejection == .unknownShape)
  }

  @Test func insideACloudEvent() {
    let inner = Self.gauge(Self.point(#""asInt":1"#))
    let value = #"{"specversion":"1.0","id":"1","source":"s","type":"t","data":\#(inner)}"#
    #expect(Self.take(value).events.map(\.name) == ["queue.length"])
  }

  /// As deep as is allowed and one more, and many of them.
  @Test func bounds() {
    let deep = { (levels: Int) in
      Self.gauge(
        Self.point(
          #""asInt":1,"exemplars":\#(String(repeating: "[", count: levels))\#(String(repeating: "]", count: levels))"#))
    }
    #expect(Self.take(deep(54)).events.count == 1 && Self.take(deep(80)).rejection == .tooDeep)
    let many = { (count: Int) in
      Self.batch(
        Self.metric(
          #""gauge":{"dataPoints":[\#(Array(repeating: #"{"asInt":1}"#, count: count).joined(separator: ","))]}"#))
    }
    #expect(Self.take(many(Limits.eventsPerRecord)).events.count == Limits.eventsPerRecord)
    let tooMany = Self.take(many(Limits.eventsPerRecord + 1))
    #expect(tooMany.rejection == .tooManyEvents && tooMany.events.isEmpty)
  }
}
