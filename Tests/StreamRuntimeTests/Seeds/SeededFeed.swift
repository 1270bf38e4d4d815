import ForewarnCore
import Simulation
import StreamRuntime

/// Appends a stream as its time comes, moves the clocks, and knows what it has written where.
final class SeededFeed {
  struct Entry {
    var offset: Int64
    var expected: EventStream.Expected
  }

  let stream: EventStream
  private let world: World
  private let plan: SeededPlan
  private var next = 0
  private var random: SplitMix64
  /// Records of each partition that can be read, or could once.
  private(set) var written: [TopicPartition: [Entry]] = [:]
  /// Held back by a producer, until it flushes.
  private var held: [EventStream.Item] = []
  var holdsBack = false {
    didSet { if !holdsBack { flush() } }
  }
  /// Partitions that get records: those that are there, but for one that stays empty.
  var partitions: [String: [Int32]]

  init(_ plan: SeededPlan, _ world: World) {
    self.plan = plan
    self.world = world
    stream = EventStream(seed: plan.seed, panes: plan.panes)
    random = SplitMix64(seed: plan.seed ^ 0xFEED)
    partitions = ["alerts": [0, 1], "transactions": [0, 1]]
    if plan.isBacklog {
      for (index, item) in stream.items.enumerated() { append(item, index: index) }
      next = stream.items.count
    }
  }

  /// What time it is, µs, whatever the wall clock says.
  var nowMicros: Int64 { plan.beginMicros + world.time.monotonicMicros }
  var endMicros: Int64 { EventStream.begin + Int64(plan.panes) * 60_000_000 }
  /// Until when things happen: of a backlog, which is there from the first moment on, for some seconds of reading.
  var overMicros: Int64 { plan.isBacklog ? plan.beginMicros + 20_000_000 : endMicros }
  var isOver: Bool { next == stream.items.count && nowMicros > overMicros }

  /// Time goes on by some seconds, and what was written meanwhile is there.
  func goOn() {
    world.time.advance(micros: Int64.random(in: 0..<(plan.isBacklog ? 300_000 : 15_000_000), using: &random))
    let aheadMicros: Int64 = plan.has(.producersAhead) ? 60_000_000 : 0
    while next < stream.items.count, stream.items[next].timestampMicros <= nowMicros + aheadMicros {
      let item = stream.items[next]
      if holdsBack, item.topic == "transactions", item.partition == 1, !item.isGap {
        held.append(item)
      } else {
        append(item, index: next)
      }
      next += 1
    }
  }

  private func flush() {
    for var item in held {
      item.expected = .any
      append(item, index: 0)
    }
    held = []
  }

  private func append(_ item: EventStream.Item, index: Int) {
    let usable = partitions[item.topic] ?? [0]
    // Of more than two every second record goes to another one.
    let partition = usable[(Int(item.partition) + index % 2 * 2) % usable.count]
    guard !item.isGap else { return world.broker.appendGap(item.topic, partition) }
    let offset = world.broker.append(
      item.topic, partition, item.value, key: Array("k".utf8), timestampMicros: item.timestampMicros)
    written[TopicPartition(topic: item.topic, partition: partition), default: []].append(
      Entry(offset: offset, expected: item.expected))
  }

  /// A transaction of the producer was aborted: nobody reads what it wrote.
  func forget(_ partition: TopicPartition, from offset: Int64) {
    written[partition]?.removeAll { $0.offset >= offset }
  }

  /// A topic was made anew: there are so many other records.
  func replace(_ partition: TopicPartition, records: Int) {
    written[partition] = (0..<Int64(records)).map { Entry(offset: $0, expected: .any) }
  }

  /// How many records stand in a stretch of a partition.
  func count(_ partition: TopicPartition, _ range: Range<Int64>) -> Int64 {
    Int64(written[partition]?.count { range.contains($0.offset) } ?? 0)
  }
}
