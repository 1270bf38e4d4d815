/// Little-endian integers, and texts and byte runs with their length (UInt32) before them.
struct BinaryWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write<I: FixedWidthInteger>(_ value: I) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ run: [UInt8]) {
    write(UInt32(run.count))
    bytes.append(contentsOf: run)
  }

  mutating func write(_ text: String) {
    write(Array(text.utf8))
  }

  /// One byte, 0 or 1, and the value when there is one.
  mutating func write<Value>(optional value: Value?, _ body: (inout BinaryWriter, Value) -> Void) {
    write(UInt8(value == nil ? 0 : 1))
    if let value { body(&self, value) }
  }

  mutating func write<Element>(list: [Element], _ body: (inout BinaryWriter, Element) -> Void) {
    write(UInt32(list.count))
    for element in list { body(&self, element) }
  }
}

/// What a reader says of bytes that are not what they should be.
struct MalformedBytes: Error, Equatable {
  var offset: Int
}

/// Reads what `BinaryWriter` wrote; refuses everything else without trusting a length in it.
struct BinaryReader {
  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { offset == bytes.count }

  mutating func integer<I: FixedWidthInteger>(_ type: I.Type = I.self) throws(MalformedBytes) -> I {
    let size = MemoryLayout<I>.size
    guard bytes.count - offset >= size else { throw MalformedBytes(offset: offset) }
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: I.self) }
    offset += size
    return I(littleEndian: value)
  }

  mutating func run() throws(MalformedBytes) -> [UInt8] {
    let count = Int(try integer(UInt32.self))
    guard bytes.count - offset >= count else { throw MalformedBytes(offset: offset) }
    defer { offset += count }
    return Array(bytes[offset..<offset + count])
  }

  mutating func text() throws(MalformedBytes) -> String {
    let start = offset
    guard let text = String(validating: try run(), as: UTF8.self) else { throw MalformedBytes(offset: start) }
    return text
  }

  mutating func optional<Value>(
    _ body: (inout BinaryReader) throws(MalformedBytes) -> Value
  ) throws(MalformedBytes) -> Value? {
    switch try integer(UInt8.self) {
    case 0: nil
    case 1: try body(&self)
    default: throw MalformedBytes(offset: offset - 1)
    }
  }

  /// Every element takes at least a byte, so a count beyond the bytes that are left is a lie.
  mutating func list<Element>(
    _ body: (inout BinaryReader) throws(MalformedBytes) -> Element
  ) throws(MalformedBytes) -> [Element] {
    let start = offset
    let count = Int(try integer(UInt32.self))
    guard count <= bytes.count - offset else { throw MalformedBytes(offset: start) }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try body(&self)) }
    return elements
  }
}
