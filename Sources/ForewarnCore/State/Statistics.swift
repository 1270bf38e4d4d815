import RollingStatistics

/// The half of the state that counts and learns: cells, baselines, rates. A function of the records and of where decisions fell, so
/// it is saved rarely and taught again from there.
struct Statistics: ~Copyable {
  var names = NameArena()

  var instances = Column<InstanceSeries>()
  var instanceIndex = HashIndex()
  var transactions = Column<TransactionSeries>(capacity: 256)
  var transactionIndex = HashIndex(capacity: 256)
  var alerts = Column<AlertSeries>()
  var alertIndex = HashIndex()
  /// Configuration items that alerts named.
  var items = Column<NameRef>()
  var itemIndex = HashIndex()

  var followed = Column<FollowedTransaction>()
  /// `OpenWindow.panes` histograms of `LogLinear.bucketCount` buckets for each followed transaction.
  var histograms = Column<UInt32>(capacity: 1)

  /// Ascending by pane.
  var openPanes: [OpenPane] = []
  var repeats = RepeatFilter()
  /// The last closed pane; equal to the book's between decisions.
  var lastClosed: Pane = .min
  let partitionCount: Int

  init(partitionCount: Int) { self.partitionCount = partitionCount }

  var seriesCount: Int { transactions.count + alerts.count }

  func name(ofInstance id: Int) -> String { names.text(instances[id].name) }

  // MARK: Names to ids

  @inline(__always)
  func find(instance name: Bytes, _ hash: UInt64) -> Int? {
    instanceIndex.find(hash) { names.bytes(instances[$0].name).elementsEqual(name) }
  }

  mutating func add(instance name: Bytes, _ hash: UInt64, pane: Pane) -> Int {
    let id = instances.count
    instances.append(InstanceSeries(name: names.add(name), hash: hash, firstPane: pane))
    instanceIndex.insert(hash, id: id)
    return id
  }

  @inline(__always)
  func find(transaction name: Bytes, of instance: Int, _ hash: UInt64) -> Int? {
    transactionIndex.find(hash) {
      transactions[$0].instance == Int32(truncatingIfNeeded: instance)
        && names.bytes(transactions[$0].name).elementsEqual(name)
    }
  }

  mutating func add(transaction name: Bytes, of instance: Int, _ hash: UInt64, pane: Pane) -> Int {
    let id = transactions.count
    transactions.append(
      TransactionSeries(name: names.add(name), hash: hash, instance: Int32(instance), firstPane: pane, lastPane: pane))
    transactionIndex.insert(hash, id: id)
    return id
  }

  func find(alert name: Bytes, of instance: Int, _ hash: UInt64) -> Int? {
    alertIndex.find(hash) {
      alerts[$0].instance == Int32(truncatingIfNeeded: instance) && names.bytes(alerts[$0].name).elementsEqual(name)
    }
  }

  mutating func add(alert name: Bytes, of instance: Int, domain: Domain, _ hash: UInt64, pane: Pane) -> Int {
    let id = alerts.count
    // Its silence since the instance was first seen is history too.
    let before = instances[instance].firstPane - 1
    alerts.append(
      AlertSeries(
        name: names.add(name), hash: hash, instance: Int32(instance), domain: UInt32(domain.rawValue), firstPane: pane,
        taughtPane: before, block: before / Int32(AlertSeries.windowPanes)))
    alertIndex.insert(hash, id: id)
    return id
  }

  func find(item name: Bytes, _ hash: UInt64) -> Int? {
    itemIndex.find(hash) { names.bytes(items[$0]).elementsEqual(name) }
  }

  mutating func add(item name: Bytes, _ hash: UInt64) -> Int {
    let id = items.count
    items.append(names.add(name))
    itemIndex.insert(hash, id: id)
    return id
  }

  // MARK: Cells

  /// Adds a transaction event to its cell. Commutes with every other addition between two closings.
  @inline(__always)
  mutating func addTransaction(
    _ id: Int, pane: Pane, durationMicros: Int64, count: UInt32, isError: Bool, partition: Int, offset: Int64
  ) {
    let openIndex = open(pane)
    openPanes[openIndex].note(partition: partition, offset: offset)
    guard let slot = OpenWindow.slot(of: pane, lastDecided: lastClosed) else {
      if openPanes[openIndex].latencyAside[Int32(id)] == nil { touch(transaction: id, openIndex) }
      openPanes[openIndex].latencyAside[Int32(id), default: LatencyCell()]
        .add(durationMicros: durationMicros, count: count, isError: isError)
      return
    }
    if transactions[id].cells[slot].isEmpty, openPanes[openIndex].latencyAside[Int32(id)] == nil {
      touch(transaction: id, openIndex)
    }
    transactions[id].cells[slot].add(durationMicros: durationMicros, count: count, isError: isError)
    let block = Int(transactions[id].followed)
    if block >= 0 {
      let bucket = LogLinear.bucket(of: durationMicros)
      let cell = (block * OpenWindow.panes + slot) * LogLinear.bucketCount + bucket
      histograms[cell] = histograms[cell].addingSaturating(count)
    }
  }

  mutating func addAlert(_ id: Int, pane: Pane, status: AlertStatus, severity: Severity, partition: Int, offset: Int64)
  {
    let openIndex = open(pane)
    openPanes[openIndex].note(partition: partition, offset: offset)
    let slot = OpenWindow.slot(of: pane, lastDecided: lastClosed)
    let inlineEmpty = slot.map { alerts[id].cells[$0].isEmpty } ?? true
    if inlineEmpty, openPanes[openIndex].alertsAside[Int32(id)] == nil {
      openPanes[openIndex].alerts.append(Int32(id))
    }
    if let slot {
      alerts[id].cells[slot].add(status: status, severity: severity)
    } else {
      openPanes[openIndex].alertsAside[Int32(id), default: AlertCell()].add(status: status, severity: severity)
    }
  }

  private mutating func touch(transaction id: Int, _ openIndex: Int) {
    openPanes[openIndex].transactions.append(Int32(id))
  }

  /// Whether an event of this pane still fits: clocks gone wild must not open panes without end.
  @inline(__always)
  func hasRoom(for pane: Pane) -> Bool {
    openPanes.count < Limits.openPanes || openPanes.contains { $0.pane == pane }
  }

  /// Index of the open pane, made when it is not there. The newest pane is asked for most.
  @inline(__always)
  private mutating func open(_ pane: Pane) -> Int {
    var index = openPanes.count - 1
    while index >= 0, openPanes[index].pane > pane { index -= 1 }
    if index >= 0, openPanes[index].pane == pane { return index }
    openPanes.insert(OpenPane(pane: pane, partitions: partitionCount), at: index + 1)
    return index + 1
  }
}

extension Statistics {
  /// The cells of a pane of which records were lost: they leave and teach nothing.
  mutating func dropCells(_ open: OpenPane) {
    let slot = Int(open.pane & 3)
    for id in open.transactions { transactions[Int(id)].cells[slot] = LatencyCell() }
    for id in open.alerts { alerts[Int(id)].cells[slot] = AlertCell() }
    for instance in 0..<instances.count { instances[instance].requests[slot] = 0 }
    for block in 0..<followed.count {
      let start = (block * OpenWindow.panes + slot) * LogLinear.bucketCount
      histograms.elements[start..<start + LogLinear.bucketCount].update(repeating: 0)
    }
  }
}
