import CSQLite
import Glibc
import Synchronization

/// SQLite's own file system, except that fsync fails on demand for files whose path contains `marker`.
enum FailingSync {
  static let marker = "failing-sync"
  static let isFailing = Atomic(false)

  /// Makes it the default of this process, once. Files elsewhere are not touched.
  static let isInstalled: Bool = {
    guard let original = sqlite3_vfs_find(nil) else { return false }
    // Lives as long as the process: SQLite keeps the pointer.
    let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    vfs.initialize(to: original.pointee)
    vfs.pointee.xOpen = openMarked
    originalOpen.store(bits(original.pointee.xOpen), ordering: .releasing)
    return sqlite3_vfs_register(vfs, 1) == SQLITE_OK
  }()

  fileprivate typealias Open =
    @convention(c) (
      UnsafeMutablePointer<sqlite3_vfs>?, sqlite3_filename?, UnsafeMutablePointer<sqlite3_file>?, Int32,
      UnsafeMutablePointer<Int32>?
    ) -> Int32
  fileprivate typealias Sync = @convention(c) (UnsafeMutablePointer<sqlite3_file>?, Int32) -> Int32

  // Function pointers as integers, since an atomic cannot hold them.
  fileprivate static let originalOpen = Atomic(0)
  fileprivate static let originalSync = Atomic(0)
  fileprivate static func bits<Function>(_ function: Function) -> Int { unsafeBitCast(function, to: Int.self) }
}

private func openMarked(
  vfs: UnsafeMutablePointer<sqlite3_vfs>?, name: sqlite3_filename?, file: UnsafeMutablePointer<sqlite3_file>?,
  flags: Int32, outFlags: UnsafeMutablePointer<Int32>?
) -> Int32 {
  // Both were stored from function pointers of these types.
  let open = unsafeBitCast(FailingSync.originalOpen.load(ordering: .acquiring), to: FailingSync.Open.self)
  let code = open(vfs, name, file, flags, outFlags)
  if code == SQLITE_OK, let name, let file, let methods = file.pointee.pMethods, strstr(name, FailingSync.marker) != nil
  {
    // Leaked on purpose, one a file: SQLite may use it until the process ends.
    let copy = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    copy.initialize(to: methods.pointee)
    FailingSync.originalSync.store(FailingSync.bits(methods.pointee.xSync), ordering: .releasing)
    copy.pointee.xSync = syncUnlessFailing
    file.pointee.pMethods = UnsafePointer(copy)
  }
  return code
}

private func syncUnlessFailing(file: UnsafeMutablePointer<sqlite3_file>?, flags: Int32) -> Int32 {
  if FailingSync.isFailing.load(ordering: .acquiring) { return SQLITE_IOERR | 4 << 8 }  // SQLITE_IOERR_FSYNC
  let sync = unsafeBitCast(FailingSync.originalSync.load(ordering: .acquiring), to: FailingSync.Sync.self)
  return sync(file, flags)
}
