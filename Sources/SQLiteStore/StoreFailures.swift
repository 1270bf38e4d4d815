import CSQLite
import Glibc
import StreamRuntime

/// The failures of this store in words: what happened to which path, and what a person can do.
extension StoreFailure {
  /// An answer of SQLite other than success.
  static func sqlite(_ code: Int32, _ message: String, path: String) -> StoreFailure {
    let text = "\(path): \(message) (SQLite \(code))"
    return switch code & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED: locked(path: path, holder: nil)
    case SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_AUTH:
      StoreFailure(.permission, text, remedy: permissionRemedy)
    case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_MISMATCH, SQLITE_CONSTRAINT: damaged(path, message)
    case SQLITE_FULL:
      StoreFailure(.io, text, remedy: "Free space on the file system of the state folder; then it is tried again.")
    default:
      StoreFailure(
        .io, text, remedy: "Look for disk errors in the kernel's log (dmesg); the state so far is untouched.")
    }
  }

  static func system(_ error: Int32, doing what: String, path: String) -> StoreFailure {
    let text = "cannot \(what) \(path): \(String(cString: strerror(error)))"
    return switch error {
    case EACCES, EPERM, EROFS, ENOENT, ENOTDIR, ELOOP: StoreFailure(.permission, text, remedy: permissionRemedy)
    default:
      StoreFailure(
        .io, text, remedy: "Free space, or look for disk errors in the kernel's log (dmesg); then try again.")
    }
  }

  static func locked(path: String, holder: String?) -> StoreFailure {
    let who = holder.map { "process \($0)" } ?? "another process"
    return StoreFailure(
      .locked, "\(path) is in use by \(who)",
      remedy: "Stop that process, or give this one a state folder and an application id of its own.")
  }

  static func damaged(_ path: String, _ what: String) -> StoreFailure {
    StoreFailure(
      .damaged, "\(path) is damaged: \(what)",
      remedy:
        "Nothing was changed. Move the state folder aside and start again: the book is restored from the state topic.")
  }

  static func foreign(_ path: String, _ what: String) -> StoreFailure {
    StoreFailure(
      .foreign, "\(path) is not a state file of forewarn: \(what)",
      remedy: "Nothing was changed. Let state.path name a folder of its own, or move that file away.")
  }

  static func unreleasedForm(_ path: String) -> StoreFailure {
    StoreFailure(
      .foreign,
      "\(path) is the state of a development version of forewarn from before its first release (revision 30bfd5c or earlier), whose form is not read any more",
      remedy:
        "Nothing was changed. Begin anew with a new state.path and a new application.id, or run the version that wrote it."
    )
  }

  static func closed(_ path: String) -> StoreFailure {
    StoreFailure(.io, "\(path) was closed", remedy: "Open the state folder again.")
  }

  private static let permissionRemedy =
    "Give the user that forewarn runs as read and write access to the state folder (and let its parent exist)."
}
