internal import CLinux

/// How glibc's allocator serves a process that hands large buffers from Kafka's threads to its own.
public enum Allocator {
  private static let trimBytes: Int32 = 128 << 10

  /// To be called before the first other thread begins.
  ///
  /// One arena: what one of Kafka's threads allocates, the thread that decodes frees. With an arena for each thread that memory waits where
  /// nobody looks for it: with a backlog 7 MiB more stay resident, and a sixth of the speed goes into fetching pages anew.
  ///
  /// glibc's first threshold for giving memory back: by itself it raises it to the largest block that was ever freed, a snapshot say, and
  /// what was needed once stays with the process for good.
  public static func serveOneConsumer() {
    // Where it is refused, the process is as large as it would have been.
    _ = mallopt(M_ARENA_MAX, 1)
    _ = mallopt(M_TRIM_THRESHOLD, trimBytes)
  }
}
