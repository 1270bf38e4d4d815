import Glibc

/// One who reads pages: a connection that stays, and a question after the other.
final class PageReader {
  private let port: UInt16
  private var descriptor: Int32 = -1
  private var openedAt = 0.0
  /// The server ends a connection after five seconds, as browsers know: they open another one.
  private static let usedSeconds = 3.0
  private var buffer = [UInt8](repeating: 0, count: 1 << 20)

  init(port: UInt16) { self.port = port }

  deinit { leave() }

  func leave() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  /// How long the whole answer took, in seconds. Connects where there is no connection yet.
  func ask(_ path: String) throws(ReadingTrouble) -> Double {
    let began = Meter.wall
    if descriptor >= 0, began - openedAt > Self.usedSeconds { leave() }
    if descriptor < 0 { try connect() }
    let request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n".utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      throw ReadingTrouble(what: "\(path): it is not asked", code: errno)
    }
    try readAnswer(path)
    return Meter.wall - began
  }

  private func connect() throws(ReadingTrouble) {
    openedAt = Meter.wall
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else {
      let error = errno
      leave()
      throw ReadingTrouble(what: "nobody listens on port \(port)", code: error)
    }
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  private func readAnswer(_ path: String) throws(ReadingTrouble) {
    var held = 0
    var whole: Int?
    while whole.map({ held < $0 }) ?? true {
      if held == buffer.count { buffer += [UInt8](repeating: 0, count: buffer.count) }
      let count = buffer.withUnsafeMutableBytes {
        recv(descriptor, $0.baseAddress?.advanced(by: held), $0.count - held, 0)
      }
      guard count > 0 else { throw ReadingTrouble(what: "\(path): the answer breaks off", code: errno) }
      held += count
      if whole == nil { whole = try Self.length(buffer[..<held], path) }
    }
  }

  /// Of head and body together, once the head is there.
  private static func length(_ bytes: ArraySlice<UInt8>, _ path: String) throws(ReadingTrouble) -> Int? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    guard lines.first?.contains(" 200 ") ?? false else {
      throw ReadingTrouble(what: "\(path): \(lines.first ?? "nothing")", code: 0)
    }
    let length = lines.first { $0.lowercased().hasPrefix("content-length:") }.flatMap {
      Int($0.split(separator: " ").last ?? "")
    }
    return end.upperBound + (length ?? 0)
  }
}

struct ReadingTrouble: Error, CustomStringConvertible {
  var what: String
  var code: Int32

  var description: String { code == 0 ? what : "\(what): \(String(cString: strerror(code)))" }
}
