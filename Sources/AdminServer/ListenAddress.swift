import Glibc
import StreamRuntime

/// `127.0.0.1:9464`, `[::1]:9464`, `localhost:9464` or `:9464` (loopback). Other names are refused: what a name leads to can change.
struct ListenAddress: Equatable {
  /// A numeric address without brackets.
  let host: String
  let port: UInt16

  init(_ text: String) throws(AdminFailure) {
    let failure = AdminFailure(
      .badAddress, "\"\(text)\" is not an address to listen on",
      remedy:
        "Write admin.listen as ADDRESS:PORT with a numeric address, such as 127.0.0.1:9464, [::1]:9464 or 0.0.0.0:9464."
    )
    guard let colon = text.lastIndex(of: ":") else { throw failure }
    let digits = text[text.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let port = UInt16(digits)
    else { throw failure }
    var host = String(text[..<colon])
    if host.hasPrefix("[") && host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
      guard NumericHost.isIPv6(host) else { throw failure }
    } else {
      if host.isEmpty || host == "localhost" { host = "127.0.0.1" }
      guard NumericHost.isIPv4(host) else { throw failure }
    }
    self.host = host
    self.port = port
  }

  /// A socket that listens here, and the port that it got (of its own choice for port 0).
  func listen() throws(AdminFailure) -> (descriptor: Int32, port: UInt16) {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0, let found else { throw failure(EADDRNOTAVAIL) }
    defer { freeaddrinfo(found) }
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(found.pointee.ai_family, type, 0)
    guard descriptor >= 0 else { throw failure(errno) }
    var on: Int32 = 1
    // Without it a restart would wait a minute for the connections of the life before.
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0, Glibc.listen(descriptor, 128) == 0,
      let port = Self.port(of: descriptor)
    else {
      let error = errno
      close(descriptor)
      throw failure(error)
    }
    return (descriptor, port)
  }

  private static func port(of descriptor: Int32) -> UInt16? {
    var address = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &address) { bytes in
      guard getsockname(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size) == 0 else {
        return nil
      }
      // The port is the second field, big-endian, of both sockaddr_in and sockaddr_in6.
      return UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
    }
  }

  private func failure(_ error: Int32) -> AdminFailure {
    let text = "cannot listen on \(host) port \(port): \(String(cString: strerror(error)))"
    return switch error {
    case EADDRINUSE:
      AdminFailure(
        .portTaken, text, remedy: "Stop what listens there (`ss -ltnp` shows it), or give admin.listen another port.")
    case EADDRNOTAVAIL, EAFNOSUPPORT:
      AdminFailure(
        .badAddress, text, remedy: "Give admin.listen an address that this machine has (`ip address` shows them).")
    case EACCES, EPERM:
      AdminFailure(.permission, text, remedy: "Give admin.listen a port from 1024 on.")
    default:
      AdminFailure(.broken, text, remedy: "Look at the limits of this process (open files) and try again.")
    }
  }
}

/// Addresses written as numbers.
enum NumericHost {
  static func isIPv4(_ text: String) -> Bool { parses(text, AF_INET) }
  static func isIPv6(_ text: String) -> Bool { parses(text, AF_INET6) }

  private static func parses(_ text: String, _ family: Int32) -> Bool {
    var address = in6_addr()
    return inet_pton(family, text, &address) == 1
  }
}
