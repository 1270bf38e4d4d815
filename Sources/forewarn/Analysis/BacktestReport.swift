import ForewarnCore

/// A case that opens or reopens, as an event of the cases topic says it.
struct CaseOpening: Equatable {
  var instance: String
  var micros: Int64

  init(instance: String, micros: Int64) {
    self.instance = instance
    self.micros = micros
  }

  /// nil of any other event.
  init?(_ event: [UInt8]) {
    let told = event.withUnsafeBytes { ConsumedCaseEvent(Bytes($0)) }
    guard let told, told.change == "opened" || told.change == "reopened" else { return nil }
    self.init(instance: told.instance, micros: told.timeMicros)
  }
}

/// Cases held against incidents.
struct BacktestReport {
  private static let panesAMonth = 30.0 * 1_440

  private(set) var incidents = 0
  private(set) var found = 0
  private(set) var missed: [Incident] = []
  private(set) var cases = 0
  private(set) var trueCases = 0
  /// Of each incident that was found, how long before its start the first case opened; ascending. Negative where it had begun.
  private(set) var leadSeconds: [Double] = []
  private(set) var customerMonths = 0.0

  var falseCases: Int { cases - trueCases }
  var precision: Double? { cases > 0 ? Double(trueCases) / Double(cases) : nil }
  var recall: Double? { incidents > 0 ? Double(found) / Double(incidents) : nil }
  var falseCasesPerCustomerMonth: Double? { customerMonths > 0 ? Double(falseCases) / customerMonths : nil }

  init(openings: [CaseOpening], incidents: [Incident], watchedPanes: Int64, horizonMicros: Int64) {
    let calendar = IncidentCalendar(incidents)
    var leads: [Int: Double] = [:]
    for opening in openings.sorted(by: { ($0.micros, $0.instance) < ($1.micros, $1.instance) }) {
      let warned = calendar.warned(opening.instance, at: opening.micros, horizonMicros: horizonMicros)
      cases += 1
      if !warned.isEmpty { trueCases += 1 }
      for place in warned where leads[place] == nil {
        leads[place] = Double(incidents[place].startMicros - opening.micros) / 1e6
      }
    }
    self.incidents = incidents.count
    found = leads.count
    missed = incidents.indices.filter { leads[$0] == nil }.map { incidents[$0] }
    leadSeconds = leads.values.sorted()
    customerMonths = Double(watchedPanes) / Self.panesAMonth
  }

  /// The lead of which such a share of the incidents had less; nil where none was found.
  func lead(_ share: Double) -> Double? {
    leadSeconds.isEmpty ? nil : leadSeconds[min(Int(share * Double(leadSeconds.count)), leadSeconds.count - 1)]
  }

  /// One object without a line end.
  var json: String {
    var json = JSONWriter()
    json.object { json in
      json.integer("incidents", Int64(incidents))
      json.integer("found", Int64(found))
      json.array("missed") { json in
        for incident in missed {
          json.object { json in
            json.string("instance", incident.instance)
            json.string("start", Timestamp.text(incident.startMicros))
            json.string("end", Timestamp.text(incident.endMicros))
            json.string("label", incident.label)
          }
        }
      }
      json.integer("cases", Int64(cases))
      json.integer("true_cases", Int64(trueCases))
      json.integer("false_cases", Int64(falseCases))
      json.number("precision", precision)
      json.number("recall", recall)
      json.object("lead_seconds") { json in
        for (name, share) in [("p10", 0.1), ("median", 0.5), ("p90", 0.9)] { json.number(name, lead(share)) }
      }
      json.number("customer_months", customerMonths)
      json.number("false_cases_per_customer_month", falseCasesPerCustomerMonth)
    }
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// For people.
  var text: String {
    func percent(_ share: Double?) -> String { share.map { Words.percent($0) } ?? "unknown" }
    func span(_ share: Double) -> String {
      lead(share).map { Words.span(hours: abs($0) / 3_600) + ($0 < 0 ? " late" : "") } ?? "-"
    }
    var lines = [
      "incidents  \(incidents), \(found) found, \(missed.count) missed (recall \(percent(recall)))",
      "cases      \(cases), \(trueCases) true, \(falseCases) false (precision \(percent(precision)))",
      "lead       median \(span(0.5)), one in ten at most \(span(0.1)), one in ten at least \(span(0.9))",
      "false      \(falseCasesPerCustomerMonth.map { Words.count($0) } ?? "-") a customer-month, over \(Words.count(customerMonths)) customer-months",
    ]
    for incident in missed.prefix(20) {
      let label = incident.label.isEmpty ? "" : " (\(incident.label))"
      lines.append("missed     \(incident.instance) at \(Timestamp.text(incident.startMicros))\(label)")
    }
    if missed.count > 20 { lines.append("missed     and \(missed.count - 20) more") }
    return lines.joined(separator: "\n")
  }
}
