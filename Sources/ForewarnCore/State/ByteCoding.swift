/// Little-endian bytes, appended. The counterpart of `ByteReader`.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  init(reserving capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  mutating func integer(_ value: Int64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func raw(_ buffer: UnsafeRawBufferPointer) { bytes.append(contentsOf: buffer) }

  mutating func text(_ string: String) {
    integer(Int64(string.utf8.count))
    bytes.append(contentsOf: string.utf8)
  }
}

/// Reads what `ByteWriter` wrote; every read answers nil past the end, so damaged bytes cannot trap.
struct ByteReader {
  private let buffer: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ buffer: UnsafeRawBufferPointer) { self.buffer = buffer }

  var isAtEnd: Bool { position == buffer.count }

  mutating func integer() -> Int64? {
    guard let slice = raw(8) else { return nil }
    return Int64(littleEndian: slice.loadUnaligned(as: Int64.self))
  }

  mutating func raw(_ count: Int) -> UnsafeRawBufferPointer? {
    guard count >= 0, count <= buffer.count - position else { return nil }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: buffer[position..<position + count])
  }

  mutating func text() -> String? {
    guard let n = integer(), n >= 0, n <= Int64(buffer.count), let slice = raw(Int(n)) else { return nil }
    return String(decoding: slice, as: UTF8.self)
  }
}
