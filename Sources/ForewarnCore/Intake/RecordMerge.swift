/// What was read and not yet taken, of all partitions: hands out one record after the other in the order of an offline merge, by
/// (event time, topic, partition, offset).
struct RecordMerge: ~Copyable {
  let sources: [SourcePartition]
  private var buffers: PartitionBuffers
  private(set) var supplies: [Supply]
  private let holdersExist: Bool

  init(_ sources: [SourcePartition]) {
    self.sources = sources
    buffers = PartitionBuffers(sources)
    supplies = Array(repeating: .lagging, count: sources.count)
    holdersExist = sources.contains { $0.holdsPaneTime }
  }

  @inline(__always)
  func isEmpty(_ partition: Int) -> Bool { buffers[partition].isEmpty }

  @inline(__always)
  func head(_ partition: Int) -> PartitionBuffer.Pending { buffers[partition].head }

  func unknownWords(of partition: Int) -> UnknownWords { buffers[partition].unknownWords }
  func passedOver(of partition: Int) -> PassedOverCounts { buffers[partition].passedOver }

  // MARK: Supply

  /// Takes a batch for a partition whose buffer is empty, decodes it, and gives the memory of the last one back in its place.
  /// `progress` is that of the partition: nothing of it is buffered. `nowMicros` stands in where neither event nor record names a time.
  mutating func receive(
    _ batch: inout RecordBatch, of partition: Int, after progress: PartitionProgress, _ time: TimeSettings,
    nowMicros: Int64
  ) {
    precondition(buffers[partition].isEmpty, "records that were not taken would be lost")
    // A log may hand over again what was taken; it does not count twice.
    if let first = batch.records.first, first.offset < progress.nextOffset {
      batch.records.removeAll { $0.offset < progress.nextOffset }
    }
    swap(&buffers[partition].batch, &batch)
    buffers[partition].decode(progress.lag, time, nowMicros: nowMicros)
    // How it stood before it spoke says nothing about the moment when these are taken.
    supplies[partition] = .lagging
  }

  mutating func supply(_ partition: Int, _ supply: Supply) { supplies[partition] = supply }

  /// Whether a partition that holds pane time was left out: silence says nothing then.
  var isBlind: Bool { sources.indices.contains { sources[$0].holdsPaneTime && supplies[$0] == .leftOut } }

  // MARK: Merge

  /// The partition whose head comes first, and the one after it, so that the first one's run can be taken without looking again.
  enum Next {
    case run(first: Int, second: Int?)
    /// Some partition lags and holds the others, or nothing is buffered at all.
    case waiting
  }

  func next() -> Next {
    var first = -1
    var second = -1
    for p in buffers.indices {
      if buffers[p].isEmpty {
        if supplies[p].blocksMerge { return .waiting }
        continue
      }
      if first < 0 || precedes(p, first) {
        second = first
        first = p
      } else if second < 0 || precedes(p, second) {
        second = p
      }
    }
    return first < 0 ? .waiting : .run(first: first, second: second < 0 ? nil : second)
  }

  /// Whether the head of one partition comes before that of another.
  @inline(__always)
  func precedes(_ a: Int, _ b: Int) -> Bool {
    let left = buffers[a].head.orderMicros
    let right = buffers[b].head.orderMicros
    return left != right ? left < right : a < b
  }

  /// Takes the head of a partition. Its events, and the record itself, can be asked for until the next batch comes.
  @inline(__always)
  mutating func take(_ partition: Int) -> PartitionBuffer.Pending { buffers[partition].take() }

  @inline(__always)
  func event(_ index: Int, of partition: Int) -> Event { buffers[partition].events[index] }

  func record(_ taken: PartitionBuffer.Pending, of partition: Int) -> (record: Record, headers: [RecordHeader]) {
    let record = buffers[partition].batch.records[Int(taken.record)]
    precondition(record.offset == taken.offset, "the record that is asked for is the one that was taken")
    return (record, buffers[partition].batch.headers(of: record))
  }

  /// Why a record was refused by its decoder, in words.
  func explanation(of taken: PartitionBuffer.Pending, of partition: Int) -> String {
    buffers[partition].explanation(of: taken)
  }

  /// The field that was in its way.
  func blame(of taken: PartitionBuffer.Pending, of partition: Int) -> Blame? { buffers[partition].blame(of: taken) }

  // MARK: Pane time

  /// Pane time in µs: the minimum over the transaction partitions (over the alert partitions where there are none), and never closer
  /// than the delay to what the merge has seen; nil as long as a partition that holds it has none.
  ///
  /// A partition with a record at its head is known to have nothing before it: it holds pane time at its own watermark or at
  /// the delay behind the merge, whichever is later. So it does not matter how the same records are spread over partitions, nor
  /// whether some are empty, or silent: a backlog is decided at the same records by a reader that goes on and by one that ends with it.
  func paneTimeMicros(_ cursor: Cursor) -> Int64? {
    guard let front = cursor.frontMicros else { return nil }
    var least = front - cursor.time.delayMicros
    for p in sources.indices where sources[p].holdsPaneTime || !holdersExist {
      least = min(least, heldMicros(p, front, cursor))
    }
    return least == .min ? nil : least
  }

  /// How far pane time may go by one partition that holds it.
  @inline(__always)
  private func heldMicros(_ p: Int, _ front: Int64, _ cursor: Cursor) -> Int64 {
    let own = cursor.partitions[p].watermark(cursor.time)
    guard !buffers[p].isEmpty else { return supplies[p].heldMicros(watermark: own, cursor.time) }
    let ahead = min(front, buffers[p].head.orderMicros)
    return max(own ?? .min, ahead == .min ? .min : ahead - cursor.time.delayMicros)
  }

  /// The partition that holds pane time back furthest, and how far it lets it go (`Int64.min` = nowhere); for people to look at.
  func timeHolder(_ cursor: Cursor) -> (partition: Int, micros: Int64)? {
    guard let front = cursor.frontMicros else { return nil }
    var holder: (partition: Int, micros: Int64)?
    for p in sources.indices where sources[p].holdsPaneTime || !holdersExist {
      let held = heldMicros(p, front, cursor)
      if held < holder?.micros ?? front - cursor.time.delayMicros { holder = (p, held) }
    }
    return holder
  }
}
