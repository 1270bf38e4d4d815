import Glibc

/// One question to a daemon's own HTTP, and its answer.
enum LocalRequest {
  struct Answer: Equatable {
    var status: Int
    var body: [UInt8]
  }

  private static let timeoutSeconds = 5
  private static let mostBytes = 16 << 20

  /// `address` as `admin.listen` has it; of one that listens everywhere, loopback is asked.
  static func get(_ path: String, from address: String) throws(FileFailure) -> Answer {
    let descriptor = try connect(to: address)
    defer { close(descriptor) }
    let request = "GET \(path) HTTP/1.0\r\nHost: \(host(address).text)\r\nConnection: close\r\n\r\n"
    try FileBytes.write(Array(request.utf8), to: descriptor, path: address)
    let bytes = try FileBytes.read(descriptor, path: address, limit: mostBytes)
    guard let answer = answer(bytes) else {
      throw FileFailure(path: address, code: 0, reason: "what answers there is no Forewarn")
    }
    return answer
  }

  /// The status line, and what stands behind the empty line.
  static func answer(_ bytes: [UInt8]) -> Answer? {
    let end = Array("\r\n\r\n".utf8)
    guard bytes.starts(with: "HTTP/1.".utf8), let head = bytes.firstRange(of: end) else { return nil }
    let words = String(decoding: bytes[..<head.lowerBound], as: UTF8.self).split(separator: " ", maxSplits: 2)
    guard words.count > 1, let status = Int(words[1]) else { return nil }
    return Answer(status: status, body: Array(bytes[head.upperBound...]))
  }

  /// Where to connect: without brackets, and loopback for "everywhere"; and as a header names it.
  static func host(_ address: String) -> (name: String, port: String, text: String) {
    let colon = address.lastIndex(of: ":") ?? address.endIndex
    var name = address[..<colon].filter { $0 != "[" && $0 != "]" }
    if ["", "0.0.0.0", "localhost"].contains(name) { name = "127.0.0.1" }
    if name == "::" { name = "::1" }
    let port = colon == address.endIndex ? "" : String(address[address.index(after: colon)...])
    return (name, port, "\(name.contains(":") ? "[\(name)]" : name):\(port)")
  }

  private static func connect(to address: String) throws(FileFailure) -> Int32 {
    let host = host(address)
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host.name, host.port, &hints, &found) == 0, let found else {
      throw FileFailure(path: address, code: 0, reason: "is no address:port, such as 127.0.0.1:9464")
    }
    defer { freeaddrinfo(found) }
    let descriptor = socket(found.pointee.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw FileFailure(path: address, code: errno) }
    var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
    guard Glibc.connect(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 else {
      let error = errno
      close(descriptor)
      throw FileFailure(path: address, code: error)
    }
    return descriptor
  }
}
