import CLinux
import Glibc

/// Counts the heap allocations of one thread, by standing in front of glibc's allocator in this process: the functions below
/// count and pass on. Only the thread that counts writes the total.
///
/// Swift code may not name a function `malloc`; the linker gives them the names that every library binds to, with
/// `-Xlinker --defsym=malloc=forewarn_bench_malloc` and so on for `calloc`, `realloc` and `posix_memalign`. In a build without
/// that, `start` says so and nothing is reported.
enum AllocationCounter {
  nonisolated(unsafe) fileprivate static var total = 0
  nonisolated(unsafe) fileprivate static var countedThread: pthread_t = 0

  /// Read where the optimiser cannot take an earlier value for it: it believes that allocating changes nothing.
  @inline(never) @_optimize(none)
  static func count() -> Int { total }

  /// Counts what the calling thread allocates from here on. False when allocations do not reach us: then a count means nothing.
  static func start() -> Bool {
    countedThread = pthread_self()
    let before = count()
    for size in 1...8 { allocate(size) }
    return count() - before == 8
  }

  @inline(never) @_optimize(none)
  private static func allocate(_ size: Int) { _ = [UInt64](repeating: 0, count: size) }

  static func stop() { countedThread = 0 }

  static func pause<R>(_ body: () -> R) -> R {
    let thread = countedThread
    countedThread = 0
    defer { countedThread = thread }
    return body()
  }

  @inline(__always)
  fileprivate static func note() {
    if pthread_self() == countedThread { total &+= 1 }
  }
}

@_cdecl("forewarn_bench_malloc")
func countedMalloc(_ size: Int) -> UnsafeMutableRawPointer? {
  AllocationCounter.note()
  return __libc_malloc(size)
}

@_cdecl("forewarn_bench_calloc")
func countedCalloc(_ count: Int, _ size: Int) -> UnsafeMutableRawPointer? {
  AllocationCounter.note()
  return __libc_calloc(count, size)
}

@_cdecl("forewarn_bench_realloc")
func countedRealloc(_ pointer: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
  AllocationCounter.note()
  return __libc_realloc(pointer, size)
}

@_cdecl("forewarn_bench_posix_memalign")
func countedMemalign(
  _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ alignment: Int, _ size: Int
) -> Int32 {
  AllocationCounter.note()
  guard let block = __libc_memalign(alignment, size) else { return ENOMEM }
  result.pointee = block
  return 0
}
