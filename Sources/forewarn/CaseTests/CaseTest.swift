import ForewarnCore

/// One test: events in, expected case events out.
struct CaseTest: Sendable {
  static let usualStartMicros = EventTime.micros(ofRFC3339: "2026-11-23T00:00:00Z") ?? 0

  var name = ""
  /// Where it is written.
  var position = SourcePosition(source: "")
  var start: TestMoment?
  var until: TestMoment?
  var feed = TestFeed()
  var expected: [Expectation] = []
  /// Where each of them is written.
  var places: [SourcePosition] = []
}

/// What is fed, of a file or of one of its tests.
struct TestFeed: Sendable {
  var transactions: [TestTransaction] = []
  var alerts: [TestAlert] = []
  var signals: [TestSignal] = []
  /// Recorded input, as `replay` takes it.
  var inputs: [String] = []
}

/// The requests of one transaction, a minute a value.
struct TestTransaction: Sendable {
  static let usualCount = 100.0

  var instances: [String] = []
  var name = ""
  var from: TestMoment?
  /// Mean response times, ms.
  var millis: TestSeries?
  /// Requests a minute.
  var count: TestSeries?
  /// Those of them that fail.
  var errors: TestSeries?
  /// How much a minute's mean strays, as a share of it; always the same for the same names.
  var noise = 0.0
}

/// One type of alert: one that fires and resolves, or how many fire a minute.
struct TestAlert: Sendable {
  var instance = ""
  var ci = ""
  var name = ""
  var domain = Domain.other
  var severity = Severity.warning
  var fingerprint = ""
  var summary = ""
  var fires: TestMoment?
  var resolves: TestMoment?
  var from: TestMoment?
  var counts: TestSeries?
}

/// The values of one signal, a minute a value.
struct TestSignal: Sendable {
  var instances: [String] = []
  var name = ""
  var unit = ""
  var from: TestMoment?
  var values: TestSeries?
  /// How much a value strays, as a share of it; always the same for the same names.
  var noise = 0.0
}

/// A file of tests with what all of them share.
struct CaseTestFile: Sendable {
  var version = 1
  var config: YAMLNode?
  var settings: YAMLNode?
  var customersNode: YAMLNode?
  var start: TestMoment?
  var feed = TestFeed()
  var tests: [CaseTest] = []
}
