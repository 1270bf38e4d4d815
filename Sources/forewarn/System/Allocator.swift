internal import CLinux

/// How glibc's allocator gives memory back.
enum Allocator {
  private static let trimBytes: Int32 = 128 << 10

  /// Keeps to glibc's first thresholds. By itself it raises them to the largest block that was ever freed, a snapshot's 46 MB say: then what
  /// a backlog needed for a while stays with the process for good.
  static func keepThresholds() {
    // Where it is refused, the process is as large as it would have been.
    _ = mallopt(M_TRIM_THRESHOLD, trimBytes)
  }
}
