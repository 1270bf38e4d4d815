/// Statistics as bytes: a header, then a section for every column as it lies in memory. A section that is missing, or of another version,
/// is learned anew alone; only names and identities carry others, which then are learned anew with them.
enum StatisticsSnapshot {
  /// What the statistics were built from.
  struct Header: RowValue, Equatable {
    var generation: Int64 = 0
    var lastClosed: Pane = .min
    var partitions: [SavedPartition] = []

    mutating func code<C: RowCoder>(with coder: inout C) {
      coder.field(1, &generation)
      coder.field(2, &lastClosed)
      coder.field(3, &partitions)
    }
  }

  struct SavedPartition: RowValue, Equatable {
    var topic = ""
    var partition: Int32 = 0
    var progress = PartitionProgress()

    mutating func code<C: RowCoder>(with coder: inout C) {
      coder.field(1, &topic)
      coder.field(2, &partition)
      coder.field(3, &progress)
    }
  }

  static func write(
    _ statistics: borrowing Statistics, generation: Int64, _ sources: [SourcePartition],
    _ partitions: [PartitionProgress]
  ) -> [UInt8] {
    precondition(sources.count == partitions.count, "a progress for every source")
    let header = Header(
      generation: generation, lastClosed: statistics.lastClosed,
      partitions: zip(sources, partitions).map {
        SavedPartition(topic: $0.partition.topic, partition: $0.partition.partition, progress: $1)
      })
    func write(to writer: inout SectionWriter) {
      writer.row("header", header)
      statistics.write(to: &writer, sources.map(\.partition))
    }
    var measured = SectionWriter.measuring
    write(to: &measured)
    var writer = SectionWriter(reserving: measured.byteCount)
    write(to: &writer)
    return writer.bytes
  }

  /// What was read: statistics that hang together, what they were built from, and which sections have to be learned anew.
  struct Restored: ~Copyable {
    var header: Header
    var statistics: Statistics
    var relearned: [String]
  }

  /// Fails when the bytes are no snapshot, are cut, or contradict themselves.
  static func read(_ bytes: [UInt8], _ sources: [SourcePartition]) throws(MalformedBytes) -> Restored {
    var reader = try SectionReader(bytes)
    guard let header = try reader.row("header", as: Header.self) else { throw MalformedBytes(offset: 0) }
    var statistics = Statistics(sources.map(\.partition))
    statistics.lastClosed = header.lastClosed
    try statistics.restore(from: &reader, sources.map(\.partition))
    return Restored(header: header, statistics: statistics, relearned: reader.unusable)
  }
}
