/// A book row's value: what it holds is said once, in `code`, for writing and for reading alike.
protocol RowValue {
  init()
  mutating func code<C: RowCoder>(with coder: inout C)
}

/// Writes or reads one field after the other. After the first failed read the coder stays failed and leaves values alone.
protocol RowCoder {
  mutating func value(_ v: inout Int64)
  mutating func value(_ v: inout Double)
  mutating func value(_ v: inout String)
  /// The number of elements that follow: the one given when writing, the one found when reading.
  mutating func count(_ n: Int) -> Int
}

extension RowCoder {
  mutating func value(_ v: inout Bool) {
    var n: Int64 = v ? 1 : 0
    value(&n)
    v = n != 0
  }

  mutating func value(_ v: inout Int) {
    var n = Int64(v)
    value(&n)
    v = Int(n)
  }

  mutating func value(_ v: inout Int32) {
    var n = Int64(v)
    value(&n)
    v = Int32(truncatingIfNeeded: n)
  }

  mutating func value<E: RawRepresentable<UInt8>>(_ v: inout E) {
    var n = Int64(v.rawValue)
    value(&n)
    v = E(rawValue: UInt8(truncatingIfNeeded: n)) ?? v
  }

  mutating func value(_ v: inout String?) {
    var present = v != nil
    value(&present)
    guard present else {
      v = nil
      return
    }
    var text = v ?? ""
    value(&text)
    v = text
  }

  mutating func value(_ v: inout Int64?) {
    var present = v != nil
    value(&present)
    guard present else {
      v = nil
      return
    }
    var n = v ?? 0
    value(&n)
    v = n
  }

  mutating func value<V: RowValue>(_ v: inout V) { v.code(with: &self) }

  mutating func value<V: RowValue>(_ v: inout V?) {
    var present = v != nil
    value(&present)
    guard present else {
      v = nil
      return
    }
    var inner = v ?? V()
    inner.code(with: &self)
    v = inner
  }

  mutating func value<V: RowValue>(_ list: inout [V]) {
    let n = count(list.count)
    if list.count != n { list = Array(repeating: V(), count: n) }
    for i in list.indices { list[i].code(with: &self) }
  }

  mutating func value(_ list: inout [String]) {
    let n = count(list.count)
    if list.count != n { list = Array(repeating: "", count: n) }
    for i in list.indices { value(&list[i]) }
  }

  mutating func value(_ list: inout [Int64]) {
    let n = count(list.count)
    if list.count != n { list = Array(repeating: 0, count: n) }
    for i in list.indices { value(&list[i]) }
  }
}

struct RowWriter: RowCoder {
  private var writer = ByteWriter()

  /// Format of the rows; another one is not read.
  static let version: Int64 = 2

  static func bytes<V: RowValue>(of value: V) -> [UInt8] {
    var coder = RowWriter()
    coder.writer.integer(version)
    var copy = value
    copy.code(with: &coder)
    return coder.writer.bytes
  }

  mutating func value(_ v: inout Int64) { writer.integer(v) }
  mutating func value(_ v: inout Double) { writer.integer(Int64(bitPattern: v.bitPattern)) }
  mutating func value(_ v: inout String) { writer.text(v) }

  mutating func count(_ n: Int) -> Int {
    writer.integer(Int64(n))
    return n
  }
}

struct RowReader: RowCoder {
  private var reader: ByteReader
  private var failed = false

  /// nil when the bytes are not a whole row of this version.
  static func value<V: RowValue>(_ type: V.Type, from bytes: [UInt8]) -> V? {
    var coder = RowReader(reader: ByteReader(bytes))
    guard (try? coder.reader.integer(Int64.self)) == RowWriter.version else { return nil }
    var value = V()
    value.code(with: &coder)
    return coder.failed || !coder.reader.isAtEnd ? nil : value
  }

  mutating func value(_ v: inout Int64) {
    guard !failed, let n = try? reader.integer(Int64.self) else { return fail() }
    v = n
  }

  mutating func value(_ v: inout Double) {
    guard !failed, let n = try? reader.integer(Int64.self) else { return fail() }
    v = Double(bitPattern: UInt64(bitPattern: n))
  }

  mutating func value(_ v: inout String) {
    guard !failed, let text = try? reader.text() else { return fail() }
    v = text
  }

  mutating func count(_ n: Int) -> Int {
    guard !failed, let found = try? reader.integer(Int64.self), found >= 0, found <= 100_000 else {
      fail()
      return 0
    }
    return Int(found)
  }

  private mutating func fail() { failed = true }
}
