import Glibc

/// Where entries go, and in which form.
enum LogSink {
  static let journalSocket = "/run/systemd/journal/socket"

  /// `auto` is the journal when standard error is connected to it, text on a terminal, JSON elsewhere.
  static func make(_ format: LogFormat) -> @Sendable (LogEntry) -> Void {
    switch format {
    case .auto: make(detected())
    case .json: { write($0.json) }
    case .text:
      {
        let isColored = isatty(STDERR_FILENO) == 1 && getenv("NO_COLOR") == nil
        return { write($0.text(isColored: isColored)) }
      }()
    case .journald:
      {
        let socket = UnixDatagram(address: journalSocket)
        // A journal that restarts loses no messages: they go to standard error, which it also reads.
        return { if socket?.send($0.journal) != true { write($0.text(isColored: false)) } }
      }()
    }
  }

  static func detected() -> LogFormat {
    if isJournal(getenv("JOURNAL_STREAM").map { String(cString: $0) }, descriptor: STDERR_FILENO) { return .journald }
    return isatty(STDERR_FILENO) == 1 ? .text : .json
  }

  /// systemd sets JOURNAL_STREAM to device:inode of the stream that it gave; a redirected descriptor is another one.
  static func isJournal(_ variable: String?, descriptor: Int32) -> Bool {
    guard let parts = variable?.split(separator: ":"), parts.count == 2 else { return false }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return false }
    return UInt64(parts[0]) == UInt64(status.st_dev) && UInt64(parts[1]) == UInt64(status.st_ino)
  }

  /// A log that cannot be written must not stop the work.
  private static func write(_ bytes: [UInt8]) {
    try? FileBytes.write(bytes, to: STDERR_FILENO, path: "standard error")
  }
}
