import ForewarnCore

// Some of the records.
extension RecordedInput {
  /// Parts of the input alone, one range a partition. Offsets may have gaps; the first and the last of each range have to be there, else
  /// the ranges that are not whole are thrown.
  func part(_ ranges: [OffsetRange]) throws(MissingInput) -> RecordedInput {
    var parts: [Partition] = []
    var missing = MissingInput()
    for range in ranges {
      guard var part = sources.first(where: { $0.id == range.partition }) else {
        missing.ranges.append((range, nil))
        continue
      }
      let all = part.index.entries
      part.index = part.index.within(range.offsets)
      if part.index.entries.first?.offset != range.offsets.lowerBound
        || part.index.entries.last?.offset != range.offsets.upperBound - 1
      {
        missing.ranges.append((range, (all.first?.offset ?? 0)..<(all.last?.offset ?? -1) + 1))
      }
      parts.append(part)
    }
    guard missing.ranges.isEmpty else { throw missing }
    return RecordedInput(parts.sorted { $0.id < $1.id }, of: self)
  }
}

/// Offsets of one partition.
struct OffsetRange: Hashable, Sendable {
  var partition: TopicPartition
  var offsets: Range<Int64>

  var text: String {
    "\(partition.topic) [\(partition.partition)] \(offsets.lowerBound) to \(offsets.upperBound - 1)"
  }
}

/// Ranges that the input does not hold whole, and what it holds of their partitions.
struct MissingInput: Error {
  var ranges: [(wanted: OffsetRange, there: Range<Int64>?)] = []
}
