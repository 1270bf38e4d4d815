/// Ids of names, new ones within the limits.
extension Statistics {
  @inline(__always)
  mutating func instance(_ name: Bytes, _ hash: UInt64, _ pane: Pane, _ directory: inout Directory) -> Int? {
    instances.find(name, hash, in: names) ?? newInstance(name, hash, pane, &directory)
  }

  private mutating func newInstance(
    _ name: Bytes, _ hash: UInt64, _ pane: Pane, _ directory: inout Directory
  ) -> Int? {
    guard instances.count < directory.room(forInstance: Name(name)), names.hasRoom(for: name.count) else {
      return nil
    }
    let id = add(instance: name, hash, pane: pane)
    let ownName = self.name(ofInstance: id)
    directory.know(instance: ownName)
    learned.zones.add(id, directory.timeZone(of: ownName))
    assert(directory.instanceCount == instances.count, "the directory knows every instance")
    return id
  }

  @inline(__always)
  mutating func transaction(
    _ name: Bytes, of instance: Int, _ hash: UInt64, _ pane: Pane, _ directory: inout Directory
  ) -> Int? {
    transactions.find(name, of: instance, hash, in: names) ?? newTransaction(name, of: instance, hash, pane, &directory)
  }

  /// The directory is lent, not read, on the way to here: else it would be copied for every event of a known series.
  @inline(never)
  private mutating func newTransaction(
    _ name: Bytes, of instance: Int, _ hash: UInt64, _ pane: Pane, _ directory: inout Directory
  ) -> Int? {
    guard hasRoom(forSeriesOf: instance, name, directory) else { return nil }
    return add(transaction: name, of: instance, hash, pane: pane)
  }

  mutating func alert(_ event: Event, of instance: Int, _ hash: UInt64, _ directory: Directory) -> Int? {
    if let known = alerts.find(event.name, of: instance, hash, in: names) { return known }
    guard hasRoom(forSeriesOf: instance, event.name, directory) else { return nil }
    return add(alert: event, of: instance, hash)
  }

  mutating func signal(
    _ event: Event, of instance: Int, _ hash: UInt64, _ pane: Pane, _ directory: inout Directory
  ) -> Int? {
    signals.find(event.name, of: instance, hash, in: names) ?? newSignal(event, of: instance, hash, pane, &directory)
  }

  @inline(never)
  private mutating func newSignal(
    _ event: Event, of instance: Int, _ hash: UInt64, _ pane: Pane, _ directory: inout Directory
  ) -> Int? {
    guard hasRoom(forSeriesOf: instance, event.name, directory) else { return nil }
    return add(signal: event, of: instance, hash, pane: pane)
  }

  // Inlined, as a call of it would be given a copy of all statistics.
  @inline(__always)
  private func hasRoom(forSeriesOf instance: Int, _ name: Bytes, _ directory: Directory) -> Bool {
    fullLimit(forSeriesOf: instance, directory) == nil && names.hasRoom(for: name.count)
  }

  /// The limit that keeps an instance from a further series; nil when none does.
  @inline(__always)
  private func fullLimit(forSeriesOf instance: Int, _ directory: Directory) -> Rejection? {
    if instances.seriesCount(of: instance) >= directory.limits.seriesPerInstance { return .instanceSeriesLimit }
    return seriesCount >= directory.room(forSeriesOf: instance) ? .seriesLimit : nil
  }

  /// Why an event found no series: the limit on instances when it has none.
  func reason(noSeriesOf instance: Int?, _ directory: Directory) -> Rejection {
    instance.map { fullLimit(forSeriesOf: $0, directory) ?? .seriesLimit } ?? .instanceLimit
  }

  /// The id of a configuration item; nil past the limit on series, beyond which alerts still count but do not name it.
  mutating func item(_ name: Bytes, _ directory: inout Directory) -> Int? {
    let hash = Hash64.hash(name.buffer)
    if let known = items.find(name, hash, in: names) { return known }
    guard items.count < directory.limits.series, names.hasRoom(for: name.count) else { return nil }
    let id = add(item: name, hash)
    know(item: id, &directory)
    return id
  }

  private mutating func know(item id: Int, _ directory: inout Directory) {
    var instances: [Int] = []
    for name in directory.customers.instances(ofItem: names.name(items.names[id])) {
      let instance = name.withBytes { bytes in
        self.instance(bytes, Hash64.hash(bytes.buffer), lastClosed, &directory)
      }
      if let instance { instances.append(instance) }
    }
    directory.know(itemOf: instances)
  }

  /// Looks up again what is not saved.
  mutating func introduceAll(to directory: inout Directory) {
    directory.forgetAll()
    learned.zones.forgetPlaces()
    var changed: Set<Int32> = []
    for id in 0..<instances.count {
      let ownName = name(ofInstance: id)
      directory.know(instance: ownName)
      if learned.zones.meet(id, directory.timeZone(of: ownName)) { changed.insert(Int32(id)) }
    }
    forgetClocks(of: changed)
    for id in 0..<items.count { know(item: id, &directory) }
  }
}
