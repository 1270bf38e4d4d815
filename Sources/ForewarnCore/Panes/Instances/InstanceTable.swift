/// Customer instances.
struct InstanceTable: ~Copyable {
  var series = Column<InstanceSeries>()
  /// Transactions and alert types of each, parallel to `series`.
  private var seriesCounts = Column<Int32>()
  /// The largest of them.
  private(set) var mostSeries = 0
  var index = HashIndex()
  /// Sums over the transactions of the pane that is closing, parallel to `series`, and the instances that have any.
  private var load = Column<InstanceLoad>()
  private(set) var loaded: [Int32] = []

  var count: Int { series.count }

  @inline(__always)
  func find(_ name: Bytes, _ hash: UInt64, in names: borrowing NameArena) -> Int? {
    index.find(hash) { names.bytes(series[$0].name).elementsEqual(name) }
  }

  mutating func add(_ name: NameRef, _ hash: UInt64, pane: Pane) -> Int {
    let id = series.count
    series.append(InstanceSeries(name: name, hash: hash, firstPane: pane))
    seriesCounts.append(0)
    load.append(InstanceLoad())
    precondition(load.count == series.count && seriesCounts.count == series.count, "the columns are parallel")
    index.insert(hash, id: id)
    return id
  }

  /// Takes the place of all series, and finds them by their hashes again.
  mutating func reindex(_ saved: consuming Column<InstanceSeries>) {
    series = saved
    findAll()
  }

  private mutating func findAll() {
    load = Column(repeating: InstanceLoad(), count: series.count)
    seriesCounts = Column(repeating: 0, count: series.count)
    mostSeries = 0
    index = HashIndex(hashes: series.elements.lazy.map(\.hash))
  }

  func seriesCount(of instance: Int) -> Int { Int(seriesCounts[instance]) }

  /// An instance has one transaction or alert type more.
  mutating func countSeries(of instance: Int) {
    seriesCounts[instance] += 1
    mostSeries = max(mostSeries, seriesCount(of: instance))
  }

  /// Only those that stay, under names that have moved.
  mutating func keep(_ instances: Renumbering, from old: borrowing NameArena, to names: inout NameArena) {
    assert(loaded.isEmpty, "names leave between two panes")
    series.keep(instances)
    for id in 0..<count { series[id].name = names.add(old.bytes(series[id].name)) }
    findAll()
  }

  // MARK: The pane that is closing

  /// The first pane of an instance is the first that had anything of it, in whatever order its records were taken.
  mutating func meet(_ instance: Int, _ pane: Pane) {
    series[instance].firstPane = min(series[instance].firstPane, pane)
  }

  func load(of instance: Int) -> InstanceLoad { load[instance] }

  mutating func addLoad(_ cell: LatencyCell, of instance: Int) {
    if load[instance].requests == 0 { loaded.append(Int32(instance)) }
    load[instance].micros = load[instance].micros.addingSaturating(cell.sumMicros)
    load[instance].requests = load[instance].requests.addingSaturating(cell.count)
  }

  mutating func clearLoad() {
    for instance in loaded { load[Int(instance)] = InstanceLoad() }
    assert(loaded.allSatisfy { load[Int($0)].requests == 0 }, "no pane's load is left for the next")
    loaded.removeAll(keepingCapacity: true)
  }
}

/// What an instance's transactions sum to in a pane.
struct InstanceLoad: BitwiseCopyable {
  var micros: Int64 = 0
  var requests: UInt32 = 0
}
