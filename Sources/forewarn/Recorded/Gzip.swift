import CZlib

enum Gzip {
  /// All members of a gzip file, as `gzip -cd` gives them.
  static func inflate(
    _ data: UnsafeRawBufferPointer, _ path: String
  ) throws(RecordedInputError) -> UnsafeRawBufferPointer {
    var output = GrowingBuffer(capacity: max(1 << 16, data.count * 4))
    var stream = z_stream()
    // 15 bits of window, 16 for "gzip, nothing else".
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      output.discard()
      throw failure(path, "zlib does not start")
    }
    defer { inflateEnd(&stream) }
    var left = data
    var result = Z_OK
    while result != Z_STREAM_END || startsMember(left) {
      if result == Z_STREAM_END { inflateReset(&stream) }
      let input = UnsafeRawBufferPointer(rebasing: left.prefix(1 << 30))
      let room = output.room(atLeast: 1 << 15)
      let target = UnsafeMutableRawBufferPointer(rebasing: room.prefix(1 << 30))
      stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
      stream.avail_in = UInt32(input.count)
      stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
      stream.avail_out = UInt32(target.count)
      result = CZlib.inflate(&stream, Z_NO_FLUSH)
      output.count += target.count - Int(stream.avail_out)
      left = UnsafeRawBufferPointer(rebasing: left.dropFirst(input.count - Int(stream.avail_in)))
      guard result == Z_OK || result == Z_STREAM_END else {
        output.discard()
        throw failure(path, result == Z_BUF_ERROR ? "its gzip data end early" : "its gzip data are damaged")
      }
    }
    return output.finished
  }

  /// What follows a member and is no other one is padding, which gzip ignores too.
  private static func startsMember(_ data: UnsafeRawBufferPointer) -> Bool {
    data.count >= 2 && data[0] == 0x1F && data[1] == 0x8B
  }

  private static func failure(_ path: String, _ reason: String) -> RecordedInputError {
    RecordedInputError(path: path, reason: reason, remedy: "copy the file again; `gzip -t` tells whether it is whole")
  }
}
