/// A pane that has events and is not decided yet: whose cells to visit when it closes, and which offsets went into it.
struct OpenPane {
  struct OffsetRange: Equatable {
    /// First offset that has an event in the pane, and the one after the last; empty when equal.
    var from: Int64 = 0
    var to: Int64 = 0

    var isEmpty: Bool { from == to }
  }

  private(set) var pane: Pane
  var transactions: [Int32] = []
  var alerts: [Int32] = []
  var signals: [Int32] = []
  /// A range for each source partition.
  var ranges: [OffsetRange]
  /// Cells that lie further ahead than the inline ones.
  var latencyAside: [Int32: LatencyCell] = [:]
  var alertsAside: [Int32: AlertCell] = [:]
  var signalsAside: [Int32: SignalCell] = [:]

  init(pane: Pane, partitions: Int) {
    self.pane = pane
    ranges = Array(repeating: OffsetRange(), count: partitions)
  }

  @inline(__always)
  mutating func note(partition: Int, offset: Int64) {
    assert(offset >= ranges[partition].to - 1, "the records of a partition come in order")
    if ranges[partition].isEmpty { ranges[partition].from = offset }
    ranges[partition].to = offset + 1
  }

  /// A transaction's inline cell is empty no more; unless it has one aside, it was not listed yet.
  mutating func list(transaction id: Int32) {
    if latencyAside.isEmpty || latencyAside[id] == nil { transactions.append(id) }
  }

  /// Adds to a cell that lies further ahead than the inline ones.
  mutating func addAside(_ event: Event, to id: Int32) {
    if latencyAside[id] == nil { transactions.append(id) }
    latencyAside[id, default: LatencyCell()]
      .add(durationMicros: event.durationMicros, count: event.count, isError: event.isError)
  }

  /// What a pane has events of stays, under other ids.
  mutating func renumber(_ departure: Departure) {
    for index in transactions.indices { transactions[index] = departure.transactions.renumbered(transactions[index]) }
    for index in alerts.indices { alerts[index] = departure.alerts.renumbered(alerts[index]) }
    for index in signals.indices { signals[index] = departure.signals.renumbered(signals[index]) }
    func moved<Cell>(_ cells: [Int32: Cell], _ kept: Renumbering) -> [Int32: Cell] {
      Dictionary(uniqueKeysWithValues: cells.map { (kept.renumbered($0), $1) })
    }
    latencyAside = moved(latencyAside, departure.transactions)
    alertsAside = moved(alertsAside, departure.alerts)
    signalsAside = moved(signalsAside, departure.signals)
  }

  /// Takes the lists of a pane that is closed for another one, so that an ordinary pane opens without an allocation.
  mutating func reopen(as pane: Pane) {
    self.pane = pane
    transactions.removeAll(keepingCapacity: true)
    alerts.removeAll(keepingCapacity: true)
    signals.removeAll(keepingCapacity: true)
    for p in ranges.indices { ranges[p] = OffsetRange() }
    if !latencyAside.isEmpty { latencyAside = [:] }
    if !alertsAside.isEmpty { alertsAside = [:] }
    if !signalsAside.isEmpty { signalsAside = [:] }
  }
}

/// The panes that have events and are not decided, ascending.
struct OpenPanes {
  private(set) var panes: [OpenPane] = []
  /// Closed ones, kept for their lists.
  private var spare: [OpenPane] = []
  private static let spareLimit = 8
  let partitions: Int

  init(partitions: Int) { self.partitions = partitions }

  /// `Pane.max` when none is open.
  var first: Pane { panes.first?.pane ?? .max }

  var count: Int { panes.count }

  subscript(index: Int) -> OpenPane {
    @inline(__always) get { panes[index] }
    @inline(__always) _modify { yield &panes[index] }
  }

  /// Whether an event of this pane still fits. Clocks gone wild do not take the room of the others.
  @inline(__always)
  func hasRoom(for pane: Pane, isFarAhead: Bool) -> Bool {
    panes.count < (isFarAhead ? Limits.openPanesFarAhead : Limits.openPanes) || panes.contains { $0.pane == pane }
  }

  /// So many are open that the first has to be decided before more is read.
  @inline(__always)
  var isCrowded: Bool { panes.count > Limits.openPanes / 2 }

  /// Index of the open pane, made when it is not there. The newest pane is asked for most.
  @inline(__always)
  mutating func open(_ pane: Pane) -> Int {
    var index = panes.count - 1
    while index >= 0, panes[index].pane > pane { index -= 1 }
    if index >= 0, panes[index].pane == pane { return index }
    insert(pane, at: index + 1)
    return index + 1
  }

  private mutating func insert(_ pane: Pane, at index: Int) {
    precondition(panes.count < Limits.openPanes, "asked before: there is room for the pane")
    guard var reused = spare.popLast() else {
      panes.insert(OpenPane(pane: pane, partitions: partitions), at: index)
      return
    }
    reused.reopen(as: pane)
    panes.insert(reused, at: index)
  }

  mutating func renumber(_ departure: Departure) {
    for index in panes.indices { panes[index].renumber(departure) }
  }

  /// Takes the first pane out when it is this one. `recycle` gives its lists back.
  mutating func take(_ pane: Pane) -> OpenPane? {
    precondition(first >= pane, "panes close in order")
    guard first == pane else { return nil }
    var taken = panes.removeFirst()
    // In the order of their columns, what is known of them is read ahead; in that of arrival every series would be waited for.
    taken.transactions.sort()
    taken.alerts.sort()
    return taken
  }

  mutating func recycle(_ closed: consuming OpenPane) {
    if spare.count < Self.spareLimit { spare.append(closed) }
  }

  /// Takes up a pane that was saved; they come ascending.
  mutating func restore(_ saved: consuming OpenPane) {
    precondition(panes.last.map { $0.pane < saved.pane } ?? true, "saved panes are ascending")
    panes.append(saved)
  }
}
