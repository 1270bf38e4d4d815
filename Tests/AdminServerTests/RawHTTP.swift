import Glibc

/// A client that speaks HTTP byte by byte over one loopback connection.
final class RawHTTP {
  private let descriptor: Int32

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafeBytes(of: &address) {
      // A sockaddr_in is what connect expects behind this pointer for AF_INET.
      connect(descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
    }
    // `deinit` closes it, after a throw too: all properties are set. Closing it here as well closed the socket of another test.
    guard connected == 0 else { throw Refused(error: errno) }
    // So that a server that is silent fails a test instead of hanging it.
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  struct Refused: Error { let error: Int32 }

  deinit { close(descriptor) }

  func send(_ text: String) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  /// Everything until the server closes (or nothing comes any more).
  func receiveAll() -> String {
    var all: [UInt8] = []
    while let piece = receive() { all += piece }
    return String(decoding: all, as: UTF8.self)
  }

  /// What comes until `text` is in it.
  func receive(until text: String) -> String {
    var all: [UInt8] = []
    while !String(decoding: all, as: UTF8.self).contains(text), let piece = receive() { all += piece }
    return String(decoding: all, as: UTF8.self)
  }

  private func receive() -> [UInt8]? {
    var piece = [UInt8](repeating: 0, count: 4096)
    let count = piece.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    return count > 0 ? Array(piece.prefix(count)) : nil
  }

  /// One request on a connection of its own.
  static func exchange(_ port: UInt16, _ request: String) throws -> String {
    let client = try RawHTTP(port: port)
    client.send(request)
    return client.receiveAll()
  }

  static func get(_ port: UInt16, _ target: String, method: String = "GET", host: String = "localhost") throws -> String
  {
    try exchange(port, "\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
  }
}
