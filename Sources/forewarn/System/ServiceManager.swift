import Glibc

/// What the daemon tells systemd (sd_notify(3)). Without systemd every call does nothing.
struct ServiceManager: Sendable {
  private let socket: UnixDatagram?
  /// How often to say that all is well: thrice in the time after which systemd gives us up. nil = nobody waits for it.
  let watchdogMicros: Int64?

  /// From `NOTIFY_SOCKET`. The environment is a function so that tests need none.
  init(environment: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }) {
    socket = environment("NOTIFY_SOCKET").flatMap { UnixDatagram(address: $0) }
    watchdogMicros = environment("WATCHDOG_USEC").flatMap { Int64($0) }.flatMap { $0 > 0 ? max(1, $0 / 3) : nil }
  }

  /// Configuration valid, state restored, reading: not "the broker answers", or an outage at boot becomes a restart loop.
  func ready(status: String) { send("READY=1", status: status) }
  func status(_ status: String) { send(status: status) }
  func watchdog() { send("WATCHDOG=1") }
  func stopping(status: String) { send("STOPPING=1", status: status) }

  private func send(_ assignments: String..., status: String? = nil) {
    guard let socket else { return }
    // A line end in the status would begin another assignment.
    let lines = assignments + (status.map { ["STATUS=" + $0.map { $0.isNewline ? " " : String($0) }.joined()] } ?? [])
    socket.send(Array(lines.joined(separator: "\n").utf8))
  }
}
