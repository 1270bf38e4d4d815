/// What closed panes teach, beside the baselines of series. A table is a file of its own: what it keeps, as sections of the snapshot, what it
/// learns of a pane, and what it forgets with names that leave. It stands in the lists of this file, and nowhere else.
struct Learned: ~Copyable {
  var zones = InstanceZones()
  var newAlertTypes = NewAlertTypes()
  var silentFeeds = SilentFeeds()
  var usage = UsageTable()
  var latency = InstanceLatencyTable()
  var alertTotals = AlertTotalTable()
  /// Of whom nothing is learned now.
  var excluded = ExcludedInstances()

  mutating func keep(_ departure: Departure) {
    zones.keep(departure)
    newAlertTypes.keep(departure)
    silentFeeds.keep(departure)
    usage.keep(departure)
    latency.keep(departure)
    alertTotals.keep(departure)
    excluded.keep(departure.instances)
  }

  func write(to writer: inout SectionWriter, instances count: Int) {
    zones.write(to: &writer, instances: count)
    newAlertTypes.write(to: &writer, instances: count)
    silentFeeds.write(to: &writer, instances: count)
    usage.write(to: &writer, instances: count)
    latency.write(to: &writer, instances: count)
    alertTotals.write(to: &writer, instances: count)
    if !excluded.isEmpty { excluded.write(to: &writer) }
  }

  mutating func restore(from reader: inout SectionReader, instances count: Int) {
    zones.restore(from: &reader, instances: count)
    newAlertTypes.restore(from: &reader, instances: count)
    silentFeeds.restore(from: &reader, instances: count)
    usage.restore(from: &reader, instances: count)
    latency.restore(from: &reader, instances: count)
    alertTotals.restore(from: &reader, instances: count)
    if reader.has(ExcludedInstance.section) { excluded.restore(from: &reader) }
  }
}

extension Statistics {
  /// The tables learn of a pane whose cells have left, in this order: which feeds are silent is seen before usage learns.
  mutating func learn(from closed: inout ClosedPane, _ settings: Settings) {
    precondition(!closed.isPartial, "a pane that lost records teaches nothing")
    learned.newAlertTypes.close(&closed, names, alerts, instances, settings.alerts)
    learned.alertTotals.close(&closed, learned.zones)
    guard !closed.isBlind else { return }
    learned.silentFeeds.look(at: learned.usage, instances)
    learned.usage.close(&closed, instances, learned.silentFeeds, learned.zones, settings.transactions)
  }
}

/// What the tables say of one pane: the part of `ClosedPane` that is theirs.
struct LearnedPane {
  /// Instances that were used, or whose silence is watched; ascending. Empty when blind: then nothing can be said of usage.
  var usage: [UsagePane] = []
  /// How all transactions of each instance do; ascending.
  var latency: [InstanceLatencyPane] = []
  /// All alerts of each instance that had one; ascending.
  var alertTotals: [AlertTotalPane] = []
  /// Alert types of which it was seen in this pane that they are rolled out.
  var rollouts: [NewAlertTypes.Rollout] = []

  mutating func removeAll() {
    usage.removeAll(keepingCapacity: true)
    latency.removeAll(keepingCapacity: true)
    alertTotals.removeAll(keepingCapacity: true)
    rollouts.removeAll(keepingCapacity: true)
  }
}
