import CLinux
import Glibc

/// Where a process tells what a service manager would hear of it (sd_notify(3)).
final class ServiceSocket: Sendable {
  let path: String
  private let descriptor: Int32

  init(in folder: String) throws(ReadingTrouble) {
    path = folder + "/notify"
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard path.utf8.count < capacity else { throw ReadingTrouble(what: "\(path) is too long for a socket", code: 0) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard descriptor >= 0, code == 0 else { throw ReadingTrouble(what: path, code: errno) }
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  /// Waits until the process says that it stops, and answers when that was; nil where it has been silent for so long.
  func waitForStopping(silentSeconds: Double) -> Double? {
    var window = timeval(tv_sec: Int(silentSeconds), tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &window, socklen_t(MemoryLayout<timeval>.size))
    var message = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = recv(descriptor, &message, message.count, 0)
      guard count > 0 else { return nil }
      let lines = String(decoding: message[..<count], as: UTF8.self).split(separator: "\n")
      if lines.contains("STOPPING=1") { return Meter.wall }
    }
  }
}
