import Glibc

/// A socket that sends datagrams to one Unix address: the journal's, or the service manager's.
final class UnixDatagram: Sendable {
  private let descriptor: Int32
  private let address: sockaddr_un
  private let length: socklen_t

  /// A path, or `@name` for an abstract address. nil when the address is too long or no socket can be had.
  init?(address text: String) {
    var name = Array(text.utf8)
    // An abstract address begins with a zero byte, and its length counts; a path ends with one.
    if name.first == UInt8(ascii: "@") { name[0] = 0 } else { name.append(0) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard name.count > 1, name.count <= capacity else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    self.address = address
    length = socklen_t(MemoryLayout<sockaddr_un>.size - capacity + name.count)
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Whether the kernel took it.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var address = address
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        while true {
          let count = sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), name, length)
          if count >= 0 { return true }
          if errno != EINTR { return false }
        }
      }
    }
  }
}
