/// Statistics as bytes: a header, then every column as it lies in memory. Another program version has other element sizes, or
/// another `version`: its bytes are not read, and the statistics are learned anew.
enum StatisticsSnapshot {
  static let version: Int64 = 2
  private static let magic: Int64 = 0x464F_5245_5354_4154

  struct Header: Equatable {
    var generation: Int64
    var lastClosed: Pane
    var partitions: [PartitionProgress]
  }

  static func write(
    _ statistics: borrowing Statistics, generation: Int64, sources: [SourcePartition], partitions: [PartitionProgress]
  ) -> [UInt8] {
    var writer = ByteWriter(reserving: statistics.approximateBytes)
    writer.integer(magic)
    writer.integer(version)
    writer.integer(generation)
    writer.integer(Int64(statistics.lastClosed))
    writer.integer(Int64(sources.count))
    for (source, progress) in zip(sources, partitions) {
      writer.text("\(source.partition.topic)/\(source.partition.partition)")
      let row = RowWriter.bytes(of: progress)
      writer.run(row)
    }
    statistics.names.write(to: &writer)
    statistics.instances.write(to: &writer)
    statistics.transactions.write(to: &writer)
    statistics.alerts.write(to: &writer)
    statistics.items.write(to: &writer)
    statistics.followed.write(to: &writer)
    statistics.histograms.write(to: &writer)
    statistics.repeats.write(to: &writer)
    writer.integer(Int64(statistics.openPanes.count))
    for open in statistics.openPanes { open.write(to: &writer) }
    return writer.bytes
  }

  /// Replaces `statistics` by what the bytes hold; on nil it is as it was.
  static func read(_ bytes: [UInt8], sources: [SourcePartition], into statistics: inout Statistics) -> Header? {
    var reader = ByteReader(bytes)
    guard let (header, positions) = self.header(from: &reader, sources) else { return nil }
    var restored = Statistics(partitionCount: sources.count)
    guard restored.take(from: &reader, positions: positions), reader.isAtEnd else { return nil }
    restored.lastClosed = header.lastClosed
    statistics = restored
    return header
  }

  private static func header(from reader: inout ByteReader, _ sources: [SourcePartition]) -> (Header, positions: [Int])?
  {
    guard (try? reader.integer(Int64.self)) == magic, (try? reader.integer(Int64.self)) == version,
      let generation = try? reader.integer(Int64.self),
      let lastClosed = try? reader.integer(Int64.self), let count = try? reader.integer(Int64.self), count >= 0,
      count <= 100_000
    else { return nil }
    var partitions = Array(repeating: PartitionProgress(), count: sources.count)
    var positions: [Int] = []
    for _ in 0..<count {
      // A pane keeps its offset ranges by position: where a partition is gone, so is their meaning.
      guard let name = try? reader.text(), let row = try? reader.run(),
        let progress = RowReader.value(PartitionProgress.self, from: row),
        let p = sources.firstIndex(where: { "\($0.partition.topic)/\($0.partition.partition)" == name })
      else { return nil }
      partitions[p] = progress
      positions.append(p)
    }
    return (
      Header(generation: generation, lastClosed: Pane(truncatingIfNeeded: lastClosed), partitions: partitions),
      positions
    )
  }
}

extension Statistics {
  var approximateBytes: Int {
    transactions.count * MemoryLayout<TransactionSeries>.stride + alerts.count * MemoryLayout<AlertSeries>.stride
      + followed.count * MemoryLayout<FollowedTransaction>.stride + histograms.count * 4 + (1 << 20)
  }

  /// Fills empty statistics; false leaves them half filled, to be dropped.
  mutating func take(from reader: inout ByteReader, positions: [Int]) -> Bool {
    guard let names = NameArena(from: &reader) else { return false }
    self.names = names
    guard let instances = Column<InstanceSeries>(from: &reader) else { return false }
    self.instances = instances
    guard let transactions = Column<TransactionSeries>(from: &reader) else { return false }
    self.transactions = transactions
    guard let alerts = Column<AlertSeries>(from: &reader) else { return false }
    self.alerts = alerts
    guard let items = Column<NameRef>(from: &reader) else { return false }
    self.items = items
    guard let followed = Column<FollowedTransaction>(from: &reader) else { return false }
    self.followed = followed
    guard let histograms = Column<UInt32>(from: &reader) else { return false }
    self.histograms = histograms
    guard let repeats = RepeatFilter(from: &reader), let openCount = try? reader.integer(Int64.self), openCount >= 0,
      openCount <= 100_000
    else { return false }
    self.repeats = repeats
    for _ in 0..<openCount {
      guard let open = OpenPane(from: &reader, partitions: partitionCount, positions: positions) else { return false }
      openPanes.append(open)
    }
    rebuildIndexes()
    return true
  }

