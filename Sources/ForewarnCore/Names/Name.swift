/// A name that came from outside: an instance, a transaction, an alert type, a configuration item.
///
/// Names are told apart and put in order by their bytes, as stores, Kafka and the customer's own systems do. Swift's `String` would
/// take `é` and `e` with a combining accent for one and the same, and so put one customer's alert into another one's case.
public struct Name: Hashable, Comparable, Sendable {
  public let text: String

  public init(_ text: String) { self.text = text }

  init(_ bytes: Bytes) { text = bytes.text }

  /// A name of the customer model as events have it: control characters as blanks, cut at `Limits.nameBytes`, no blanks around it.
  public init(asInEvents text: String) {
    var cleaned = ""
    for scalar in text.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x80..<0xA0).contains(scalar.value)
      cleaned.unicodeScalars.append(isControl ? " " : scalar)
    }
    self = cleaned.withUTF8 { Name(Bytes(UnsafeRawBufferPointer($0)).cut(to: Limits.nameBytes).trimmed) }
  }

  public static func == (a: Name, b: Name) -> Bool { a.withBytes { a in b.withBytes { a.elementsEqual($0) } } }

  public static func < (a: Name, b: Name) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }

  public func hash(into hasher: inout Hasher) {
    withBytes { hasher.combine(bytes: $0.buffer) }
    hasher.combine(UInt8(0xFF))
  }

  var isEmpty: Bool { text.utf8.isEmpty }

  /// Lends the bytes of the name.
  func withBytes<R>(_ body: (Bytes) -> R) -> R {
    var text = text
    return text.withUTF8 { body(Bytes(UnsafeRawBufferPointer($0))) }
  }
}

extension Name: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}

extension Name: CustomStringConvertible {
  public var description: String { text }
}

extension Name: RowField {
  func write(to writer: inout ByteWriter) { text.write(to: &writer) }
  init(from reader: inout ByteReader) throws(MalformedBytes) { self.init(try reader.text()) }
}
