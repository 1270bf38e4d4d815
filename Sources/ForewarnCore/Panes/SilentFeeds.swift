/// A feed that stops is the feed's matter: when many customers of a topic fall silent at once, nobody asks each of them whether their sign-in
/// works. Their usage rests until the feed speaks again; who is silent still then is judged from there.
struct SilentFeeds {
  /// So many established instances of a topic, and such a share of them, are no coincidence.
  private static let fewest = 3
  private static let share = 0.3
  /// Within so many panes it is at once: what was sent and what was cut off meet in the first of them.
  private static let panes: Int32 = 3

  /// One topic whose instances are silent together.
  struct Feed: Equatable {
    var topic: UInt64
    var silent: Int
    var established: Int
  }

  /// Those of the last pane in which usage was looked at, in the order of their instances.
  private(set) var feeds: [Feed] = []

  /// Looks at the established instances before the pane teaches their usage, and marks who rests.
  mutating func look(at instances: inout InstanceTable) {
    feeds.removeAll(keepingCapacity: true)
    for instance in instances.watched.lazy.map(Int.init) {
      let topic = instances.feeds[instance].topic
      let index = feeds.firstIndex { $0.topic == topic } ?? feeds.count
      if index == feeds.count { feeds.append(Feed(topic: topic, silent: 0, established: 0)) }
      feeds[index].established += 1
      if Self.isSilentAtOnce(instance, instances) { feeds[index].silent += 1 }
    }
    feeds.removeAll { $0.silent < Self.fewest || Double($0.silent) < Double($0.established) * Self.share }
    for instance in instances.watched.lazy.map(Int.init) {
      let topic = instances.feeds[instance].topic
      let rests = Self.isSilentAtOnce(instance, instances) && feeds.contains { $0.topic == topic }
      instances.feeds[instance].rests = rests ? 1 : 0
    }
    assert(feeds.allSatisfy { $0.silent <= $0.established }, "those that are silent are some of all")
  }

  private static func isSilentAtOnce(_ instance: Int, _ instances: borrowing InstanceTable) -> Bool {
    instances.load(of: instance).requests == 0
      && (instances.feeds[instance].rests != 0 || instances.usage[instance].lowPanes < panes)
  }
}