  private mutating func rebuildIndexes() {
    instanceIndex = HashIndex(capacity: instances.count)
    for id in 0..<instances.count { instanceIndex.insert(instances[id].hash, id: id) }
    transactionIndex = HashIndex(capacity: transactions.count)
    for id in 0..<transactions.count { transactionIndex.insert(transactions[id].hash, id: id) }
    alertIndex = HashIndex(capacity: alerts.count)
    for id in 0..<alerts.count { alertIndex.insert(alerts[id].hash, id: id) }
    itemIndex = HashIndex(capacity: items.count)
    for id in 0..<items.count { itemIndex.insert(Hash64.hash(names.bytes(items[id]).buffer), id: id) }
  }
}

extension OpenPane {
  func write(to writer: inout ByteWriter) {
    writer.integer(Int64(pane))
    for ids in [transactions, alerts] {
      writer.integer(Int64(ids.count))
      ids.withUnsafeBytes { writer.raw($0) }
    }
    writer.integer(Int64(ranges.count))
    for range in ranges {
      writer.integer(range.from)
      writer.integer(range.to)
    }
    writer.integer(Int64(latencyAside.count))
    for id in latencyAside.keys.sorted() {
      let cell = latencyAside[id] ?? LatencyCell()
      for value in [Int64(id), Int64(cell.count), Int64(cell.errors), cell.sumMicros, cell.maxMicros] {
        writer.integer(value)
      }
    }
    writer.integer(Int64(alertsAside.count))
    for id in alertsAside.keys.sorted() {
      let cell = alertsAside[id] ?? AlertCell()
      for value in [Int64(id), Int64(cell.firing), Int64(cell.resolved), Int64(cell.worst)] { writer.integer(value) }
    }
  }

  /// `positions` says where each partition of the bytes stands now.
  init?(from reader: inout ByteReader, partitions: Int, positions: [Int]) {
    guard let pane = try? reader.integer(Int64.self) else { return nil }
    self.init(pane: Pane(truncatingIfNeeded: pane), partitions: partitions)
    guard let transactions = Self.ids(from: &reader), let alerts = Self.ids(from: &reader),
      let rangeCount = try? reader.integer(Int64.self), rangeCount == Int64(positions.count)
    else { return nil }
    self.transactions = transactions
    self.alerts = alerts
    for position in positions {
      guard let from = try? reader.integer(Int64.self), let to = try? reader.integer(Int64.self) else { return nil }
      ranges[position] = OffsetRange(from: from, to: to)
    }
    guard let latencies = try? reader.integer(Int64.self), latencies >= 0 else { return nil }
    for _ in 0..<latencies {
      guard let id = try? reader.integer(Int64.self), let count = try? reader.integer(Int64.self),
        let errors = try? reader.integer(Int64.self),
        let sum = try? reader.integer(Int64.self), let largest = try? reader.integer(Int64.self)
      else { return nil }
      latencyAside[Int32(truncatingIfNeeded: id)] = LatencyCell(
        count: UInt32(truncatingIfNeeded: count), errors: UInt32(truncatingIfNeeded: errors), sumMicros: sum,
        maxMicros: largest)
    }
    guard let counts = try? reader.integer(Int64.self), counts >= 0 else { return nil }
    for _ in 0..<counts {
      guard let id = try? reader.integer(Int64.self), let firing = try? reader.integer(Int64.self),
        let resolved = try? reader.integer(Int64.self),
        let worst = try? reader.integer(Int64.self)
      else { return nil }
      alertsAside[Int32(truncatingIfNeeded: id)] = AlertCell(
        firing: UInt32(truncatingIfNeeded: firing), resolved: UInt32(truncatingIfNeeded: resolved),
        worst: UInt32(truncatingIfNeeded: worst))
    }
  }

  private static func ids(from reader: inout ByteReader) -> [Int32]? {
    guard let count = try? reader.integer(Int64.self), count >= 0, let raw = try? reader.raw(Int(clamping: count) &* 4)
    else { return nil }
    return raw.withUnsafeBytes { raw in
      (0..<Int(count)).map { Int32(raw.loadUnaligned(fromByteOffset: $0 * 4, as: Int32.self)) }
    }
  }
}

extension Engine {
  /// The statistics as they are now, for the epoch that is closed next.
  public func snapshot() -> [UInt8] {
    StatisticsSnapshot.write(
      statistics, generation: book.meta.generation, sources: sources, partitions: book.partitions)
  }
}
