/// Little-endian integers, and texts and byte runs with their length (`UInt32`) before them. The counterpart of `ByteReader`.
public struct ByteWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init(reserving capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  public mutating func integer<I: FixedWidthInteger>(_ value: I) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Bytes without a length: the reader has to know how many.
  public mutating func raw(_ buffer: UnsafeRawBufferPointer) { bytes.append(contentsOf: buffer) }

  public mutating func run(_ run: [UInt8]) {
    length(run.count)
    bytes.append(contentsOf: run)
  }

  public mutating func text(_ text: String) {
    length(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// One byte, 0 or 1, and the value when there is one.
  public mutating func optional<Value>(_ value: Value?, _ body: (inout ByteWriter, Value) -> Void) {
    integer(UInt8(value == nil ? 0 : 1))
    if let value { body(&self, value) }
  }

  public mutating func list<Element>(_ elements: [Element], _ body: (inout ByteWriter, Element) -> Void) {
    length(elements.count)
    for element in elements { body(&self, element) }
  }

  private mutating func length(_ count: Int) {
    precondition(count <= Int(UInt32.max), "a run has its length in 32 bits; what can be longer goes through `raw`")
    integer(UInt32(count))
  }
}

/// What a reader says of bytes that are not what they should be.
public struct MalformedBytes: Error, Equatable, Sendable {
  /// Where the read began that failed, in bytes.
  public var offset: Int

  public init(offset: Int) { self.offset = offset }
}

/// Reads what `ByteWriter` wrote; refuses everything else without trusting a length in it.
public struct ByteReader: Sendable {
  private let bytes: [UInt8]
  /// Bytes read so far.
  public private(set) var position = 0

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public var isAtEnd: Bool { position == bytes.count }
  /// Bytes that are left.
  public var remaining: Int { bytes.count - position }

  public mutating func integer<I: FixedWidthInteger>(_ type: I.Type = I.self) throws(MalformedBytes) -> I {
    let size = MemoryLayout<I>.size
    guard remaining >= size else { throw MalformedBytes(offset: position) }
    defer { position += size }
    return I(littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: I.self) })
  }

  /// The next `count` bytes, shared and not copied.
  public mutating func raw(_ count: Int) throws(MalformedBytes) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw MalformedBytes(offset: position) }
    defer { position += count }
    return bytes[position..<position + count]
  }

  public mutating func run() throws(MalformedBytes) -> [UInt8] { Array(try slice()) }

  /// A run that is UTF-8.
  public mutating func text() throws(MalformedBytes) -> String {
    let start = position
    guard let text = String(validating: try slice(), as: UTF8.self) else { throw MalformedBytes(offset: start) }
    return text
  }

  public mutating func optional<Value>(
    _ body: (inout ByteReader) throws(MalformedBytes) -> Value
  ) throws(MalformedBytes) -> Value? {
    switch try integer(UInt8.self) {
    case 0: nil
    case 1: try body(&self)
    default: throw MalformedBytes(offset: position - 1)
    }
  }

  /// Every element takes at least a byte, so a count beyond the bytes that are left is a lie.
  public mutating func list<Element>(
    _ body: (inout ByteReader) throws(MalformedBytes) -> Element
  ) throws(MalformedBytes) -> [Element] {
    let start = position
    let count = Int(try integer(UInt32.self))
    guard count <= remaining else { throw MalformedBytes(offset: start) }
    var elements: [Element] = []
    // Not all at once: a byte of damage may announce elements that are far larger than a byte.
    elements.reserveCapacity(min(count, 4_096))
    for _ in 0..<count { elements.append(try body(&self)) }
    return elements
  }

  private mutating func slice() throws(MalformedBytes) -> ArraySlice<UInt8> {
    try raw(Int(try integer(UInt32.self)))
  }
}
