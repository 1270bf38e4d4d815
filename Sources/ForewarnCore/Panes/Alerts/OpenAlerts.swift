/// What open panes say of alerts, each for itself: whether an alert fires at the end of a pane is known from what was told by then, however
/// far ahead of decisions records are read, and in whatever order.
struct OpenAlerts: ~Copyable {
  private(set) var alerts = Column<OpenAlert>()
  /// By the alert; an entry for each pane that speaks of it.
  private var index = HashIndex()

  var hasRoom: Bool { alerts.count < Limits.openAlerts }

  /// Takes a message of an open pane in. `known`: the alert as it stood before all open panes.
  mutating func note(_ event: Event, of known: AlertRegister, in pane: Pane) -> AlertTurn {
    precondition(hasRoom, "asked before: there is room for what an open pane says")
    var seen = known
    var own: Int?
    _ = index.find(known.hash) { id in
      guard alerts[id].register.hash == known.hash, alerts[id].register.series == known.series else { return false }
      if alerts[id].pane == pane { own = id }
      // An end counts from its own time on, wherever it is told; a beginning of a later pane is none yet.
      if alerts[id].pane <= pane { seen.merge(alerts[id].register) } else { seen.mergeEnd(alerts[id].register) }
      return false
    }
    let place = own ?? add(OpenAlert(pane: pane, AlertRegister(hash: known.hash, series: Int(known.series))))
    alerts[place].register.note(event)
    return seen.turn(by: event)
  }

  private mutating func add(_ alert: OpenAlert) -> Int {
    alerts.append(alert)
    index.insert(alert.register.hash, id: alerts.count - 1)
    return alerts.count - 1
  }

  /// What panes up to this one say, the earlier panes first; it leaves.
  mutating func take(through pane: Pane) -> [AlertRegister] {
    let settled = alerts.elements.filter { $0.pane <= pane }
    guard !settled.isEmpty else { return [] }
    retain { $0.pane > pane ? $0 : nil }
    return settled.sorted { ($0.pane, $0.register.hash) < ($1.pane, $1.register.hash) }.map(\.register)
  }

  /// Only those of alert types that stay.
  mutating func keep(_ series: Renumbering) {
    retain { alert in
      guard let place = series.place(of: alert.register.series) else { return nil }
      var moved = alert
      moved.register.series = place
      return moved
    }
  }

  private mutating func retain(_ kept: (OpenAlert) -> OpenAlert?) {
    var left = Column<OpenAlert>()
    for alert in alerts.elements {
      if let alert = kept(alert) { left.append(alert) }
    }
    take(left)
  }

  private mutating func take(_ all: consuming Column<OpenAlert>) {
    alerts = all
    index = HashIndex(capacity: alerts.count)
    for id in 0..<alerts.count { index.insert(alerts[id].register.hash, id: id) }
  }
}

/// What one open pane says of an alert.
struct OpenAlert: BitwiseCopyable {
  var register: AlertRegister
  var pane: Pane
  /// Zero: an element has no gaps.
  private var unused: Int32 = 0

  init(pane: Pane, _ register: AlertRegister) {
    self.pane = pane
    self.register = register
  }
}

extension OpenAlert: StoredElement {
  static let section = SectionKind(name: "open_alerts", version: 1, stride: 64)
}

/// Open panes' alerts as a section.
extension OpenAlerts {
  func write(to writer: inout SectionWriter) { writer.column(alerts) }

  /// Alert types that are learned anew have nothing that was said of them. Answers what is of no open pane.
  mutating func restore(from reader: inout SectionReader, alerts count: Int, open panes: [Pane]) -> [AlertRegister] {
    guard let saved = reader.column(of: OpenAlert.self), count > 0 else { return [] }
    let known = saved.elements.filter { (0..<Int32(clamping: count)).contains($0.register.series) }
    var open = Column<OpenAlert>(capacity: max(known.count, 1))
    for alert in known where panes.contains(alert.pane) { open.append(alert) }
    take(open)
    return known.filter { !panes.contains($0.pane) }.map(\.register)
  }
}
