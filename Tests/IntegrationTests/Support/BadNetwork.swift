import Glibc
import Synchronization

/// What lies between clients and one broker, and is slow, silent or cut when a test says so. It listens on a free port of loopback.
final class BadNetwork: Sendable {
  enum Weather: CaseIterable {
    /// Each piece arrives late.
    case late
    /// A few kilobytes a second.
    case narrow
    /// Nothing arrives, and nobody is told.
    case silent
    /// All connections end, in both directions, with what was under way.
    case reset
    /// A piece arrives in part, then its connection ends.
    case cut
  }

  let port: UInt16
  private let listener: Int32
  private let state = Mutex((weather: Weather?.none, target: UInt16(0), isOver: false))

  init() throws {
    let listener = Self.stream()
    var address = Self.loopback(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = Self.with(&address) { bind(listener, $0, size) } == 0 && listen(listener, 64) == 0
    let isNamed = Self.with(&address) { getsockname(listener, $0, &size) } == 0
    guard isBound, isNamed else { throw TestTrouble("no free port") }
    self.listener = listener
    port = UInt16(bigEndian: address.sin_port)
    var thread = pthread_t()
    let me = Unmanaged.passRetained(self).toOpaque()
    pthread_create(
      &thread, nil,
      { me in
        guard let me else { return nil }
        Unmanaged<BadNetwork>.fromOpaque(me).takeRetainedValue().carry()
        return nil
      }, me)
    pthread_detach(thread)
  }

  func lead(to target: UInt16) { state.withLock { $0.target = target } }
  /// nil = fair.
  func set(_ weather: Weather?) { state.withLock { $0.weather = weather } }
  func end() { state.withLock { $0.isOver = true } }

  // MARK: One thread

  private func carry() {
    /// Who is connected to whom, both ways.
    var peers: [Int32: Int32] = [:]
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let (weather, target, isOver) = state.withLock { $0 }
      if isOver { break }
      if weather == .silent {
        usleep(20_000)
        continue
      }
      if weather == .reset {
        state.withLock { $0.weather = nil }
        for socket in peers.keys { Self.hangUp(socket) }
        peers = [:]
      }
      var waiting = ([listener] + peers.keys.sorted()).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&waiting, nfds_t(waiting.count), 20) > 0 else { continue }
      if weather == .late { usleep(100_000) }
      if weather == .narrow { usleep(20_000) }
      for socket in waiting where socket.revents != 0 {
        if socket.fd == listener {
          connectThrough(to: target, &peers)
        } else if let peer = peers[socket.fd] {
          let most = weather == .narrow ? 256 : buffer.count
          let count = read(socket.fd, &buffer, most)
          let whole = weather == .cut ? count / 2 : count
          if count > 0, Self.write(buffer[..<whole], to: peer), weather != .cut { continue }
          if weather == .cut { state.withLock { $0.weather = nil } }
          for end in [socket.fd, peer] {
            peers[end] = nil
            Self.hangUp(end)
          }
        }
      }
    }
    for socket in peers.keys { Self.hangUp(socket) }
    close(listener)
  }

  private func connectThrough(to target: UInt16, _ peers: inout [Int32: Int32]) {
    let client = accept(listener, nil, nil)
    guard client >= 0 else { return }
    let broker = Self.stream()
    var address = Self.loopback(target)
    guard Self.with(&address, { connect(broker, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }) == 0 else {
      close(client)
      close(broker)
      return
    }
    peers[client] = broker
    peers[broker] = client
  }

  private static func write(_ bytes: ArraySlice<UInt8>, to socket: Int32) -> Bool {
    var left = bytes
    while !left.isEmpty {
      let count = left.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      left = left.dropFirst(count)
    }
    return true
  }

  /// What is under way is lost, as when a machine goes.
  private static func hangUp(_ socket: Int32) {
    var now = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    close(socket)
  }

  private static func stream() -> Int32 { socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0) }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    return address
  }

  private static func with(_ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Int32) -> Int32 {
    withUnsafeMutablePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
  }
}
