import ForewarnCore

/// What happens in the demo, minute by minute: a pure function of the moment at which it starts.
///
/// Minute 0 is where the live part begins; the minutes before it are history, in which everything is as usual.
struct DemoScenario: Sendable {
  enum Topic: String, CaseIterable, Sendable {
    case alerts, transactions
  }

  struct Record: Sendable, Equatable {
    var topic: Topic
    var timeMicros: Int64
    var key: String
    var value: String
  }

  /// A day, after which a burst of alerts need not be more surprising than is configured.
  static let historyMinutes = 1_440
  static let liveMinutes = 106
  static let minutes = -historyMinutes..<liveMinutes

  /// The top transaction of acme drifts to three times its level, and a release is rolled back a little later.
  static let drift = (instance: "acme-prod", transaction: "incident.list", from: 0, crosses: 72, undone: 75)
  static let critical = (instance: "europa-prod", fires: 4, clears: 11)
  /// The shared database is short of connections; eight minutes later its customers feel it.
  static let burst = 12..<26
  static let felt = burst.lowerBound + 8..<burst.upperBound + 2
  /// Users cannot sign in, and no monitor looks at that: requests fall to a tenth.
  static let outage = (instance: "helios-prod", minutes: 36..<58)

  /// Start of minute 0, µs since 1970.
  let liveMicros: Int64

  init(endMicros: Int64) {
    let end = endMicros - endMicros % 60_000_000
    liveMicros = end - Int64(Self.liveMinutes) * 60_000_000
  }

  func micros(ofMinute minute: Int) -> Int64 { liveMicros + Int64(minute) * 60_000_000 }

  /// The records of one minute in the order of their times.
  func records(ofMinute minute: Int) -> [Record] {
    var records: [Record] = []
    for customer in DemoCustomers.all { appendTransactions(of: customer, minute, to: &records) }
    records += alerts(ofMinute: minute)
    return records.enumerated().sorted {
      ($0.element.timeMicros, $0.offset) < ($1.element.timeMicros, $1.offset)
    }.map(\.element)
  }
}

// MARK: - Transactions

extension DemoScenario {
  private struct Load {
    var transaction: String
    var millis: Double
    var perMinute: Int
  }

  private static let loads = [
    Load(transaction: "incident.list", millis: 380, perMinute: 240),
    Load(transaction: "case.open", millis: 620, perMinute: 90),
    Load(transaction: "knowledge.search", millis: 210, perMinute: 150),
  ]

  /// A client that sums up: every 20 s one record for the quick four fifths of the requests, one for the slow rest. For the
  /// sake of a quick start, history has them every minute only.
  private func appendTransactions(
    of customer: DemoCustomers.Customer, _ minute: Int, to records: inout [Record]
  ) {
    let isNoisy = customer.instance == "fornax-prod"
    let parts = minute < 0 ? 1 : 3
    for load in Self.loads {
      let noise = DemoNoise("\(customer.instance)/\(load.transaction)")
      let level =
        load.millis * (0.8 + 0.4 * noise.uniform(0)) * noise.factor(minute, spread: isNoisy ? 0.12 : 0.025)
        * Self.slowdown(customer, load.transaction, minute)
      for part in 0..<parts {
        let place = minute * 3 + part
        let usual = Double(load.perMinute / parts) * noise.factor(place, 1, spread: isNoisy ? 0.2 : 0.05)
        let requests = Int(usual * Self.usage(customer, minute))
        let quick = max(1, requests * 4 / 5)
        let second = Int64((part + 1) * 60 / parts - 1)
        let time = micros(ofMinute: minute) + second * 1_000_000 + Int64(noise.integer(place, 2, below: 900)) * 1_000
        for (count, factor) in [(quick, 0.85), (max(1, requests - quick), 1.6)] {
          let tenths = Int(level * factor * noise.factor(place, 3, spread: 0.01) * 10)
          var json = JSONWriter()
          json.object { json in
            json.string("time", Timestamp.text(time))
            json.string("instance", customer.instance)
            json.string("transaction", load.transaction)
            json.number("duration_ms", Double(tenths) / 10)
            json.integer("count", Int64(count))
          }
          records.append(Record(topic: .transactions, timeMicros: time, key: customer.instance, value: json.text))
        }
      }
    }
  }

