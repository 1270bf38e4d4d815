import CZlib
import Glibc

/// An input of a command, in pieces: a file, or standard input by the name `-`; gzip is recognised by its first bytes.
struct StreamedInput: ~Copyable {
  static let chunkBytes = 256 << 10

  let path: String
  private let file: gzFile
  private var chunk = [UInt8](repeating: 0, count: StreamedInput.chunkBytes)

  /// What a command that reads such inputs says of them.
  static func description(_ placeholder: String) -> InputDescription {
    InputDescription(
      placeholder: placeholder, documentation: "A file, a .gz file, or - for standard input, which is the default.")
  }

  /// `-` when none was named.
  static func paths(_ arguments: Arguments) -> [String] { arguments.inputs.isEmpty ? ["-"] : arguments.inputs }

  init(_ path: String) throws(FileFailure) {
    self.path = path
    // A copy of standard input, because closing the gzFile closes its descriptor.
    let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(path: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw FileFailure(path: path, code: EISDIR)
    }
    guard let file = gzdopen(descriptor, "rb") else {
      close(descriptor)
      throw FileFailure(path: path, code: ENOMEM)
    }
    gzbuffer(file, UInt32(Self.chunkBytes))
    self.file = file
  }

  deinit { gzclose(file) }

  /// All of an input.
  static func bytes(_ path: String) throws(FileFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var file = try StreamedInput(path)
    while let chunk = try file.next() { bytes += chunk }
    return bytes
  }

  /// The next bytes; nil at the end.
  mutating func next() throws(FileFailure) -> ArraySlice<UInt8>? {
    let count = gzread(file, &chunk, UInt32(chunk.count))
    if count > 0 { return chunk[..<Int(count)] }
    // A truncated file reads to its end, and only then says that it is truncated.
    var code: Int32 = 0
    let message = gzerror(file, &code).map { String(cString: $0) } ?? ""
    switch code {
    case Z_OK, Z_STREAM_END: return nil
    case Z_ERRNO: throw FileFailure(path: path, code: errno)
    case Z_BUF_ERROR: throw FileFailure(path: path, code: 0, reason: "the gzip data is cut off")
    default: throw FileFailure(path: path, code: 0, reason: "damaged gzip data (\(message))")
    }
  }
}
