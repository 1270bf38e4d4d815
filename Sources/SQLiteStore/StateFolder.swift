import CSQLite
import Glibc
import StreamRuntime

/// A state folder, and the ways to a connection to the file in it. What cannot be understood is left as it is.
struct StateFolder {
  let path: String

  var file: String { path + "/forewarn.sqlite" }
  var lockFile: String { path + "/forewarn.lock" }
  /// The dashboard's.
  var historyFile: String { path + "/history.sqlite" }
  /// SQLite's write-ahead log.
  var journal: String { file + "-wal" }
  /// A database that is being made. It gets its name when it is whole, so a file of that name was whole once.
  private var unfinished: String { file + ".new" }

  /// Makes the folder when only itself is missing.
  func makeIfMissing() throws(StoreFailure) {
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw .system(errno, doing: "make the folder", path: path) }
    try requireFolder()
  }

  func requireFolder() throws(StoreFailure) {
    var found = stat()
    guard stat(path, &found) == 0 else { throw .system(errno, doing: "open", path: path) }
    guard found.st_mode & S_IFMT == S_IFDIR else { throw .foreign(path, "it is not a folder") }
    guard found.st_mode & S_IWOTH != 0 else { return }
    guard found.st_mode & S_ISVTX != 0 else {
      throw StoreFailure(
        .permission, "others may write to the state folder \(path), and what they write would be believed",
        remedy: "Take the right from them: chmod o-w \(path)")
    }
    // As a fresh tmpfs is: others may add files, but not touch ours.
    let history = [path + "/history.lock"] + ["", "-wal", "-shm"].map { historyFile + $0 }
    for name in [file, journal, file + "-shm", lockFile, unfinished] + history { try requireOurs(name) }
  }

  private func requireOurs(_ name: String) throws(StoreFailure) {
    var found = stat()
    guard lstat(name, &found) == 0, found.st_uid != geteuid() else { return }
    throw StoreFailure(
      .permission, "others may write to the state folder \(path), and \(name) is another user's",
      remedy: "Look who put it there and remove it, or take the right from them: chmod o-w \(path)")
  }

  /// Size of the write-ahead log; 0 when there is none.
  var journalBytes: Int64 {
    var found = stat()
    return stat(journal, &found) == 0 ? Int64(found.st_size) : 0
  }

  enum Content: Equatable {
    case nothing, database
  }

  /// Looks at the file with plain reads, before SQLite may touch it: SQLite would take an empty file for a new database and
  /// drop the journal beside it.
  func inspect() throws(StoreFailure) -> Content {
    var found = stat()
    guard stat(file, &found) == 0 else {
      guard errno == ENOENT else { throw .system(errno, doing: "open", path: file) }
      guard journalBytes == 0 else { throw .damaged(file, "it is missing, but its journal \(journal) is there") }
      return .nothing
    }
    guard found.st_mode & S_IFMT == S_IFREG else { throw .foreign(file, "it is not a regular file") }
    guard found.st_size > 0 else { throw .damaged(file, "it is empty; once it was not") }
    let header = try readHeader()
    guard header.prefix(16).elementsEqual("SQLite format 3\0".utf8.prefix(header.count)) else {
      throw .foreign(file, "it is not an SQLite database")
    }
    guard header.count == 100 else { throw .damaged(file, "it ends inside its header") }
    let pageBytes = Int64(header[16]) << 8 | Int64(header[17])
    guard Int64(found.st_size) >= (pageBytes == 1 ? 65_536 : pageBytes) else {
      throw .damaged(file, "it ends inside its first page")
    }
    guard Self.number(header[68..<72]) == Schema.applicationID else {
      throw .foreign(file, "it is an SQLite database of another application")
    }
    // What the journal may say instead is a later form: SQLite tells. Opening would work the journal off.
    try Schema.check(Self.number(header[60..<64]), of: file)
    return .database
  }

  /// As SQLite's header has it: big-endian.
  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
    bytes.reduce(0) { $0 << 8 | Int64($1) }
  }

  private func readHeader() throws(StoreFailure) -> [UInt8] {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(errno, doing: "open", path: file) }
    defer { close(descriptor) }
    var header = [UInt8](repeating: 0, count: 100)
    let count = header.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count >= 0 else { throw .system(errno, doing: "read", path: file) }
    return Array(header.prefix(count))
  }

  /// Makes an empty database beside its place, whole and synced, and moves it there. A crash leaves it or nothing.
  func create() throws(StoreFailure) {
    for leftover in [unfinished, unfinished + "-journal", unfinished + "-wal"]
    where unlink(leftover) != 0 && errno != ENOENT {
      throw .system(errno, doing: "remove", path: leftover)
    }
    do {
      let connection = try Connection(path: unfinished, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
      try Schema.create(connection)
      try connection.transaction { (connection) throws(StoreFailure) in
        try Identity.write(Identity.random(), to: connection)
      }
      try connection.execute("PRAGMA journal_mode = WAL")
    }
    guard chmod(unfinished, 0o600) == 0 else { throw .system(errno, doing: "set the mode of", path: unfinished) }
    guard rename(unfinished, file) == 0 else { throw .system(errno, doing: "rename", path: unfinished) }
    try syncFolder()
  }

  private func syncFolder() throws(StoreFailure) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(errno, doing: "open", path: path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .system(errno, doing: "sync", path: path) }
  }
}