  /// The share of its usual requests that a customer sends.
  static func usage(_ customer: DemoCustomers.Customer, _ minute: Int) -> Double {
    customer.instance == outage.instance && outage.minutes.contains(minute) ? 0.1 : 1
  }

  /// How many times its usual response time a transaction takes.
  static func slowdown(_ customer: DemoCustomers.Customer, _ transaction: String, _ minute: Int) -> Double {
    if customer.instance == drift.instance, transaction == drift.transaction, minute >= drift.from,
      minute < drift.undone
    {
      return 1 + 2 * Double(minute - drift.from) / Double(drift.crosses - drift.from)
    }
    if customer.sharesDatabase, felt.contains(minute) { return 1.3 }
    return 1
  }
}

// MARK: - Alerts

extension DemoScenario {
  private struct Alert {
    var name: String
    var domain: String
    var severity: String
    var instance: String?
    var ci: String
    var summary: String
  }

  private static let connections = Alert(
    name: "db_connections_high", domain: "database", severity: "major", ci: DemoCustomers.sharedDatabase,
    summary: "connection pool nearly used up")
  /// The share of minutes in which a connection pool is short without anything being wrong.
  private static let connectionsAtRest = 0.03
  private static let diskFull = Alert(
    name: "disk_full", domain: "capacity", severity: "critical", instance: critical.instance, ci: "app-europa-01",
    summary: "/var is 99 % full")

  /// Of all customers; the key is the configuration item.
  func alerts(ofMinute minute: Int) -> [Record] {
    var records: [Record] = []
    let database = DemoNoise(DemoCustomers.sharedDatabase)
    if Self.burst.contains(minute) {
      // Two peers of a monitoring pair send each alert: it counts once.
      for i in 0..<15 {
        let second = i * 4 + database.integer(minute, i, below: 4)
        for _ in 0..<2 { append(Self.connections, minute, second, to: &records) }
      }
    } else if database.uniform(minute) < Self.connectionsAtRest {
      append(Self.connections, minute, database.integer(minute, 1, below: 60), to: &records)
    }
    // It ends two minutes after it last fired.
    let last = minute - 2
    if minute == Self.burst.upperBound + 1
      || !Self.burst.contains(last) && database.uniform(last) < Self.connectionsAtRest && !Self.burst.contains(minute)
    {
      append(Self.connections, minute, 59, status: "resolved", to: &records)
    }

    if minute == Self.critical.fires { append(Self.diskFull, minute, 12, to: &records) }
    if minute == Self.critical.clears { append(Self.diskFull, minute, 40, status: "resolved", to: &records) }

    // The noisy neighbour: three minutes in ten, up to seven alerts at once.
    let noisy = DemoNoise("fornax-prod/alerts")
    if noisy.uniform(minute) < 0.3 {
      let alert = Alert(
        name: "cpu_high", domain: "capacity", severity: "warning", instance: "fornax-prod", ci: "app-fornax-01",
        summary: "CPU above 90 %")
      for i in 0...noisy.integer(minute, 1, below: 7) {
        append(alert, minute, i * 8 + noisy.integer(minute, i + 2, below: 8), to: &records)
      }
    }
    let quiet = DemoNoise("gaia-prod/alerts")
    if quiet.uniform(minute) < 0.02 {
      let alert = Alert(
        name: "certificate_expires", domain: "other", severity: "warning", instance: "gaia-prod", ci: "app-gaia-01",
        summary: "certificate expires in 20 days")
      append(alert, minute, quiet.integer(minute, 1, below: 60), to: &records)
    }
    return records
  }

  private func append(
    _ alert: Alert, _ minute: Int, _ second: Int, status: String = "firing", to records: inout [Record]
  ) {
    let time = micros(ofMinute: minute) + Int64(second) * 1_000_000
    var json = JSONWriter()
    json.object { json in
      json.string("time", Timestamp.text(time))
      if let instance = alert.instance { json.string("instance", instance) }
      json.string("alert", alert.name)
      json.string("domain", alert.domain)
      json.string("severity", alert.severity)
      json.string("status", status)
      json.string("ci", alert.ci)
      json.string("fingerprint", "\(alert.name)/\(alert.ci)")
      json.string("summary", alert.summary)
    }
    records.append(Record(topic: .alerts, timeMicros: time, key: alert.ci, value: json.text))
  }
}
