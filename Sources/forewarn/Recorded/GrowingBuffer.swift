import Glibc

/// Memory from `malloc` that grows at its end.
struct GrowingBuffer: ~Copyable {
  private var base: UnsafeMutableRawPointer?
  private var capacity: Int
  var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    base = malloc(capacity)
  }

  /// Free room after what is there. Memory that the system refuses ends in an empty room.
  mutating func room(atLeast wanted: Int) -> UnsafeMutableRawBufferPointer {
    if capacity - count < wanted {
      let larger = max(capacity * 2, count + wanted)
      guard let grown = realloc(base, larger) else { return UnsafeMutableRawBufferPointer(start: nil, count: 0) }
      base = grown
      capacity = larger
    }
    guard let base else { return UnsafeMutableRawBufferPointer(start: nil, count: 0) }
    return UnsafeMutableRawBufferPointer(start: base + count, count: capacity - count)
  }

  var finished: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  mutating func discard() {
    free(base)
    base = nil
    capacity = 0
    count = 0
  }
}
