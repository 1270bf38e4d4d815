@testable import ForewarnCore

/// A customer's minutes as a client that sums up would send them: one record an instance and pane, each transaction with the mean
/// of its requests and their count. What happens is planted by the test.
struct Planted {
  static let start = EngineDriver.day
  static let minute: Int64 = 60_000_000

  struct Sample {
    var instance: String
    var transaction: String
    var millis: Double
    var count: Int
    var errors = 0
  }

  let log = RecordLog(partitions: 2)
  let driver: EngineDriver

  /// `sample` gives what there is in a pane, `alerts` the alerts of it as text by their second.
  init(
    panes: Int, settings: Settings = Settings(), customers: CustomerModel = .empty, sample: (Int) -> [Sample],
    alerts: (Int) -> [String] = { _ in [] }, controls: [String] = [],
    asking inquiry: Inquiry? = nil
  ) {
    for pane in 0..<panes {
      let time = Self.time(pane, second: 30)
      let timeText = Timestamp.text(time)
      var byInstance: [(instance: String, events: [String])] = []
      for s in sample(pane) {
        // Names that need no escapes: the longest of these streams are written a quarter of a million times.
        func text(_ count: Int, isError: Bool) -> String {
          #"{"instance":"\#(s.instance)","transaction":"\#(s.transaction)","time":"\#(timeText)","duration_ms":\#(s.millis),"count":\#(count),"error":\#(isError)}"#
        }
        var events: [String] = []
        if s.count > s.errors { events.append(text(s.count - s.errors, isError: false)) }
        if s.errors > 0 { events.append(text(s.errors, isError: true)) }
        if byInstance.last?.instance != s.instance { byInstance.append((s.instance, [])) }
        byInstance[byInstance.count - 1].events += events
      }
      for (_, events) in byInstance {
        log.append(0, timestampMicros: time, "[" + events.joined(separator: ",") + "]")
      }
      for alert in alerts(pane) { log.append(1, timestampMicros: time, alert) }
    }
    driver = EngineDriver(log, kinds: [.transactions, .alerts], settings: settings, customers: customers)
    driver.batchRecords = 512
    for (number, text) in controls.enumerated() { driver.engine.takeControl(ControlTests.record(number, text)) }
    if let inquiry { driver.engine.inquire(inquiry) }
    driver.run()
    driver.tick(toMicros: Self.time(panes))
  }

  static func time(_ pane: Int, second: Int = 0) -> Int64 { start + Int64(pane) * minute + Int64(second) * 1_000_000 }

  /// The pane at whose end something happened.
  static func pane(_ event: JSONValue) -> Int? {
    guard let text = event["time"].text else { return nil }
    return (0..<20_000).first { Timestamp.text(time($0 + 1)) == text }
  }

  /// Normal noise of a pane mean around a level.
  static func millis(_ level: Double, noise: Double, _ random: inout Random) -> Double {
    max(0.5, level * (1 + noise * random.normal()))
  }
}

extension JSONValue {
  var hasTrend: Bool { self["data"]["evidence"]["trend"] != .null }
}
