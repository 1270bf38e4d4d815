/// The buffers of all source partitions, side by side. An array holds no noncopyable values, and a class for each would cost a
/// reference count and an exclusivity check at every record.
struct PartitionBuffers: ~Copyable {
  private let base: UnsafeMutablePointer<PartitionBuffer>
  let count: Int

  init(_ sources: [SourcePartition]) {
    count = sources.count
    base = .allocate(capacity: max(count, 1))
    for (index, source) in sources.enumerated() {
      (base + index).initialize(to: PartitionBuffer(source.decoder))
    }
  }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  var indices: Range<Int> { 0..<count }

  subscript(partition: Int) -> PartitionBuffer {
    @inline(__always) unsafeAddress {
      precondition(partition >= 0 && partition < count, "no such partition")
      return UnsafePointer(base + partition)
    }
    @inline(__always) unsafeMutableAddress {
      precondition(partition >= 0 && partition < count, "no such partition")
      return base + partition
    }
  }
}
