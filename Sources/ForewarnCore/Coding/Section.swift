/// What a stored section is of: a name, a version that rises whenever the layout of its elements changes, and the size of one.
struct SectionKind {
  var name: String
  var version: UInt32
  /// Bytes of one element in memory; checked where it is written and where it is read.
  var stride: Int

  func check<E>(_ type: E.Type) {
    precondition(
      MemoryLayout<E>.stride == stride, "\(type) has another size: give its section a new version and this stride")
  }
}

/// Elements that are stored as they lie in memory, a section for each type.
protocol StoredElement: BitwiseCopyable {
  static var section: SectionKind { get }
}

/// Writes sections one after the other, behind a mark and the number of this form.
struct SectionWriter {
  fileprivate static let mark: UInt32 = 0x4657_5354
  fileprivate static let form: UInt32 = 2
  /// Of a section beside its name and its elements: lengths, version, stride, count.
  private static let headBytes = 4 + 4 + 4 + 8
  private let isMeasuring: Bool
  private var writer: ByteWriter
  /// How long it is by now, also of one that only measures.
  private(set) var byteCount = 8

  init(reserving capacity: Int = 0) {
    isMeasuring = false
    writer = ByteWriter(reserving: capacity)
    writer.integer(Self.mark)
    writer.integer(Self.form)
  }

  private init(measuring: Void) {
    isMeasuring = true
    writer = ByteWriter()
  }

  /// One that writes nothing and tells how much room it takes: large columns are copied once only, into as much as they need.
  static var measuring: SectionWriter { SectionWriter(measuring: ()) }

  var bytes: [UInt8] {
    assert(isMeasuring || writer.bytes.count == byteCount, "what was measured is what is written")
    return writer.bytes
  }

  mutating func section(_ kind: SectionKind, count: Int, _ bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count == count * kind.stride, "a section is as long as its elements")
    byteCount += kind.name.utf8.count + Self.headBytes + bytes.count
    if isMeasuring { return }
    writer.text(kind.name)
    writer.integer(kind.version)
    writer.integer(UInt32(kind.stride))
    writer.integer(UInt64(count))
    writer.raw(bytes)
  }

  mutating func column<E: StoredElement>(_ elements: borrowing Column<E>) { column(elements, as: E.section) }

  mutating func column<E: BitwiseCopyable>(_ elements: borrowing Column<E>, as kind: SectionKind) {
    kind.check(E.self)
    section(kind, count: elements.count, UnsafeRawBufferPointer(elements.elements))
  }

  mutating func row<V: RowValue>(_ name: String, _ value: V) {
    let bytes = RowWriter.bytes(of: value)
    bytes.withUnsafeBytes { section(SectionKind(name: name, version: 1, stride: 1), count: bytes.count, $0) }
  }
}

/// Finds sections by their names. One that is missing, or of another version or size, is as if it were not there: what it held is
/// learned anew, alone.
struct SectionReader {
  private struct Found {
    var kind: SectionKind
    var count: Int
    var bytes: ArraySlice<UInt8>
  }

  private var sections: [Found] = []
  /// Names of those that were asked for and could not be used, and of those that nobody knows.
  private(set) var unusable: [String] = []

  init(_ bytes: [UInt8]) throws(MalformedBytes) {
    var reader = ByteReader(bytes)
    guard try reader.integer(UInt32.self) == SectionWriter.mark, try reader.integer(UInt32.self) == SectionWriter.form
    else { throw MalformedBytes(offset: 0) }
    while !reader.isAtEnd {
      let start = reader.position
      let name = try reader.text()
      let version = try reader.integer(UInt32.self)
      let stride = Int(try reader.integer(UInt32.self))
      let count = try reader.integer(UInt64.self)
      guard stride > 0, count <= UInt64(reader.remaining / stride),
        !sections.contains(where: { $0.kind.name.utf8.elementsEqual(name.utf8) })
      else { throw MalformedBytes(offset: start) }
      sections.append(
        Found(
          kind: SectionKind(name: name, version: version, stride: stride), count: Int(count),
          bytes: try reader.raw(Int(count) * stride)))
    }
  }

  func has(_ kind: SectionKind) -> Bool { sections.contains { $0.kind.name.utf8.elementsEqual(kind.name.utf8) } }

  private mutating func find(_ kind: SectionKind) -> Found? {
    let found = sections.first { $0.kind.name.utf8.elementsEqual(kind.name.utf8) }
    if let found, found.kind.version == kind.version, found.kind.stride == kind.stride { return found }
    unusable.append(kind.name)
    return nil
  }

  mutating func column<E: StoredElement>(of type: E.Type) -> Column<E>? { column(of: type, as: E.section) }

  mutating func column<E: BitwiseCopyable>(of type: E.Type, as kind: SectionKind) -> Column<E>? {
    kind.check(type)
    guard let found = find(kind) else { return nil }
    var column = Column<E>(capacity: found.count)
    found.bytes.withUnsafeBytes { column.append(copying: $0, count: found.count) }
    return column
  }

  /// A column that stands beside another one of so many elements; where it cannot be used, as many that have learned nothing.
  mutating func column<E: StoredElement>(of type: E.Type, beside count: Int, anew: E) -> Column<E> {
    column(of: type, as: E.section, beside: count, anew: anew)
  }

  mutating func column<E: BitwiseCopyable>(
    of type: E.Type, as kind: SectionKind, beside count: Int, anew: E
  ) -> Column<E> {
    guard let column = column(of: type, as: kind) else { return Column(repeating: anew, count: count) }
    guard column.count == count else {
      unusable.append(kind.name)
      return Column(repeating: anew, count: count)
    }
    return column
  }

  mutating func row<V: RowValue>(_ name: String, as type: V.Type) throws(MalformedBytes) -> V? {
    guard let found = find(SectionKind(name: name, version: 1, stride: 1)) else { return nil }
    return try RowReader.value(type, from: Array(found.bytes))
  }
}
