/// The elements of an array that was scanned before.
package struct JSONElements {
  private var scanner: JSONScanner
  private var isFirst = true

  package init(_ array: JSONToken) {
    scanner = JSONScanner(array.start + 1, count: array.count - 1)
  }

  package mutating func next() throws(Rejection) -> JSONToken? {
    scanner.skipSpace()
    if try scanner.current == UInt8(ascii: "]") { return nil }
    if !isFirst {
      try scanner.take(UInt8(ascii: ","))
      scanner.skipSpace()
    }
    isFirst = false
    return try scanner.value(depth: 0)
  }
}

/// The members of an object, names unescaped.
package struct JSONMembers {
  private var scanner: JSONScanner
  private var isFirst = true

  /// A text that should be one object and nothing else. It is well-formed if `next` came to the end and `finish` too.
  package init(text: UnsafeRawBufferPointer) throws(Rejection) {
    guard let start = text.baseAddress else { throw .notJSON }
    scanner = JSONScanner(start, count: text.count)
    scanner.skipSpace()
    try scanner.take(UInt8(ascii: "{"))
  }

  package mutating func finish() throws(Rejection) {
    try scanner.take(UInt8(ascii: "}"))
    try scanner.finish()
  }

  /// An object that was scanned before.
  package init(_ object: JSONToken) {
    scanner = JSONScanner(object.start + 1, count: object.count - 1)
  }

  package mutating func next(arena: inout ByteArena) throws(Rejection) -> (name: Bytes, value: JSONToken)? {
    scanner.skipSpace()
    if try scanner.current == UInt8(ascii: "}") { return nil }
    if !isFirst {
      try scanner.take(UInt8(ascii: ","))
      scanner.skipSpace()
    }
    isFirst = false
    let name = UTF8Text.unescape(try scanner.name(), arena: &arena)
    return (name, try scanner.value(depth: 0))
  }
}
