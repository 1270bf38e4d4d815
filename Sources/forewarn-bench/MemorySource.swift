import ForewarnCore

/// Partitions of generated transactions in memory. Texts are made some thousands at a time, as a fetch would bring them, with
/// the watch stopped.
final class MemorySource {
  fileprivate struct Partition {
    var stream: TransactionStream
    var bytes: [UInt8] = []
    var ends: [Int] = []
    var times: [Int64] = []
    var next = 0
    var offset: Int64 = 0
  }

  private static let fetchedRecords = 8_192

  private var partitions: [Partition]
  private(set) var bytes = 0

  init(_ shape: TransactionStream.Shape) {
    partitions = (0..<shape.partitions).map { Partition(stream: TransactionStream(shape, partition: $0)) }
  }

  /// Makes texts for a partition that has none left. What was lent of it before is gone.
  func fetchIfEmpty(_ partition: Int, pausing watch: inout Stopwatch) {
    guard partitions[partition].next == partitions[partition].ends.count else { return }
    watch.stop()
    AllocationCounter.pause {
      partitions[partition].fetch(Self.fetchedRecords)
      bytes += partitions[partition].bytes.count
    }
    watch.start()
  }

  func lend(_ partition: Int, to batch: inout RecordBatch) {
    batch.removeAll()
    partitions[partition].lend(Limits.batchRecords, to: &batch)
  }
}

extension MemorySource.Partition {
  fileprivate mutating func fetch(_ count: Int) {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
    next = 0
    for _ in 0..<count {
      stream.write(to: &bytes)
      ends.append(bytes.count)
      times.append(stream.timeMicros)
    }
  }

  fileprivate mutating func lend(_ count: Int, to batch: inout RecordBatch) {
    // The array stays as it is until the next fetch, and so does the address of its elements.
    let base = bytes.withUnsafeBytes { $0.baseAddress }
    guard let base else { return }
    let end = min(next + count, ends.count)
    while next < end {
      let start = next == 0 ? 0 : ends[next - 1]
      batch.records.append(
        Record(
          offset: offset, timestampMicros: times[next], value: Bytes(base: base + start, count: ends[next] - start),
          key: nil))
      offset += 1
      next += 1
    }
  }
}
