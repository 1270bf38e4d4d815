import CLinux
import Glibc

/// What a signal asks for.
enum ProcessSignal: Sendable, Equatable, CaseIterable {
  /// SIGTERM or SIGINT.
  case terminate
  /// SIGHUP.
  case reload
  /// SIGUSR1: log a summary of the state.
  case summary

  init?(number: Int32) {
    switch number {
    case SIGTERM, SIGINT: self = .terminate
    case SIGHUP: self = .reload
    case SIGUSR1: self = .summary
    default: return nil
    }
  }
}

/// Takes signals on a thread of its own, as reads from a signalfd: no handler ever runs in the middle of other code.
enum SignalWatcher {
  static let numbers = [SIGTERM, SIGINT, SIGHUP, SIGUSR1]

  /// Call before any other thread exists: threads inherit the blocked signals, and one that does not block them would die of them.
  /// SIGPIPE is ignored; a write to a closed connection is an error like any other.
  static func start(_ handler: @escaping @Sendable (ProcessSignal) -> Void) throws(FileFailure) {
    signal(SIGPIPE, SIG_IGN)
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    let descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC))
    guard descriptor >= 0 else { throw FileFailure(path: "signalfd", code: errno) }
    try watch(descriptor, handler)
  }

  /// Reads `signalfd_siginfo` after `signalfd_siginfo` until the descriptor ends, and closes it.
  static func watch(
    _ descriptor: Int32, _ handler: @escaping @Sendable (ProcessSignal) -> Void
  ) throws(FileFailure) {
    let context = Unmanaged.passRetained(Watch(descriptor: descriptor, handler: handler))
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, signalThread, context.toOpaque())
    guard code == 0 else {
      context.release()
      throw FileFailure(path: "signal thread", code: code)
    }
    pthread_detach(thread)
  }
}

private final class Watch: Sendable {
  let descriptor: Int32
  let handler: @Sendable (ProcessSignal) -> Void

  init(descriptor: Int32, handler: @escaping @Sendable (ProcessSignal) -> Void) {
    self.descriptor = descriptor
    self.handler = handler
  }
}

private func signalThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let watch = Unmanaged<Watch>.fromOpaque(argument).takeRetainedValue()
  pthread_setname_np(pthread_self(), "signals")
  defer { close(watch.descriptor) }
  var info = signalfd_siginfo()
  let size = MemoryLayout<signalfd_siginfo>.size
  while true {
    let count = read(watch.descriptor, &info, size)
    if count < 0, errno == EINTR { continue }
    guard count == size else { return nil }
    if let signal = ProcessSignal(number: Int32(info.ssi_signo)) { watch.handler(signal) }
  }
}
