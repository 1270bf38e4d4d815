/// Names to ids, and the instances that a configuration item touches.
extension Engine {
  @inline(__always)
  mutating func instance(_ name: Bytes, _ hash: UInt64, _ pane: Pane) -> Int? {
    statistics.find(instance: name, hash) ?? newInstance(name, hash, pane)
  }

  private mutating func newInstance(_ name: Bytes, _ hash: UInt64, _ pane: Pane) -> Int? {
    guard statistics.instances.count < settings.limits.instances else { return nil }
    let id = statistics.add(instance: name, hash, pane: pane)
    know(instance: id)
    return id
  }

  /// What follows from the customer model for a new or restored instance.
  mutating func know(instance id: Int) {
    let installation = customers.installation(statistics.name(ofInstance: id))
    takesImmediateAlerts.append(
      installation.map { settings.alerts.immediateEnvironments.contains($0.environment) } ?? false)
  }

  @inline(__always)
  mutating func transaction(_ name: Bytes, of instance: Int, _ hash: UInt64, _ pane: Pane) -> Int? {
    if let known = statistics.find(transaction: name, of: instance, hash) { return known }
    guard statistics.seriesCount < settings.limits.series else { return nil }
    return statistics.add(transaction: name, of: instance, hash, pane: pane)
  }

  mutating func alert(_ event: Event, of instance: Int, _ hash: UInt64, _ pane: Pane) -> Int? {
    if let known = statistics.find(alert: event.name, of: instance, hash) { return known }
    guard statistics.seriesCount < settings.limits.series else { return nil }
    return statistics.add(alert: event.name, of: instance, domain: event.domain, hash, pane: pane)
  }

  /// The id of a configuration item; nil past the limit on series, beyond which alerts still count but do not name it.
  mutating func item(_ name: Bytes) -> Int? {
    let hash = Hash64.hash(name.buffer)
    if let known = statistics.find(item: name, hash) { return known }
    guard statistics.items.count < settings.limits.series else { return nil }
    let id = statistics.add(item: name, hash)
    know(item: id)
    return id
  }

  mutating func know(item id: Int) {
    var touched: [Int] = []
    for name in customers.instances(ofItem: statistics.names.text(statistics.items[id])) {
      if let instance = withBytes(
        of: name,
        { bytes, engine in
          engine.instance(bytes, Hash64.hash(bytes.buffer), engine.book.lastDecided)
        })
      {
        touched.append(instance)
      }
    }
    instancesOfItem.append(touched)
  }

  /// The instances that an item touches. An item that the model does not know is an instance of its own, for the triage queue.
  mutating func instances(ofItem name: Bytes, _ hash: UInt64, _ pane: Pane) -> [Int] {
    guard let item = item(name) else { return [] }
    if !instancesOfItem[item].isEmpty { return instancesOfItem[item] }
    guard let triage = instance(name, hash, pane) else { return [] }
    return [triage]
  }

  private mutating func withBytes<R>(of text: String, _ body: (Bytes, inout Engine) -> R) -> R {
    var utf8 = Array(text.utf8)
    return utf8.withUnsafeMutableBytes { body(Bytes(UnsafeRawBufferPointer($0)), &self) }
  }
}
