/// The bytes of all names, end to end.
struct NameArena: ~Copyable {
  private var bytes: Column<UInt8>

  init() { bytes = Column(capacity: 4_096) }

  mutating func add(_ name: Bytes) -> NameRef {
    let ref = NameRef(offset: UInt32(bytes.count), count: UInt32(name.count))
    for byte in name.buffer { bytes.append(byte) }
    return ref
  }

  @inline(__always)
  func bytes(_ ref: NameRef) -> Bytes {
    Bytes(
      UnsafeRawBufferPointer(
        rebasing: UnsafeRawBufferPointer(bytes.elements)[Int(ref.offset)..<Int(ref.offset + ref.count)]))
  }

  func text(_ ref: NameRef) -> String { bytes(ref).text }

  func write(to writer: inout ByteWriter) { bytes.write(to: &writer) }

  init?(from reader: inout ByteReader) {
    guard let column = Column<UInt8>(from: &reader) else { return nil }
    bytes = column
  }

  func holds(_ ref: NameRef) -> Bool { Int(ref.offset) + Int(ref.count) <= bytes.count }
}

/// Where a name stands in the arena.
struct NameRef: BitwiseCopyable, Equatable {
  var offset: UInt32
  var count: UInt32

  static let none = NameRef(offset: 0, count: 0)
}
