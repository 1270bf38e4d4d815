/// The bytes of all names and texts that statistics hold, end to end.
struct NameArena: ~Copyable {
  static let section = SectionKind(name: "names", version: 1, stride: 1)

  private(set) var bytes = Column<UInt8>(capacity: 4_096)

  init() {}

  /// Whether so many bytes more can still be named: a reference has 32 bits. Past that, new names are refused, not wrapped around.
  func hasRoom(for count: Int) -> Bool { bytes.count + count <= Int(UInt32.max) }

  mutating func add(_ name: Bytes) -> NameRef {
    precondition(hasRoom(for: name.count), "asked before: the arena holds what 32 bits can name")
    let ref = NameRef(offset: UInt32(bytes.count), count: UInt32(name.count))
    bytes.append(copying: name.buffer, count: name.count)
    return ref
  }

  @inline(__always)
  func bytes(_ ref: NameRef) -> Bytes {
    Bytes(
      UnsafeRawBufferPointer(
        rebasing: UnsafeRawBufferPointer(bytes.elements)[Int(ref.offset)..<Int(ref.offset) + Int(ref.count)]))
  }

  func text(_ ref: NameRef) -> String { bytes(ref).text }

  func name(_ ref: NameRef) -> Name { Name(bytes(ref)) }

  /// Whether a reference that was read from outside points into the arena.
  func holds(_ ref: NameRef) -> Bool { Int(ref.offset) + Int(ref.count) <= bytes.count }

  func write(to writer: inout SectionWriter) { writer.column(bytes, as: Self.section) }

  /// Takes the place of everything so far; false when there are no names.
  mutating func restore(from reader: inout SectionReader) -> Bool {
    guard let saved = reader.column(of: UInt8.self, as: Self.section) else { return false }
    bytes = saved
    return true
  }
}

/// Where a name stands in the arena.
struct NameRef: BitwiseCopyable, Equatable {
  var offset: UInt32
  var count: UInt32

  static let none = NameRef(offset: 0, count: 0)
}

/// Only configuration items are stored as bare references.
extension NameRef: StoredElement {
  static let section = SectionKind(name: "items", version: 1, stride: 8)
}
