/// A value that can stand in a field of a row: it writes itself, and reads what it wrote or fails.
protocol RowField {
  func write(to writer: inout ByteWriter)
  init(from reader: inout ByteReader) throws(MalformedBytes)
  /// Is not written at all; a reader that does not find it keeps the value that it has.
  var isAbsent: Bool { get }
}

extension RowField {
  var isAbsent: Bool { false }
}

extension FixedWidthInteger where Self: RowField {
  func write(to writer: inout ByteWriter) { writer.integer(self) }
  init(from reader: inout ByteReader) throws(MalformedBytes) { self = try reader.integer(Self.self) }
}

extension Int64: RowField {}
extension Int32: RowField {}
extension UInt64: RowField {}

extension Int: RowField {
  func write(to writer: inout ByteWriter) { writer.integer(Int64(self)) }
  init(from reader: inout ByteReader) throws(MalformedBytes) { self = Int(try reader.integer(Int64.self)) }
}

extension Bool: RowField {
  func write(to writer: inout ByteWriter) { writer.integer(self ? 1 : 0 as UInt8) }

  init(from reader: inout ByteReader) throws(MalformedBytes) {
    let start = reader.position
    let raw = try reader.integer(UInt8.self)
    guard raw <= 1 else { throw MalformedBytes(offset: start) }
    self = raw == 1
  }
}

extension Double: RowField {
  func write(to writer: inout ByteWriter) { writer.integer(bitPattern) }
  init(from reader: inout ByteReader) throws(MalformedBytes) { self.init(bitPattern: try reader.integer(UInt64.self)) }
}

extension String: RowField {
  func write(to writer: inout ByteWriter) { writer.text(self) }
  init(from reader: inout ByteReader) throws(MalformedBytes) { self = try reader.text() }
}

extension Optional: RowField where Wrapped: RowField {
  var isAbsent: Bool { self == nil }

  func write(to writer: inout ByteWriter) { self?.write(to: &writer) }
  init(from reader: inout ByteReader) throws(MalformedBytes) { self = try Wrapped(from: &reader) }
}

extension Array: RowField where Element: RowField {
  func write(to writer: inout ByteWriter) { writer.list(self) { $1.write(to: &$0) } }

  init(from reader: inout ByteReader) throws(MalformedBytes) {
    self = try reader.list { (reader) throws(MalformedBytes) in try Element(from: &reader) }
  }
}

/// An enumeration of which each case has a number that is stored. A number that this version does not know is not guessed at.
protocol RowEnum: RawRepresentable<UInt8>, RowField {}

extension RowEnum {
  func write(to writer: inout ByteWriter) { writer.integer(rawValue) }

  init(from reader: inout ByteReader) throws(MalformedBytes) {
    let start = reader.position
    guard let known = Self(rawValue: try reader.integer(UInt8.self)) else { throw MalformedBytes(offset: start) }
    self = known
  }
}
