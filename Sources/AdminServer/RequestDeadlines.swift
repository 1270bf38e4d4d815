import CMicroHTTPD
import Dispatch
import Glibc
import Synchronization

/// Ends connections whose request takes too long, as a whole. libmicrohttpd's own time begins anew with each byte, so a few clients that drip
/// would keep every place.
final class RequestDeadlines: Sendable {
  private static let requestSeconds: UInt64 = 5

  private struct Waiting {
    var socket: Int32
    var deadline: UInt64
  }

  /// By the address of their connection, from its beginning to just before its socket is closed.
  private let waiting = Mutex<[UInt: Waiting]>([:])
  private let isStopped = Mutex(false)
  private let queue = DispatchQueue(label: "forewarn.admin.deadlines")

  init() { lookAgain() }

  func stop() { isStopped.withLock { $0 = true } }

  private func lookAgain() {
    queue.asyncAfter(deadline: .now() + .seconds(1)) { [weak self] in
      guard let self, !isStopped.withLock(\.self) else { return }
      endLate(now: DispatchTime.now().uptimeNanoseconds)
      lookAgain()
    }
  }

  private func endLate(now: UInt64) {
    waiting.withLock { waiting in
      // Under the lock the sockets are those of their connections: they leave the table before they are closed.
      for late in waiting.values where late.deadline <= now { shutdown(late.socket, Int32(SHUT_RDWR)) }
    }
  }

  fileprivate func began(_ connection: OpaquePointer) {
    let socket = forewarn_connection_socket(connection)
    guard socket >= 0 else { return }
    let entry = Waiting(
      socket: socket,
      deadline: DispatchTime.now().uptimeNanoseconds + Self.requestSeconds * 1_000_000_000)
    let key = UInt(bitPattern: connection)
    waiting.withLock { $0[key] = entry }
  }

  /// It has no deadline any more: it is over, or its answer goes on.
  func release(_ connection: OpaquePointer) {
    let key = UInt(bitPattern: connection)
    waiting.withLock { _ = $0.removeValue(forKey: key) }
  }
}

// The server keeps the deadlines for longer than its daemon lives.
let connectionChanged:
  @convention(c) (
    UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    MHD_ConnectionNotificationCode
  ) -> Void = { context, connection, _, change in
    guard let context, let connection else { return }
    let deadlines = Unmanaged<RequestDeadlines>.fromOpaque(context).takeUnretainedValue()
    if change == .CONNECTION_NOTIFY_STARTED { deadlines.began(connection) } else { deadlines.release(connection) }
  }

/// Decodes a path, but for one with a NUL in it: decoded it would end there, and be another path.
let unescapePath: @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<CChar>?) -> Int = {
  _, _, text in
  guard let text else { return 0 }
  return strstr(text, "%00") == nil ? MHD_http_unescape(text) : strlen(text)
}
