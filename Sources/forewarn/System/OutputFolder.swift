import Glibc

/// Files in a folder, each written beside its place and moved there when it is whole: a command that is killed leaves no half
/// file under a good name.
struct OutputFolder: Sendable {
  let path: String

  /// Makes the folder when it is not there; its parent must be.
  init(_ path: String) throws(FileFailure) {
    self.path = path
    if mkdir(path, 0o777) != 0, errno != EEXIST { throw FileFailure(path: path, code: errno) }
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileFailure(path: path, code: errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw FileFailure(path: path, code: ENOTDIR) }
  }

  /// The name of the file that belongs to an input: its base name, without `.gz`, for what is written is not compressed.
  static func name(for input: String) -> String {
    if input == "-" { return "stdin.csv" }
    let base = input.split(separator: "/").last.map(String.init) ?? input
    return base.hasSuffix(".gz") ? String(base.dropLast(3)) : base
  }

  func create(for input: String) throws(FileFailure) -> OutputFile {
    let target = "\(path)/\(Self.name(for: input))"
    var (old, new) = (stat(), stat())
    if input != "-", stat(input, &old) == 0, stat(target, &new) == 0, old.st_dev == new.st_dev, old.st_ino == new.st_ino
    {
      throw FileFailure(path: target, code: 0, reason: "is the input itself; name another folder")
    }
    return try OutputFile(target)
  }
}

struct OutputFile: ~Copyable {
  private let target: String
  private let partial: String
  private let descriptor: Int32
  private var isWhole = false

  /// A whole file at once.
  static func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
    let file = try OutputFile(path)
    try file.write(bytes)
    try file.finish()
  }

  fileprivate init(_ target: String) throws(FileFailure) {
    self.target = target
    partial = "\(target).partial-\(getpid())"
    descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileFailure(path: partial, code: errno) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if descriptor >= 0, !isWhole { unlink(partial) }
  }

  func write(_ bytes: [UInt8]) throws(FileFailure) { try FileBytes.write(bytes, to: descriptor, path: partial) }

  consuming func finish() throws(FileFailure) {
    guard rename(partial, target) == 0 else { throw FileFailure(path: target, code: errno) }
    isWhole = true
  }
}
