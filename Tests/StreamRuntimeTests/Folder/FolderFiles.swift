import Glibc

/// The files of a state folder, by name.
enum FolderFiles {
  static let base = "forewarn.sqlite"
  static let journal = "forewarn.sqlite-wal"

  static func make() -> String {
    var template = Array("/tmp/forewarn-damage-XXXXXX".utf8CString)
    return template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/nonexistent"
    }
  }

  static func read(_ folder: String) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in [base, journal] {
      guard let file = fopen("\(folder)/\(name)", "rb") else { continue }
      defer { fclose(file) }
      fseek(file, 0, SEEK_END)
      var bytes = [UInt8](repeating: 0, count: ftell(file))
      rewind(file)
      let count = fread(&bytes, 1, bytes.count, file)
      files[name] = Array(bytes.prefix(count))
    }
    return files
  }

  static func write(_ files: [String: [UInt8]], to folder: String) {
    for (name, bytes) in files {
      guard let file = fopen("\(folder)/\(name)", "wb") else { continue }
      fwrite(bytes, 1, bytes.count, file)
      fclose(file)
    }
  }

  /// What is in it, not the folder.
  static func empty(_ folder: String) {
    for name in [base, journal, base + "-shm", base + ".new", "forewarn.lock"] { unlink("\(folder)/\(name)") }
  }
}
