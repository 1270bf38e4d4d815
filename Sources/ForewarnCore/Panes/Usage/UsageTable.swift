/// How much each instance is used.
struct UsageTable: ~Copyable {
  var levels = LearnedColumn(anew: UsageLevel())
  /// Those that cases hold.
  var held = HeldSeries<UsageShadow>()
  /// Of the last hour, for people to look at.
  private(set) var minutes = LearnedColumn(anew: MinuteRing())
  private var diversions = LearnedColumn(anew: LastDiversion())
  /// Instances with established usage, whose silence would be news; ascending by id.
  private(set) var watched: [Int32] = []

  subscript(instance: Int) -> UsageLevel { levels[instance] }

  /// A record of an instance was put aside while this pane filled.
  mutating func noteDiversion(_ instance: Int, _ pane: Pane) { diversions[instance].pane = pane }

  /// Learns the usage of the instances that the pane saw, and of those whose silence would be news. It rests where records were put
  /// aside, or the whole feed is silent: the customer may well be there.
  mutating func close(
    _ closed: inout ClosedPane, _ instances: borrowing InstanceTable, _ feeds: borrowing SilentFeeds,
    _ zones: borrowing InstanceZones, _ settings: TransactionSettings
  ) {
    var visited = instances.loaded
    visited.append(contentsOf: watched)
    visited.sort()
    var previous: Int32 = -1
    for key in visited where key != previous {
      previous = key
      let instance = Int(key)
      let clock = zones.clock(of: instance, at: closed.pane)
      guard !rests(instance, at: closed.pane) else {
        levels[instance].profile.skip()
        continue
      }
      let isExcluded = closed.excluded.holds(instance)
      guard !feeds.rests(instance) else {
        if isExcluded { levels[instance].profile.skip() } else { levels[instance].learnSilence(clock) }
        continue
      }
      let requests = Double(instances.load(of: instance).requests)
      let verdict = levels[instance].judge(requests, clock, settings, learns: !isExcluded)
      learn(requests, of: instance, clock, isExcluded: isExcluded)
      minutes[instance].push(requests, closed.pane)
      watch(instance, levels[instance].isEstablished(settings))
      closed.learned.usage.append(
        UsagePane(
          instance: instance, requests: requests, verdict: verdict, lowPanes: Int(levels[instance].lowPanes),
          highPanes: Int(levels[instance].highPanes)))
    }
  }

  /// Whether usage says nothing because records of the instance are put aside.
  func rests(_ instance: Int, at pane: Pane) -> Bool { diversions[instance].rests(at: pane) }

  /// Adds to or takes from the list of those that are watched.
  mutating func watch(_ instance: Int, _ isWatched: Bool) {
    let key = Int32(instance)
    let position = watched.partitioningIndex { $0 >= key }
    let isListed = position < watched.count && watched[position] == key
    guard isListed != isWatched else { return }
    if isWatched { watched.insert(key, at: position) } else { watched.remove(at: position) }
  }

  mutating func forgetClock(of instance: Int) {
    levels[instance].forgetClock()
    if let place = held.place(of: instance) { held[place].level.forgetClock() }
  }

  /// Who is watched follows from what was learned, and is not saved.
  mutating func watchEstablished(_ settings: TransactionSettings) {
    watched = (0..<levels.count).filter { levels[$0].isEstablished(settings) }.map { Int32($0) }
  }

  mutating func keep(_ departure: Departure) {
    levels.keep(departure.instances)
    minutes.keep(departure.instances)
    held.keep(departure.instances)
    diversions.keep(departure.instances)
    watched = watched.compactMap { departure.instances.place(of: $0) }
  }

  func write(to writer: inout SectionWriter, instances count: Int) {
    levels.write(to: &writer, beside: count)
    minutes.write(to: &writer, beside: count)
    diversions.write(to: &writer, beside: count)
    held.write(to: &writer)
  }

  mutating func restore(from reader: inout SectionReader, instances count: Int) {
    levels.restore(from: &reader, beside: count)
    minutes.restore(from: &reader, beside: count)
    diversions.restore(from: &reader, beside: count)
    held.restore(from: &reader)
  }
}

/// How much an instance was used in a pane.
struct UsagePane {
  var instance: Int
  var requests: Double
  var verdict: UsageVerdict
  /// Panes in a row far below what is usual, or above it.
  var lowPanes: Int
  var highPanes: Int
}

/// When a record of an instance was last put aside, being late or of a clock that is wrong: what is not counted then is no silence.
struct LastDiversion: BitwiseCopyable {
  /// While records are put aside, and for so many panes after, usage says nothing.
  static let restPanes: Pane = 15

  var pane: Pane = .min

  func rests(at now: Pane) -> Bool { pane > now - Self.restPanes }
}

extension LastDiversion: StoredElement {
  static let section = SectionKind(name: "instance_diversions", version: 1, stride: 4)
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
