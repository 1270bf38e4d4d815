import Testing

@testable import ForewarnCore

/// Evidence speaks of now: the newest text, and what fires in the window.
@Suite struct EvidenceTests {
  static let items = ["app-acme-prod-01", "db-shared-07"]

  static let perMinute = 100

  static var customers: CustomerModel {
    var table = CustomerTable()
    table.instances = [.init(id: "acme-prod", environment: "test", accounts: [], owner: "")]
    table.installBase = items.map { .init(id: "ib-" + $0, ci: $0, instance: "acme-prod", soldProduct: "") }
    return CustomerModel(table)
  }

  enum Sender: CaseIterable {
    case native, alertmanager

    func alert(_ item: String, _ micros: Int64, _ text: String, fingerprint: String) -> String {
      switch self {
      case .native:
        return JSONText.alert(
          "db_slow", micros, instance: "acme-prod", ci: item, severity: "major", domain: "database",
          fingerprint: fingerprint, summary: text)
      case .alertmanager:
        let time = Timestamp.text(micros)
        return
          #"{"version":"4","status":"firing","receiver":"x","alerts":[{"status":"firing","labels":{"alertname":"db_slow","customer":"acme-prod","instance":"\#(item):9100","ci":"\#(item)","severity":"major","domain":"database","n":"\#(fingerprint)"},"annotations":{"summary":"\#(text)"},"startsAt":"\#(time)","endsAt":"0001-01-01T00:00:00Z","fingerprint":"\#(fingerprint)"}]}"#
      }
    }
  }

  /// S9: fifteen alerts of a type on one item, and two days later a burst of it on another.
  static func story(_ sender: Sender, partitions: Int = 1) -> EngineDriver {
    let burst = 2 * 1_440
    let log = RecordLog(partitions: partitions + 1)
    for minute in 0..<(burst + 6) {
      let at = Planted.time(minute, second: 1)
      log.append(
        partitions, timestampMicros: at,
        #"{"transaction":"ping","instance":"acme-prod","duration_ms":5,"time":"\#(Timestamp.text(at))"}"#)
      var told: [(millis: Int64, item: String, text: String)] = []
      if minute < 15 { told = [(5_000, items[0], "OLD TEXT: disk sda slow, 12 ms")] }
      if minute >= burst {
        told = (0..<perMinute).map {
          (5_000 + Int64($0) * 400, items[1], "replica is \((minute - burst) * perMinute + $0 + 100) s behind")
        }
      }
      for (index, (millis, item, text)) in told.enumerated() {
        let at = Planted.time(minute) + millis * 1_000
        log.append(
          (index * 7 + minute) % partitions, timestampMicros: at,
          sender.alert(item, at, text, fingerprint: "\(minute)-\(index)"))
      }
    }
    let driver = EngineDriver(
      log, kinds: Array(repeating: .alerts, count: partitions) + [.transactions], customers: customers)
    driver.finish()
    return driver
  }

  @Test(arguments: Sender.allCases)
  func theNewestTextAndTheItemsOfTheWindow(sender: Sender) throws {
    let driver = Self.story(sender)
    let opened = try #require(driver.cases("acme-prod").first, "\(driver.engine.counters)")
    #expect(opened.codes.contains("indicator_burst"))
    let told = try #require(
      opened["data"]["evidence"]["alerts"].list.first { $0["rule"].text == "indicator_burst" })
    // The second pane of the burst ends when the third has begun.
    let seen = (0..<6 * Self.perMinute).map { "replica is \($0 + 100) s behind" }
    #expect(told["items"] == .array([.string(Self.items[1])]))
    let text = try #require(told["summary"].text)
    let place = try #require(seen.firstIndex(of: text))
    #expect(place >= 2 * Self.perMinute - 1, "the last text of the panes that were judged, or a later one: \(place)")
    #expect(opened["data"]["affected"]["items"].list.map { $0["ci"].text } == [Self.items[1]])
    #expect(opened["data"]["summary"].text?.contains("OLD TEXT") == false)
    let title = try #require(opened["data"]["title"].text)
    #expect(title.contains("usually at most one in") && !title.contains("never"), "\(title)")
  }

  @Test(arguments: Sender.allCases, [2, 3])
  func theSplitOverPartitionsDoesNotShow(sender: Sender, partitions: Int) {
    let one = Self.story(sender).cases("acme-prod").map { $0.without("inputs") }
    let split = Self.story(sender, partitions: partitions).cases("acme-prod").map { $0.without("inputs") }
    #expect(!one.isEmpty && one == split)
  }
}
