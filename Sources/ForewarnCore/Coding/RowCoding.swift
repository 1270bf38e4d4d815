/// A book row's value, or a part of one: what it holds is said once, in `code`, for writing and for reading alike.
///
/// Every field has a tag, which is never given to another one. So rows can grow: a reader keeps the default of a field that it does
/// not find, and passes over one that it does not know. A tag that is given up stays unused.
protocol RowValue: RowField {
  init()
  mutating func code<C: RowCoder>(with coder: inout C)
}

/// Writes or reads the fields of a row, one after the other, tags ascending.
protocol RowCoder {
  mutating func field<V: RowField>(_ tag: UInt8, _ value: inout V)
  /// The values do not go together. Afterwards nothing is believed of the row.
  mutating func fail()
}

extension RowValue {
  func write(to writer: inout ByteWriter) { writer.run(RowWriter.fields(of: self)) }

  init(from reader: inout ByteReader) throws(MalformedBytes) {
    let start = reader.position
    let bytes = try reader.run()
    do {
      self = try RowReader.value(Self.self, fields: bytes[...])
    } catch {
      throw MalformedBytes(offset: start + 4 + error.offset)
    }
  }
}

/// How the bytes of a row begin.
enum RowFormat {
  /// Rows of fields with tags and lengths. Form 1, fields by position, was that of development versions.
  static let current: UInt8 = 2
}

struct RowWriter: RowCoder {
  private var writer = ByteWriter()
  private var lastTag: UInt8 = 0

  static func bytes<V: RowValue>(of value: V) -> [UInt8] {
    var writer = ByteWriter()
    writer.integer(RowFormat.current)
    writer.run(fields(of: value))
    return writer.bytes
  }

  fileprivate static func fields<V: RowValue>(of value: V) -> [UInt8] {
    var coder = RowWriter()
    var copy = value
    copy.code(with: &coder)
    return coder.writer.bytes
  }

  mutating func field<V: RowField>(_ tag: UInt8, _ value: inout V) {
    precondition(tag > lastTag, "the tags of a row ascend, and none is used twice")
    lastTag = tag
    guard !value.isAbsent else { return }
    var payload = ByteWriter()
    value.write(to: &payload)
    writer.integer(tag)
    writer.run(payload.bytes)
  }

  mutating func fail() { preconditionFailure("what is written goes together") }
}

struct RowReader: RowCoder {
  private struct Field {
    var tag: UInt8
    var offset: Int
    var payload: [UInt8]
  }

  private var fields: [Field] = []
  private var next = 0
  private var failure: MalformedBytes?

  /// The value of a whole row.
  static func value<V: RowValue>(_ type: V.Type, from bytes: [UInt8]) throws(MalformedBytes) -> V {
    var reader = ByteReader(bytes)
    guard try reader.integer(UInt8.self) == RowFormat.current else { throw MalformedBytes(offset: 0) }
    let value = try V(from: &reader)
    guard reader.isAtEnd else { throw MalformedBytes(offset: reader.position) }
    return value
  }

  fileprivate static func value<V: RowValue>(_ type: V.Type, fields: ArraySlice<UInt8>) throws(MalformedBytes) -> V {
    var coder = try RowReader(fields)
    var value = V()
    value.code(with: &coder)
    if let failure = coder.failure { throw failure }
    return value
  }

  private init(_ bytes: ArraySlice<UInt8>) throws(MalformedBytes) {
    var reader = ByteReader(Array(bytes))
    while !reader.isAtEnd {
      let start = reader.position
      let tag = try reader.integer(UInt8.self)
      guard tag > fields.last?.tag ?? 0 else { throw MalformedBytes(offset: start) }
      fields.append(Field(tag: tag, offset: start, payload: try reader.run()))
    }
  }

  mutating func field<V: RowField>(_ tag: UInt8, _ value: inout V) {
    // What lies before is of a newer version.
    while next < fields.count, fields[next].tag < tag { next += 1 }
    guard failure == nil, next < fields.count, fields[next].tag == tag else { return }
    var reader = ByteReader(fields[next].payload)
    do {
      value = try V(from: &reader)
      if !reader.isAtEnd { failure = MalformedBytes(offset: fields[next].offset + reader.position) }
    } catch {
      failure = MalformedBytes(offset: fields[next].offset + error.offset)
    }
    next += 1
  }

  mutating func fail() { failure = failure ?? MalformedBytes(offset: 0) }
}
