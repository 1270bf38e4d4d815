import CLinux
import Glibc
import Synchronization

/// Counts the heap allocations of one thread, by standing in front of glibc's allocator in this process: the functions below
/// count and pass on.
///
/// Swift code may not name a function `malloc`, so the linker does (`--defsym`, see Package.swift): the executable then exports
/// glibc's four names, and the dynamic linker binds the Swift runtime and every other library to them.
enum AllocationCounter {
  // Atomic though only one thread writes: the compiler believes that allocating writes to no variable, and would move plain reads
  // across it. Both begin as zeroes in the executable; a lazy initialiser would allocate while it allocates.
  fileprivate static let total = Atomic<Int>(0)
  fileprivate static let countedThread = Atomic<pthread_t>(0)

  static var count: Int { total.load(ordering: .sequentiallyConsistent) }

  /// Counts what the calling thread allocates from here on. False when eight known allocations were not counted as eight: then a
  /// count means nothing.
  static func start() -> Bool {
    // The first array of a kind makes its metadata too.
    allocate(1)
    countedThread.store(pthread_self(), ordering: .sequentiallyConsistent)
    let before = count
    for size in 1...8 { allocate(size) }
    return count - before == 8
  }

  @inline(never) @_optimize(none)
  private static func allocate(_ size: Int) { _ = [UInt64](repeating: 0, count: size) }

  static func stop() { countedThread.store(0, ordering: .sequentiallyConsistent) }

  static func pause<R>(_ body: () -> R) -> R {
    let thread = countedThread.exchange(0, ordering: .sequentiallyConsistent)
    defer { countedThread.store(thread, ordering: .sequentiallyConsistent) }
    return body()
  }

  @inline(__always)
  fileprivate static func note() {
    if pthread_self() == countedThread.load(ordering: .relaxed) { total.add(1, ordering: .relaxed) }
  }
}

@_cdecl("forewarn_bench_malloc")
public func countedMalloc(_ size: Int) -> UnsafeMutableRawPointer? {
  AllocationCounter.note()
  return __libc_malloc(size)
}

@_cdecl("forewarn_bench_calloc")
public func countedCalloc(_ count: Int, _ size: Int) -> UnsafeMutableRawPointer? {
  AllocationCounter.note()
  return __libc_calloc(count, size)
}

@_cdecl("forewarn_bench_realloc")
public func countedRealloc(_ pointer: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
  AllocationCounter.note()
  return __libc_realloc(pointer, size)
}

@_cdecl("forewarn_bench_posix_memalign")
public func countedMemalign(
  _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ alignment: Int, _ size: Int
) -> Int32 {
  AllocationCounter.note()
  guard let block = __libc_memalign(alignment, size) else { return ENOMEM }
  result.pointee = block
  return 0
}
