import Glibc
import StreamRuntime

/// Keeps a second process (or a second store in this one) out of a state folder: `flock` on a file that names its holder.
/// The lock goes with the process; the file stays.
struct FolderLock: ~Copyable {
  private let descriptor: Int32

  init(path: String) throws(StoreFailure) {
    var descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    // A folder that may only be read can still be locked against a writer.
    if descriptor < 0, errno == EACCES || errno == EROFS { descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
    guard descriptor >= 0 else { throw .system(errno, doing: "open", path: path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let error = errno
      let holder = Self.holder(descriptor)
      close(descriptor)
      throw error == EWOULDBLOCK
        ? .locked(path: path, holder: holder) : .system(error, doing: "lock", path: path)
    }
    self.descriptor = descriptor
    // Only for the message of the next one; a lock without a name is a lock too.
    let name = Array("\(getpid())\n".utf8)
    if ftruncate(descriptor, 0) == 0 { _ = name.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) } }
  }

  deinit {
    close(descriptor)
  }

  private static func holder(_ descriptor: Int32) -> String? {
    var text = [UInt8](repeating: 0, count: 20)
    let count = text.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    let digits = text.prefix(max(0, count)).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
  }
}
