/// Customer instances, and how much each is used.
struct InstanceTable: ~Copyable {
  var series = Column<InstanceSeries>()
  /// Parallel to `series`.
  var usage = Column<UsageLevel>()
  var novelty = Column<NoveltyTrail>()
  var diversions = Column<LastDiversion>()
  var feeds = Column<InstanceFeed>()
  var index = HashIndex()
  /// Levels of usage that cases hold.
  var held = HeldSeries<UsageShadow>()
  /// Instances with established usage, whose silence would be news; ascending by id.
  private(set) var watched: [Int32] = []
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
    usage.append(UsageLevel())
    novelty.append(NoveltyTrail())
    diversions.append(LastDiversion())
    feeds.append(InstanceFeed())
    load.append(InstanceLoad())
    precondition(usage.count == series.count && novelty.count == series.count, "the columns are parallel")
    index.insert(hash, id: id)
    return id
  }

  /// Takes the place of all series, and finds them by their hashes again.
  mutating func reindex(_ saved: consuming Column<InstanceSeries>) {
    series = saved
    load = Column(repeating: InstanceLoad(), count: series.count)
    index = HashIndex(capacity: series.count)
    for id in 0..<series.count { index.insert(series[id].hash, id: id) }
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

  // MARK: Usage

  /// Adds to or takes from the list of those that are watched.
  mutating func watch(_ instance: Int, _ isWatched: Bool) {
    let key = Int32(instance)
    let position = watched.partitioningIndex { $0 >= key }
    let isListed = position < watched.count && watched[position] == key
    guard isListed != isWatched else { return }
    if isWatched { watched.insert(key, at: position) } else { watched.remove(at: position) }
  }

  mutating func watchEstablished(_ settings: TransactionSettings) {
    watched = (0..<count).filter { usage[$0].isEstablished(settings) }.map { Int32($0) }
  }
}

/// What an instance's transactions sum to in a pane.
struct InstanceLoad: BitwiseCopyable {
  var micros: Int64 = 0
  var requests: UInt32 = 0
}

extension Array {
  /// The first index at which a predicate holds that is false, then true, over the array; by halving.
  func partitioningIndex(where holds: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
