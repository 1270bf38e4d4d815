import ForewarnCore

/// How often each type of alert was followed by an incident of its instance, in history.
struct IndicatorHistory {
  /// A repeat within so long is the same occasion: a state that is told every minute is one warning.
  static let occasionMicros: Int64 = 3_600_000_000
  /// One-sided 90 % of a normal variable.
  private static let z90 = 1.2815515655446004

  struct Line {
    var alert: String
    /// Occasions, and how many of them an incident followed within the horizon.
    var alerts = 0
    var followed = 0
    var incidentsPreceded = 0
    /// How much likelier an incident is after it than at any moment; 0 where there is none to compare with.
    var lift = 0.0
    var medianLeadSeconds: Double?

    var weight: Double { alerts > 0 ? Double(followed) / Double(alerts) : 0 }

    /// What the share is at least, with 90 % certainty (Wilson's score interval, 1927).
    var weightLower90: Double {
      guard alerts > 0 else { return 0 }
      let (n, z) = (Double(alerts), IndicatorHistory.z90)
      let centre = weight + z * z / (2 * n)
      let spread = z * (weight * (1 - weight) / n + z * z / (4 * n * n)).squareRoot()
      return max(0, (centre - spread) / (1 + z * z / n))
    }
  }

  /// Best first: by what the weight is at least.
  private(set) var lines: [Line] = []

  init(
    alerts: [(instance: String, alert: String, micros: Int64)], incidents: [Incident], horizonMicros: Int64
  ) {
    let calendar = IncidentCalendar(incidents)
    var last: [[String]: Int64] = [:]
    var found: [String: (line: Line, preceded: Set<Int>, leads: [Int64])] = [:]
    for alert in alerts.sorted(by: { ($0.micros, $0.instance, $0.alert) < ($1.micros, $1.instance, $1.alert) }) {
      let key = [alert.instance, alert.alert]
      defer { last[key] = alert.micros }
      if let before = last[key], alert.micros - before <= Self.occasionMicros { continue }
      // While one lasts, nothing warns of it.
      if calendar.lasts(alert.instance, at: alert.micros) { continue }
      var entry = found[alert.alert] ?? (Line(alert: alert.alert), [], [])
      entry.line.alerts += 1
      if let next = calendar.next(alert.instance, from: alert.micros, horizonMicros: horizonMicros) {
        entry.line.followed += 1
        entry.preceded.insert(next.index)
        entry.leads.append(next.incident.startMicros - alert.micros)
      }
      found[alert.alert] = entry
    }
    let base = Self.base(alerts, incidents, calendar, horizonMicros)
    lines = found.values.map { entry in
      var line = entry.line
      line.incidentsPreceded = entry.preceded.count
      line.lift = base > 0 ? line.weight / base : 0
      let leads = entry.leads.sorted()
      if !leads.isEmpty { line.medianLeadSeconds = Double(leads[leads.count / 2]) / 1e6 }
      return line
    }.sorted { $0.weightLower90 != $1.weightLower90 ? $0.weightLower90 > $1.weightLower90 : $0.alert < $1.alert }
  }

  /// The share of all instances' time that lies within the horizon before an incident.
  private static func base(
    _ alerts: [(instance: String, alert: String, micros: Int64)], _ incidents: [Incident],
    _ calendar: IncidentCalendar, _ horizonMicros: Int64
  ) -> Double {
    let times = alerts.map(\.micros) + incidents.map(\.startMicros)
    guard let begin = times.min(), let end = times.max(), begin < end else { return 0 }
    let instances = Set(alerts.map(\.instance) + incidents.map(\.instance)).sorted()
    let covered = instances.reduce(Int64(0)) {
      $0 + calendar.coveredMicros($1, since: begin, horizonMicros: horizonMicros)
    }
    return Double(covered) / (Double(end - begin) * Double(instances.count))
  }
}

extension IndicatorHistory.Line {
  var json: String {
    var json = JSONWriter()
    json.object { json in
      json.string("alert", alert)
      json.integer("alerts", Int64(alerts))
      json.integer("followed", Int64(followed))
      json.integer("incidents_preceded", Int64(incidentsPreceded))
      json.number("lift", lift)
      json.number("weight", weight)
      json.number("weight_lower90", weightLower90)
      json.number("median_lead_seconds", medianLeadSeconds)
    }
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
