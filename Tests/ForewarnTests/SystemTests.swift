import CLinux
import Glibc
import Testing

@testable import forewarn

/// A service manager's end of the notification socket.
private final class NotificationSocket {
  let descriptor: Int32
  let address: String

  /// `@` = abstract.
  init(_ address: String) throws {
    self.address = address
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(address.utf8)
    if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 } else { bytes.append(0) }
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size - 108 + bytes.count)
    let bound = withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    guard bound == 0 else { throw FileFailure(path: address, code: errno) }
  }

  deinit { close(descriptor) }

  /// What is there by now: a datagram to a bound local socket is there when `send` returns.
  func received() -> String? {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
  }
}

@Suite struct SystemTests {
  @Test(arguments: [true, false])
  func systemdHears(isAbstract: Bool) throws {
    let folder = try TemporaryFolder()
    let address = isAbstract ? "@forewarn-test-\(getpid())" : "\(folder.path)/notify"
    let socket = try NotificationSocket(address)
    let manager = ServiceManager { $0 == "NOTIFY_SOCKET" ? address : nil }
    manager.ready(status: "running\nREADY=0")
    #expect(socket.received() == "READY=1\nSTATUS=running READY=0")
    manager.status("lag 12")
    #expect(socket.received() == "STATUS=lag 12")
    manager.watchdog()
    #expect(socket.received() == "WATCHDOG=1")
    manager.stopping(status: "bye")
    #expect(socket.received() == "STOPPING=1\nSTATUS=bye")
    #expect(socket.received() == nil)
  }

  @Test func withoutSystemdNothingHappens() {
    let manager = ServiceManager { _ in nil }
    manager.ready(status: "x")
    #expect(UnixDatagram(address: String(repeating: "x", count: 200)) == nil)
  }

  @Test func firstRequestLeavesInTimeSecondAtOnce() {
    var shutdown = Shutdown()
    #expect(shutdown.passed(nowMicros: 1 << 60) == .none)
    #expect(shutdown.requested(nowMicros: 5) == .leave(deadlineMicros: 20_000_005))
    #expect(shutdown.passed(nowMicros: 20_000_004) == .none)
    #expect(shutdown.requested(nowMicros: 6) == .none)
    #expect(shutdown.requested(nowMicros: 1_000_004) == .none)
    #expect(shutdown.requested(nowMicros: 1_000_005) == .leaveAtOnce(.done))
    #expect(shutdown.requested(nowMicros: 1_000_006) == .none)
    #expect(shutdown.passed(nowMicros: 1 << 60) == .none)
  }

  @Test func whoHangsIsCutOffAndSeen() {
    var shutdown = Shutdown(graceMicros: 10)
    _ = shutdown.requested(nowMicros: 0)
    #expect(shutdown.passed(nowMicros: 10) == .leaveAtOnce(.internalError))
    #expect(shutdown.passed(nowMicros: 11) == .none)
  }

  @Test func whoHasFinishedIsLeftAlone() {
    var shutdown = Shutdown(graceMicros: 10)
    _ = shutdown.requested(nowMicros: 0)
    shutdown.finished()
    #expect(shutdown.passed(nowMicros: 100) == .none)
    #expect(shutdown.requested(nowMicros: 101) == .none)
  }

  /// The signalfd is played by a pipe: a real signal would go to whichever thread of the test process does not block it.
  @Test func signalsBecomeCallsInOrder() throws {
    var signals: [Int32] = [0, 0]
    var calls: [Int32] = [0, 0]
    try #require(pipe(&signals) == 0 && pipe(&calls) == 0)
    let answer = calls[1]
    try SignalWatcher.watch(signals[0]) { signal in
      var index = UInt8(ProcessSignal.allCases.firstIndex(of: signal) ?? 99)
      _ = write(answer, &index, 1)
    }
    for number in [SIGHUP, SIGWINCH, SIGINT, SIGUSR1, SIGTERM] {
      var info = signalfd_siginfo()
      info.ssi_signo = UInt32(number)
      let size = MemoryLayout<signalfd_siginfo>.size
      try #require(write(signals[1], &info, size) == size)
    }
    var seen: [ProcessSignal] = []
    while seen.count < 4 {
      var index: UInt8 = 0
      try #require(read(calls[0], &index, 1) == 1)
      seen.append(ProcessSignal.allCases[Int(index)])
    }
    #expect(seen == [.reload, .terminate, .summary, .terminate])
    // The watcher closes its own end when this one is gone.
    close(signals[1])
  }
}
