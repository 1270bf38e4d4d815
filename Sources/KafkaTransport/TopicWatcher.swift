internal import CRdKafka
internal import ForewarnCore
internal import StreamRuntime
internal import Synchronization

/// A side thread that looks now and then whether the input topics are still those that are read: partitions may be added, and a topic may be
/// deleted and made anew, with other records under the same offsets.
///
/// librdkafka before 2.1 tells neither a topic's id nor the leader epoch of a record. So a record that was read is looked up again, and
/// has to bear the same timestamp, before a newer one takes its place.
final class TopicWatcher: Sendable {
  private static let answerMillis = 3_000

  struct ReadRecord: Equatable, Sendable {
    var offset: Int64
    var timestampMicros: Int64
  }

  private struct State {
    var change: LayoutChange?
    var owner: SeenOwner?
    /// The last record that was handed over, of each partition, and the one that is looked up next.
    var newest: [ReadRecord?]
    var anchors: [ReadRecord?]
  }

  private let client: KafkaClient
  private let settings: KafkaSettings
  private let layout: InputLayout
  private let reader: Waker
  private let own: Waker
  private let ended: Waker
  private let isStopping = Atomic(false)
  private let state: Mutex<State>

  init(_ settings: KafkaSettings, client: KafkaClient, layout: InputLayout, reader: Waker) throws(LogFailure) {
    self.client = client
    self.layout = layout
    self.reader = reader
    self.settings = settings
    (own, ended) = try KafkaFailure.asLogFailure { () throws(KafkaError) in (try Waker(), try Waker()) }
    let none: [ReadRecord?] = Array(repeating: nil, count: layout.partitions.count)
    state = Mutex(State(newest: none, anchors: none))
  }

  func start() throws(LogFailure) {
    guard startSideThread("kafka-topics", { [self] in run() }) else {
      throw LogFailure(.broken, "no thread for watching the input topics", remedy: "Allow this process more threads.")
    }
  }

  /// True when the thread has ended.
  func stop(withinMillis: Int) -> Bool {
    isStopping.store(true, ordering: .releasing)
    own.wake()
    return ended.wait(atMostMillis: withinMillis)
  }

  var change: LayoutChange? { state.withLock(\.change) }

  var owner: SeenOwner? { state.withLock(\.owner) }

  func note(_ partition: Int, _ record: ReadRecord) {
    state.withLock {
      $0.newest[partition] = record
      if $0.anchors[partition] == nil { $0.anchors[partition] = record }
    }
  }

  private func run() {
    // Made once there is something to look up; what does not work here does not work for the log either.
    var probe: RecordProbe?
    while !isStopping.load(ordering: .acquiring) {
      own.wait(atMostMillis: settings.topicWatchMillis)
      if isStopping.load(ordering: .acquiring) { break }
      lookAtOwner()
      probe = probe ?? (try? RecordProbe(settings))
      if let found = probe.flatMap(lookAtRecords) ?? lookAtCounts() {
        state.withLock { $0.change = $0.change ?? found }
        reader.wake()
      }
    }
    probe?.close()
    ended.wake()
  }

  /// Whose commit the group has: a process that took over on a quiet topic would be met at the next commit only, minutes later.
  private func lookAtOwner() {
    guard let first = layout.partitions.first else { return }
    let now = monotonicMicros()
    let list = PartitionList([first])
    guard rd_kafka_committed(client.handle, list.list, Int32(Self.answerMillis)) == RD_KAFKA_RESP_ERR_NO_ERROR,
      let answer = list.find(first), answer.err == RD_KAFKA_RESP_ERR_NO_ERROR, answer.offset >= 0
    else { return }
    let metadata = Bytes(base: answer.metadata, count: answer.metadata == nil ? 0 : answer.metadata_size).text
    state.withLock { $0.owner = SeenOwner(metadata: metadata, askedAtMicros: now) }
  }

  private func lookAtCounts() -> LayoutChange? {
    for topic in layout.topics {
      // What does not answer shows elsewhere.
      guard case .success(let now) = TopicDirectory.partitionCountNow(of: topic.name, client: client) else { continue }
      if let change = layout.change(of: topic, to: now) { return change }
    }
    return nil
  }

  private func lookAtRecords(_ probe: RecordProbe) -> LayoutChange? {
    let (anchors, newest) = state.withLock { ($0.anchors, $0.newest) }
    let places = zip(layout.partitions, anchors).map { partition, anchor in anchor.map { (partition, $0.offset) } }
    let times = probe.times(at: places, withinMillis: Self.answerMillis)
    for (p, time) in times.enumerated() {
      guard let anchor = anchors[p], let time, time != anchor.timestampMicros else { continue }
      return .replaced(
        layout.partitions[p], reason: LayoutChange.otherRecord(at: anchor.offset, time, anchor.timestampMicros))
    }
    // One that was not found may be gone for good (retention, compaction), or nobody answered: the newest is as good.
    state.withLock { $0.anchors = newest }
    return nil
  }
}
