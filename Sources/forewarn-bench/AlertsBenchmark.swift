import ForewarnCore

/// Alerts that fire at once, each known as a state of its own. Bar: 100,000 of them in 25 MiB.
struct AlertsBenchmark {
  private let options: Options
  private static let instances = 1_000
  private static let types = 5

  init(_ options: Options) { self.options = options }

  func run() {
    let alerts = options.number(.alerts, default: 100_000)
    var feed = AlertFeed(alertsAMinute: 2_000)
    let atStart = Meter.residentMebibytes.now
    // Each is told twice, as senders do.
    var fed = 0
    while fed < 2 * alerts { fed = feed.feed(atMost: 2 * alerts - fed) { Self.text($0 % alerts, seconds: $1) } }
    let now = Meter.residentMebibytes.now
    var report = Report("alerts")
    report.add(events: 2 * alerts, wallSeconds: feed.watch.wallSeconds, cpuSeconds: feed.watch.cpuSeconds)
    report.add("series", feed.engine.seriesCount)
    report.add("resident_mebibytes_at_start", atStart)
    report.add("resident_mebibytes", now)
    report.add("mebibytes_of_alerts", now - atStart)
    report.show(options)
  }

  private static func text(_ alert: Int, seconds: Int64) -> String {
    let instance = alert % instances
    return
      #"{"instance":"customer-\#(instance)","alert":"type-\#(alert / instances % types)","ci":"host-\#(instance)-\#(alert / instances)","fingerprint":"f\#(alert)","time":\#(seconds),"severity":"warning","status":"firing"}"#
  }
}
