import RollingStatistics

/// Response times: a screen for every (instance, transaction), and a closer look at those that carry the load.
struct TransactionTable: ~Copyable {
  var series = Column<TransactionSeries>(capacity: 256)
  /// Parallel to `series`.
  var latency = Column<LatencyBaseline>(capacity: 256)
  var index = HashIndex(capacity: 256)
  /// Baselines that cases hold.
  var held = HeldSeries<TransactionShadow>()
  var minutes = HeldSeries<ErrorMinutes>()

  var followed = Column<FollowedSlot>()
  /// Parallel to `followed`.
  var windows = Column<TrendWindow>()
  /// `OpenWindow.panes` histograms of `LogLinear.bucketCount` buckets for each followed transaction.
  var histograms = Column<UInt32>(capacity: 1)

  var count: Int { series.count }

  @inline(__always)
  func find(_ name: Bytes, of instance: Int, _ hash: UInt64, in names: borrowing NameArena) -> Int? {
    index.find(hash) { series[$0].isNamed(name, of: instance, in: names) }
  }

  mutating func add(_ name: NameRef, of instance: Int, _ hash: UInt64, pane: Pane) -> Int {
    let id = series.count
    series.append(TransactionSeries(name: name, hash: hash, instance: Int32(instance), lastPane: pane))
    latency.append(LatencyBaseline())
    precondition(latency.count == series.count, "the columns are parallel")
    index.insert(hash, id: id)
    return id
  }

  /// Adds an event to its cell; commutes with every other addition between two closings.
  @inline(__always)
  mutating func add(_ event: Event, to id: Int, in panes: inout OpenPanes, _ open: Int, lastClosed: Pane) {
    guard let slot = OpenWindow.slot(of: panes[open].pane, lastDecided: lastClosed) else {
      return panes[open].addAside(event, to: Int32(truncatingIfNeeded: id))
    }
    if series[id].cells[slot].isEmpty { panes[open].list(transaction: Int32(truncatingIfNeeded: id)) }
    series[id].cells[slot].add(durationMicros: event.durationMicros, count: event.count, isError: event.isError)
    let block = Int(series[id].followed)
    if block >= 0 {
      let bucket = LogLinear.bucket(of: event.durationMicros)
      let cell = (block * OpenWindow.panes + slot) * LogLinear.bucketCount + bucket
      histograms[cell] = histograms[cell].addingSaturating(event.count)
    }
  }

  /// Takes the place of all series, and finds them by their hashes again.
  mutating func reindex(_ saved: consuming Column<TransactionSeries>) {
    series = saved
    index = HashIndex(hashes: series.elements.lazy.map(\.hash))
  }

  /// Only those that stay, under names and instances that have moved. Blocks of those that leave are free.
  mutating func keep(
    _ kept: Renumbering, of instances: Renumbering, from old: borrowing NameArena, to names: inout NameArena
  ) {
    for block in 0..<followed.count where followed[block].series >= 0 {
      followed[block].series = kept.place(of: followed[block].series) ?? -1
    }
    held.keep(kept)
    minutes.keep(kept)
    series.keep(kept)
    latency.keep(kept)
    for id in 0..<count {
      series[id].move(to: instances, from: old, to: &names)
      assert(series[id].followed < 0 || followed[Int(series[id].followed)].series == Int32(id), "its block knows it")
    }
    index = HashIndex(hashes: series.elements.lazy.map(\.hash))
  }

  /// Takes a transaction's cell of a pane out.
  mutating func takeCell(_ id: Int, of open: borrowing OpenPane) -> LatencyCell {
    series[id].takeCell(of: open.pane, aside: open.latencyAside[Int32(id)])
  }

  /// The counts of a followed transaction's pane, to be emptied.
  func histogram(_ block: Int, _ slot: Int) -> UnsafeMutableBufferPointer<UInt32> {
    let start = (block * OpenWindow.panes + slot) * LogLinear.bucketCount
    return UnsafeMutableBufferPointer(rebasing: histograms.elements[start..<start + LogLinear.bucketCount])
  }

  /// The cells of a pane of which records were lost: they leave and teach nothing.
  mutating func drop(_ open: borrowing OpenPane) {
    for id in open.transactions { _ = takeCell(Int(id), of: open) }
    for block in 0..<followed.count { histogram(block, Int(open.pane & 3)).update(repeating: 0) }
  }
}
