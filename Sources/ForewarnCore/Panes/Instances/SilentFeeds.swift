/// A feed that stops is the feed's matter: when many customers of a topic fall silent at once, nobody asks each of them whether their sign-in
/// works. Their usage rests until the feed speaks again; who is silent still then is judged from there.
struct SilentFeeds: ~Copyable {
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

  private var origins = LearnedColumn(anew: InstanceFeed())

  /// Requests of an instance came from the topic of this hash.
  mutating func note(_ instance: Int, topic: UInt64) { origins[instance].topic = topic }

  func rests(_ instance: Int) -> Bool { origins[instance].rests != 0 }

  /// Looks at the established instances before the pane teaches their usage, and marks who rests.
  mutating func look(at usage: borrowing UsageTable, _ instances: borrowing InstanceTable) {
    feeds.removeAll(keepingCapacity: true)
    for instance in usage.watched.lazy.map(Int.init) {
      let topic = origins[instance].topic
      let index = feeds.firstIndex { $0.topic == topic } ?? feeds.count
      if index == feeds.count { feeds.append(Feed(topic: topic, silent: 0, established: 0)) }
      feeds[index].established += 1
      if isSilentAtOnce(instance, usage, instances) { feeds[index].silent += 1 }
    }
    feeds.removeAll { $0.silent < Self.fewest || Double($0.silent) < Double($0.established) * Self.share }
    for instance in usage.watched.lazy.map(Int.init) {
      let topic = origins[instance].topic
      let rests = isSilentAtOnce(instance, usage, instances) && feeds.contains { $0.topic == topic }
      origins[instance].rests = rests ? 1 : 0
    }
    assert(feeds.allSatisfy { $0.silent <= $0.established }, "those that are silent are some of all")
  }

  private func isSilentAtOnce(
    _ instance: Int, _ usage: borrowing UsageTable, _ instances: borrowing InstanceTable
  ) -> Bool {
    instances.load(of: instance).requests == 0 && (rests(instance) || usage[instance].lowPanes < Self.panes)
  }

  mutating func keep(_ departure: Departure) { origins.keep(departure.instances) }

  func write(to writer: inout SectionWriter, instances count: Int) { origins.write(to: &writer, beside: count) }

  mutating func restore(from reader: inout SectionReader, instances count: Int) {
    origins.restore(from: &reader, beside: count)
  }
}

/// Where an instance's requests come from, and whether it is silent because all of them stopped.
struct InstanceFeed: BitwiseCopyable {
  /// Hash of the topic's name; 0 = nothing came yet.
  var topic: UInt64 = 0
  /// 1 while its usage rests.
  var rests: UInt64 = 0
}

extension InstanceFeed: StoredElement {
  static let section = SectionKind(name: "instance_feeds", version: 1, stride: 16)
}
