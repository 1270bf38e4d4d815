import CLinux
import Glibc

/// Counts the heap allocations of one thread, by standing in front of glibc's allocator in this process: the functions below
/// take the names that every library in it binds to, count, and pass on. Only the thread that counts writes the total.
enum AllocationCounter {
  nonisolated(unsafe) fileprivate static var total = 0
  nonisolated(unsafe) fileprivate static var countedThread: pthread_t = 0

  static var count: Int { total }

  /// Counts what the calling thread allocates from here on. False when allocations do not reach us: then a count means nothing.
  static func start() -> Bool {
    countedThread = pthread_self()
    let before = total
    for size in 1...8 { withExtendedLifetime([UInt64](repeating: UInt64(size), count: size * opaqueOne())) {} }
    return total - before == 8
  }

  static func stop() { countedThread = 0 }

  static func pause<R>(_ body: () -> R) -> R {
    let thread = countedThread
    countedThread = 0
    defer { countedThread = thread }
    return body()
  }

  /// Keeps the optimiser from putting the trial arrays on the stack.
  @inline(never) @_optimize(none)
  private static func opaqueOne() -> Int { 1 }

  @inline(__always)
  fileprivate static func note() {
    if pthread_self() == countedThread { total &+= 1 }
  }
}

@_cdecl("\u{1}malloc")
func countedMalloc(_ size: Int) -> UnsafeMutableRawPointer? {
  AllocationCounter.note()
  return __libc_malloc(size)
}

@_cdecl("\u{1}calloc")
func countedCalloc(_ count: Int, _ size: Int) -> UnsafeMutableRawPointer? {
  AllocationCounter.note()
  return __libc_calloc(count, size)
}

@_cdecl("\u{1}realloc")
func countedRealloc(_ pointer: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
  AllocationCounter.note()
  return __libc_realloc(pointer, size)
}

@_cdecl("\u{1}posix_memalign")
func countedMemalign(
  _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ alignment: Int, _ size: Int
) -> Int32 {
  AllocationCounter.note()
  guard let block = __libc_memalign(alignment, size) else { return ENOMEM }
  result.pointee = block
  return 0
}
