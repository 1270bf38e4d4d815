internal import CLinux
internal import CRdKafka
internal import Glibc

/// Ends a wait from another thread: an eventfd, because librdkafka can write to one when a queue gets its first record.
final class Waker: Sendable {
  private let descriptor: Int32
  private static let one: UInt64 = 1

  init() throws(KafkaError) {
    descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    if descriptor < 0 {
      throw KafkaError(code: RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE, text: "no eventfd: errno \(errno)")
    }
  }

  deinit { Glibc.close(descriptor) }

  func wake() {
    var one = Self.one
    // Fails only when the counter is full, and then the wait ends anyway.
    _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// True when it was woken, false when the time was up. Woken once for any number of `wake`s.
  @discardableResult
  func wait(atMostMillis: Int) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let timeout = Int32(clamping: max(0, atMostMillis))
    guard poll(&request, 1, timeout) > 0 else { return false }
    var count: UInt64 = 0
    return read(descriptor, &count, MemoryLayout<UInt64>.size) > 0
  }

  /// From now on a record that arrives in an empty queue wakes. The queue must be detached before the waker goes.
  func attach(to queue: OpaquePointer) {
    withUnsafeBytes(of: Self.one) { rd_kafka_queue_io_event_enable(queue, descriptor, $0.baseAddress, $0.count) }
  }

  static func detach(from queue: OpaquePointer) {
    rd_kafka_queue_io_event_enable(queue, -1, nil, 0)
  }
}
