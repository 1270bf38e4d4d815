import CMicroHTTPD
import Glibc
public import StreamRuntime
import Synchronization

/// A small HTTP server for metrics, health and the dashboard: exact paths; GET, HEAD, and POST where a route takes it; two threads of its own.
///
/// Bounds: 256 connections (more wait in the kernel), of which 64 may listen to the feed; 5 s for each other, however slowly it drips; and the heads of a request and its
/// answer share 12 KiB.
public final class AdminServer: Sendable {
  /// Who asks for something small need not wait for a large page.
  public static let threads = 2

  public let port: UInt16
  private let dispatcher: Dispatcher
  private let deadlines: RequestDeadlines
  private let feed: EventFeed
  /// Its `MHD_Daemon`; nil once stopped.
  private let daemon: Mutex<Daemon?>

  private struct Daemon: ~Copyable {
    let handle: OpaquePointer
  }

  /// Starts serving; `listen` is `ADDRESS:PORT`, where port 0 takes a free one.
  ///
  /// - Parameter names: host names under which clients reach this server, beside its addresses and `localhost`.
  /// - Parameter feed: what a route's `Response.feed` tells; it ends with the server.
  public static func start(
    listen: String, names: [String] = [], routes: [Route], feed: EventFeed = EventFeed()
  ) throws(AdminFailure) -> AdminServer {
    let socket = try ListenAddress(listen).listen()
    let deadlines = RequestDeadlines()
    let dispatcher = Dispatcher(routes: routes, hosts: HostCheck(names: names), deadlines: deadlines, feed: feed)
    var options = [
      option(.LISTEN_SOCKET, Int(socket.descriptor)),
      option(.CONNECTION_LIMIT, 256),
      option(.THREAD_POOL_SIZE, threads),
      option(.CONNECTION_TIMEOUT, 10),
      MHD_OptionItem(
        option: .NOTIFY_CONNECTION, value: unsafeBitCast(connectionChanged, to: Int.self),
        ptr_value: Unmanaged.passUnretained(deadlines).toOpaque()),
      MHD_OptionItem(
        option: .NOTIFY_COMPLETED, value: unsafeBitCast(requestEnded, to: Int.self), ptr_value: nil),
      MHD_OptionItem(option: .UNESCAPE_CALLBACK, value: unsafeBitCast(unescapePath, to: Int.self), ptr_value: nil),
      option(.CONNECTION_MEMORY_LIMIT, 12 << 10),
      option(.END, 0),
    ]
    let flags = MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
    let handle = options.withUnsafeMutableBufferPointer { items in
      // The array above is not empty, so it has an address.
      withVaList([MHD_OPTION.ARRAY.rawValue, items.baseAddress!, MHD_OPTION.END.rawValue]) { arguments in
        MHD_start_daemon_va(
          flags, 0, nil, nil, answerRequest, Unmanaged.passUnretained(dispatcher).toOpaque(), arguments)
      }
    }
    guard let handle else {
      throw AdminFailure(
        .broken, "the HTTP server cannot start on \(listen): \(String(cString: strerror(errno)))",
        remedy: "Look at the limits of this process (threads, open files) and try again.")
    }
    return AdminServer(Daemon(handle: handle), dispatcher, deadlines, port: socket.port)
  }

  private init(
    _ daemon: consuming sending Daemon, _ dispatcher: Dispatcher, _ deadlines: RequestDeadlines, port: UInt16
  ) {
    self.daemon = Mutex(daemon)
    self.dispatcher = dispatcher
    self.deadlines = deadlines
    feed = dispatcher.feed
    self.port = port
  }

  deinit {
    stop()
  }

  /// Ends all connections and the threads, and frees the port. May be called again.
  public func stop() {
    daemon.withLock { daemon in
      guard let last = daemon.take() else { return }
      deadlines.stop()
      feed.close()
      MHD_stop_daemon(last.handle)
    }
  }

  private static func option(_ name: MHD_OPTION, _ value: Int) -> MHD_OptionItem {
    MHD_OptionItem(option: name, value: value, ptr_value: nil)
  }
}
