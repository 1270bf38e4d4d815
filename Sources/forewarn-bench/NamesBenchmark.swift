import ForewarnCore

/// Names without end: alerts of hosts that are seen once and never again. Bar: memory is flat after the first million, and none is refused.
struct NamesBenchmark {
  private let options: Options

  init(_ options: Options) { self.options = options }

  func run() {
    let names = options.number(.names, default: 5_000_000)
    var feed = AlertFeed(alertsAMinute: 150)
    var afterTenth = 0.0
    var fed = 0
    while fed < names {
      fed = feed.feed(atMost: names - fed) { host, seconds in
        #"{"ci":"web-7c9d-\#(host)","alert":"PodRestarted","time":\#(seconds),"severity":"warning"}"#
      }
      if afterTenth == 0, fed >= names / 10 { afterTenth = Meter.residentMebibytes.now }
    }
    var report = Report("names")
    report.add(events: names, wallSeconds: feed.watch.wallSeconds, cpuSeconds: feed.watch.cpuSeconds)
    report.add("names_forgotten", Int(feed.engine.counters.forgottenInstances))
    report.add("names_known", feed.engine.instanceCount)
    report.add("events_rejected", Int(feed.engine.accounting.rejected))
    report.add("resident_mebibytes_after_a_tenth", afterTenth)
    report.add("resident_mebibytes", Meter.residentMebibytes.now)
    report.add("resident_mebibytes_peak", Meter.residentMebibytes.peak)
    report.show(options)
  }
}
