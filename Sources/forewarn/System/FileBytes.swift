import Glibc

/// A file could not be read or written: what happened, in the system's words.
struct FileFailure: Error, Sendable, Equatable {
  var path: String
  var code: Int32
  /// Set when the file was refused for another reason than the system's.
  var reason: String?

  var isPermission: Bool { code == EACCES || code == EPERM }
  var text: String { "\(path): \(reason ?? systemMessage(code))" }
}

/// `strerror`, without its shared buffer.
func systemMessage(_ code: Int32) -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
    guard let base = buffer.baseAddress else { return "error \(code)" }
    base.initialize(repeating: 0, count: 256)
    return strerror_r(code, base, 256) == 0 ? String(cString: base) : "error \(code)"
  }
}

enum FileBytes {
  /// A whole file, at most `limit` bytes of it plus one, so that the caller can tell that it is too long.
  static func read(_ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(path: path, code: errno) }
    defer { close(descriptor) }
    return try read(descriptor, path: path, limit: limit)
  }

  static func read(_ descriptor: Int32, path: String, limit: Int) throws(FileFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= limit {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw FileFailure(path: path, code: errno)
      }
      if count == 0 { break }
      bytes.append(contentsOf: chunk[..<count])
    }
    if bytes.count > limit { bytes.removeSubrange((limit + 1)...) }
    return bytes
  }

  /// All of it, however often the kernel takes less.
  static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileFailure) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileFailure(path: path, code: errno)
      }
      done += count
    }
  }
}
