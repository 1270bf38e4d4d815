import CMicroHTTPD
import Dispatch
import Glibc
import Synchronization

/// Tells all who listen that something is new, as server-sent events: a number, and nothing else.
///
/// Nothing piles up for who reads slowly: a stream knows the number that it told last, and tells the newest. One that takes nothing for 10 s
/// is ended by libmicrohttpd, or by the system.
public final class EventFeed: Sendable {
  public static let streamsAtMost = 64
  static let heartbeatSeconds = 15
  /// Answers that were made before a change are forgotten when it is told.
  private static let delayMillis = 500

  public struct Figures: Sendable, Equatable {
    /// How many listen.
    public var open = 0
    /// How many began to since it was made, and how many found no room.
    public var opened: Int64 = 0
    public var refused: Int64 = 0

    public init() {}
  }

  private struct State {
    var figures = Figures()
    var newest: Int64 = 0
    var told: Int64 = 0
    var isTelling = false
    var isClosed = false
    /// By the address of their `EventStream`.
    var streams: [UInt: Standing] = [:]
  }

  private struct Standing {
    /// The address of its connection.
    let connection: UInt
    var told: Int64?
    var isBeatDue = false
    var isGreeted = false
    var isSuspended = false
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "forewarn.admin.events")

  public init() { beat() }

  public var figures: Figures {
    state.withLock { state in
      var figures = state.figures
      figures.open = state.streams.count
      return figures
    }
  }

  /// Tells a number a moment later; of several in a row, the last.
  public func publish(_ number: Int64) {
    let isFirst = state.withLock { state in
      state.newest = number
      defer { state.isTelling = true }
      return !state.isTelling
    }
    if isFirst { tellLater(number) }
  }

  private func tellLater(_ number: Int64) {
    queue.asyncAfter(deadline: .now() + .milliseconds(Self.delayMillis)) { [weak self] in
      guard let self else { return }
      let next = state.withLock { state -> Int64? in
        state.told = number
        Self.wake(&state)
        state.isTelling = state.newest != number
        return state.isTelling ? state.newest : nil
      }
      if let next { tellLater(next) }
    }
  }

  private func beat() {
    queue.asyncAfter(deadline: .now() + .seconds(Self.heartbeatSeconds)) { [weak self] in
      guard let self else { return }
      state.withLock { state in
        for key in state.streams.keys { state.streams[key]?.isBeatDue = true }
        Self.wake(&state)
      }
      beat()
    }
  }

  /// Ends every stream, and lets no new one begin: libmicrohttpd must not be stopped while one is suspended.
  func close() {
    state.withLock { state in
      state.isClosed = true
      Self.wake(&state)
    }
  }

  /// Under the lock, under which they were suspended, and under which they leave before their connection does.
  private static func wake(_ state: inout State) {
    for (key, stream) in state.streams where stream.isSuspended {
      state.streams[key]?.isSuspended = false
      if let connection = OpaquePointer(bitPattern: stream.connection) { MHD_resume_connection(connection) }
    }
  }

  // MARK: For libmicrohttpd

  /// The answer that goes on; nil when there are too many.
  ///
  /// - Parameter told: what the client has heard before it came back.
  func open(on connection: OpaquePointer, told: Int64?) -> OpaquePointer? {
    let stream = EventStream(self)
    let isRoom = state.withLock { state in
      guard !state.isClosed, state.streams.count < Self.streamsAtMost else {
        state.figures.refused += 1
        return false
      }
      state.figures.opened += 1
      state.streams[stream.key] = Standing(connection: UInt(bitPattern: connection), told: told)
      return true
    }
    guard isRoom else { return nil }
    limitWaiting(for: connection)
    let response = MHD_create_response_from_callback(
      UInt64.max, 1 << 10, readEvents, Unmanaged.passRetained(stream).toOpaque(), forgetEvents)
    if response == nil { Unmanaged.passUnretained(stream).release() }
    return response
  }

  /// Whoever does not even acknowledge is given up by the system.
  private func limitWaiting(for connection: OpaquePointer) {
    let socket = forewarn_connection_socket(connection)
    var millis: Int32 = 20_000
    setsockopt(
      socket, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &millis, socklen_t(MemoryLayout<Int32>.size))
  }

  /// What a stream says now; nil when it has nothing to say and was put to sleep, empty when it is at its end.
  fileprivate func next(_ stream: EventStream) -> String? {
    state.withLock { state in
      guard !state.isClosed, var standing = state.streams[stream.key] else { return "" }
      defer { state.streams[stream.key] = standing }
      var text = standing.isGreeted ? "" : "retry: 3000\n\n"
      standing.isGreeted = true
      if standing.told != state.told {
        text += "id: \(state.told)\nevent: changed\ndata: \(state.told)\n\n"
        standing.told = state.told
      } else if standing.isBeatDue {
        text += ": hb\n\n"
      }
      standing.isBeatDue = false
      guard text.isEmpty else { return text }
      standing.isSuspended = true
      if let connection = OpaquePointer(bitPattern: standing.connection) { MHD_suspend_connection(connection) }
      return nil
    }
  }

  fileprivate func forget(_ stream: EventStream) { state.withLock { _ = $0.streams.removeValue(forKey: stream.key) } }
}

/// One who listens, for as long as its answer lives.
private final class EventStream {
  let feed: EventFeed

  init(_ feed: EventFeed) { self.feed = feed }

  deinit { feed.forget(self) }

  var key: UInt { UInt(bitPattern: Unmanaged.passUnretained(self).toOpaque()) }
}

/// libmicrohttpd asks for more of a stream, on its thread.
private let readEvents: @convention(c) (UnsafeMutableRawPointer?, UInt64, UnsafeMutablePointer<CChar>?, Int) -> Int = {
  context, _, buffer, room in
  let endOfStream = -1
  guard let context, let buffer else { return endOfStream }
  let stream = Unmanaged<EventStream>.fromOpaque(context).takeUnretainedValue()
  guard let text = stream.feed.next(stream) else { return 0 }
  let bytes = Array(text.utf8)
  guard !bytes.isEmpty, bytes.count <= room else { return endOfStream }
  for (index, byte) in bytes.enumerated() { buffer[index] = CChar(bitPattern: byte) }
  return bytes.count
}

/// And says when it is over, before the connection goes.
private let forgetEvents: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
  if let context { Unmanaged<EventStream>.fromOpaque(context).release() }
}
