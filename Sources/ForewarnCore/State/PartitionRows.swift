/// How far reading is in each source partition, and in those that were sources once. Their rows stay: the digest is one of all rows
/// that a store has.
struct ReadingProgress {
  let sources: [TopicPartition]
  /// How far reading and deciding are; partitions in the order of the sources.
  var cursor: Cursor
  private(set) var former: [TopicPartition: PartitionProgress] = [:]
  /// The sources that have a row; the others are new.
  private(set) var known: Set<Int> = []

  init(sources: [TopicPartition], time: TimeSettings) {
    self.sources = sources
    cursor = Cursor(time: time, partitions: Array(repeating: PartitionProgress(), count: sources.count))
  }

  /// What was committed of a partition.
  mutating func take(_ progress: PartitionProgress, of partition: TopicPartition) {
    if let p = sources.firstIndex(of: partition) {
      cursor.partitions[p] = progress
      known.insert(p)
    } else {
      former[partition] = progress
    }
  }

  /// Where deciding stood when the rows were written; called once, when all are there.
  mutating func resume(lastDecided: Pane) {
    cursor = Cursor(time: cursor.time, partitions: cursor.partitions, lastDecided: lastDecided)
  }
}

/// `partition/<topic>/<number>`
enum PartitionRows: BookRows {
  static let prefix = Array("partition/".utf8)

  static func spelling(of name: TopicPartition) -> [UInt8] { Array("\(name.topic)/\(name.partition)".utf8) }

  static func name(spelled bytes: ArraySlice<UInt8>) -> TopicPartition? {
    // A topic's name may hold a slash; the number is after the last one.
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")), slash > bytes.startIndex,
      let topic = String(validating: bytes[..<slash], as: UTF8.self),
      let number = RowNumber.value(spelled: bytes[(slash + 1)...]), number >= 0
    else { return nil }
    return TopicPartition(topic: topic, partition: number)
  }

  static func writeChanges(of reading: inout ReadingProgress, to rows: inout RowTable) {
    precondition(reading.cursor.partitions.count == reading.sources.count, "a progress for every source")
    for (source, progress) in zip(reading.sources, reading.cursor.partitions) {
      rows.put(key(source), RowWriter.bytes(of: progress))
    }
    for (partition, progress) in reading.former.sorted(by: { $0.key < $1.key }) {
      rows.put(key(partition), RowWriter.bytes(of: progress))
    }
  }

  /// They are put with every epoch.
  static func markAllChanged(_ reading: inout ReadingProgress) {}

  static func restore(
    _ name: TopicPartition, _ value: [UInt8], to reading: inout ReadingProgress
  ) throws(MalformedBytes) {
    reading.take(try RowReader.value(PartitionProgress.self, from: value), of: name)
  }
}
