/// Something that went wrong at a customer instance, as a ticketing system remembers it.
struct Incident: Equatable {
  var instance: String
  var startMicros: Int64
  /// The start where nobody says when it ended.
  var endMicros: Int64
  var label: String

  /// Reads `instance,start,end,label`; the last two may be empty or missing. In the order of their starts.
  static func read(_ path: String, _ console: Console) throws(FileFailure) -> [Incident] {
    var found: [Incident] = []
    try CSVTable(path: path, required: ["instance", "start"], optional: ["end", "label"]).read(console) { row in
      guard !row[0].isEmpty else { return "instance is empty" }
      guard let start = CSVTable.micros(row[1]) else { return "start \"\(row[1])\" is no time" }
      guard let end = row[2].isEmpty ? start : CSVTable.micros(row[2]) else { return "end \"\(row[2])\" is no time" }
      guard start <= end else { return "it ends before it starts" }
      found.append(Incident(instance: row[0], startMicros: start, endMicros: end, label: row[3]))
      return nil
    }
    return found.sorted { ($0.startMicros, $0.instance, $0.label) < ($1.startMicros, $1.instance, $1.label) }
  }
}

/// Incidents by their instance, each in the order of its starts.
struct IncidentCalendar {
  private let byInstance: [String: [(index: Int, incident: Incident)]]

  init(_ incidents: [Incident]) {
    byInstance = Dictionary(grouping: incidents.enumerated().map { ($0.offset, $0.element) }, by: { $0.1.instance })
  }

  /// Places of the incidents for which something at a moment was a true warning: within the horizon before them, or while they lasted.
  func warned(_ instance: String, at micros: Int64, horizonMicros: Int64) -> [Int] {
    (byInstance[instance] ?? []).filter { entry in
      entry.incident.startMicros - horizonMicros <= micros && micros <= entry.incident.endMicros
    }.map(\.index)
  }

  /// The first that starts at a moment or later, within the horizon.
  func next(_ instance: String, from micros: Int64, horizonMicros: Int64) -> (index: Int, incident: Incident)? {
    (byInstance[instance] ?? []).first {
      $0.incident.startMicros >= micros && $0.incident.startMicros - horizonMicros <= micros
    }
  }

  func lasts(_ instance: String, at micros: Int64) -> Bool {
    (byInstance[instance] ?? []).contains { $0.incident.startMicros < micros && micros <= $0.incident.endMicros }
  }

  /// µs of an instance's time that lie within the horizon before an incident and not before `begin`.
  func coveredMicros(_ instance: String, since begin: Int64, horizonMicros: Int64) -> Int64 {
    var (covered, reached) = (Int64(0), begin)
    for (_, incident) in byInstance[instance] ?? [] {
      let from = max(incident.startMicros - horizonMicros, reached)
      if incident.startMicros > from { covered += incident.startMicros - from }
      reached = max(reached, incident.startMicros)
    }
    return covered
  }
}
