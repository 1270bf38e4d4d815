internal import CRdKafka
internal import ForewarnCore

/// librdkafka's list of partitions with offsets, owned.
struct PartitionList: ~Copyable {
  let list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

  init(_ partitions: [TopicPartition], offset: Int64 = Int64(RD_KAFKA_OFFSET_INVALID)) {
    list = rd_kafka_topic_partition_list_new(Int32(partitions.count))
    for partition in partitions {
      let element = rd_kafka_topic_partition_list_add(list, partition.topic, partition.partition)
      element?.pointee.offset = offset
    }
  }

  deinit { rd_kafka_topic_partition_list_destroy(list) }

  /// In the order given to `init`, unless a call of librdkafka has sorted the list.
  subscript(index: Int) -> rd_kafka_topic_partition_t {
    get { list.pointee.elems[index] }
    nonmutating set { list.pointee.elems[index] = newValue }
  }

  func find(_ partition: TopicPartition) -> rd_kafka_topic_partition_t? {
    rd_kafka_topic_partition_list_find(list, partition.topic, partition.partition)?.pointee
  }

  /// Metadata travels with the offset; the list owns its copy.
  func set(_ index: Int, offset: Int64, metadata: String) {
    list.pointee.elems[index].offset = offset
    guard !metadata.isEmpty else { return }
    let bytes = Array(metadata.utf8)
    guard let copy = rd_kafka_mem_malloc(nil, bytes.count) else { return }
    bytes.withUnsafeBytes { copy.copyMemory(from: $0.baseAddress.unsafelyUnwrapped, byteCount: bytes.count) }
    list.pointee.elems[index].metadata = copy
    list.pointee.elems[index].metadata_size = bytes.count
  }
}
