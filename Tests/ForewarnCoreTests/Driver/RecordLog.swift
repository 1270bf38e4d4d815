@testable import ForewarnCore

/// Partitions of records in memory, which stay where they are for as long as the log lives: a Kafka of one test.
final class RecordLog {
  struct Entry {
    var timestampMicros: Int64
    var value: UnsafeRawBufferPointer?
  }

  private(set) var partitions: [[Entry]]

  init(partitions: Int) { self.partitions = Array(repeating: [], count: partitions) }

  deinit {
    for entry in partitions.joined() { entry.value?.deallocate() }
  }

  /// Appends a record; its offset is the number of those before it. nil = a tombstone.
  func append(_ partition: Int, timestampMicros: Int64, _ value: String?) {
    let bytes = value.map { text in
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 1)
      copy.copyBytes(from: text.utf8)
      return UnsafeRawBufferPointer(copy)
    }
    partitions[partition].append(Entry(timestampMicros: timestampMicros, value: bytes))
  }

  func end(_ partition: Int) -> Int64 { Int64(partitions[partition].count) }
}
