import Glibc

/// The bytes of one input, all of them at once: a plain file is mapped, so that it costs no memory of ours; what is compressed
/// or comes through a pipe is held.
final class RecordedFile {
  /// As the user named it; `-` is standard input.
  let path: String
  let bytes: UnsafeRawBufferPointer
  private let release: Release
  private var counted = (position: 0, line: 1)

  private enum Release {
    case unmap, free, deallocate, nothing
  }

  /// - Throws: when it cannot be opened or read, or its gzip data are damaged.
  init(path: String) throws(RecordedInputError) {
    self.path = path
    let descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw RecordedInputError(
        path: path, reason: "cannot be opened (\(String(cString: strerror(errno))))",
        remedy: "check the path and its permissions")
    }
    defer { close(descriptor) }
    let (raw, release) = try Self.content(of: descriptor, path)
    guard raw.count >= 2, raw[0] == 0x1F, raw[1] == 0x8B else {
      bytes = raw
      self.release = release
      return
    }
    defer { Self.give(raw, release) }
    bytes = try Gzip.inflate(raw, path)
    self.release = .free
  }

  /// What was never in a file, under a name.
  init(name: String, content: [UInt8]) {
    path = name
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(content.count, 1), alignment: 16)
    copy.copyBytes(from: content)
    bytes = UnsafeRawBufferPointer(rebasing: copy[..<content.count])
    release = .deallocate
  }

  /// Whether its first bytes are the mark of UTF-16.
  var isUTF16: Bool {
    bytes.count >= 2 && (bytes[0] == 0xFF && bytes[1] == 0xFE || bytes[0] == 0xFE && bytes[1] == 0xFF)
  }

  /// The number, from 1, of the line that starts at a position. Positions are asked in rising order mostly, so the last answer
  /// is where the next count starts.
  func line(at position: Int) -> Int {
    if position < counted.position { counted = (0, 1) }
    for byte in bytes[counted.position..<position] where byte == 0x0A { counted.line += 1 }
    counted.position = position
    return counted.line
  }

  deinit { Self.give(bytes, release) }

  private static func give(_ bytes: UnsafeRawBufferPointer, _ release: Release) {
    switch release {
    case .unmap: munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    case .free: Glibc.free(UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    case .deallocate: bytes.deallocate()
    case .nothing: break
    }
  }

  private static func content(
    of descriptor: Int32, _ path: String
  ) throws(RecordedInputError) -> (UnsafeRawBufferPointer, Release) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    if status.st_mode & S_IFMT == S_IFREG, path != "-" {
      let count = Int(status.st_size)
      if count == 0 { return (UnsafeRawBufferPointer(start: nil, count: 0), .nothing) }
      guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
        throw failure(path)
      }
      madvise(address, count, MADV_SEQUENTIAL)
      return (UnsafeRawBufferPointer(start: address, count: count), .unmap)
    }
    var buffer = GrowingBuffer(capacity: 1 << 16)
    while true {
      let room = buffer.room(atLeast: 1 << 15)
      let count = room.isEmpty ? -1 : read(descriptor, room.baseAddress, room.count)
      if count == 0 { return (buffer.finished, .free) }
      if count > 0 {
        buffer.count += count
      } else if errno != EINTR {
        let error = failure(path)
        buffer.discard()
        throw error
      }
    }
  }

  private static func failure(_ path: String) -> RecordedInputError {
    RecordedInputError(
      path: path, reason: "cannot be read (\(String(cString: strerror(errno))))",
      remedy: "give a file of JSON lines, plain or gzip, or - for standard input")
  }
}
