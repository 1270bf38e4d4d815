/// The elements of an array that was scanned before.
package struct JSONElements {
  private var scanner: JSONScanner
  private var isFirst = true

  package init(_ array: JSONToken, takesAnyBytes: Bool = false) {
    scanner = JSONScanner(array.start + 1, count: array.count - 1)
    scanner.takesAnyBytes = takesAnyBytes
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
  /// Of values, not of names.
  private let takesAnyBytes: Bool

  /// A text that should be one object and nothing else. It is well-formed if `next` came to the end and `finish` too; with
  /// `takesAnyBytes`, but for strings among the values that are no UTF-8.
  package init(text: UnsafeRawBufferPointer, takesAnyBytes: Bool = false) throws(Rejection) {
    self.takesAnyBytes = takesAnyBytes
    guard let start = text.baseAddress else { throw .notJSON }
    scanner = JSONScanner(start, count: text.count)
    scanner.skipSpace()
    try scanner.take(UInt8(ascii: "{"))
  }

  package mutating func finish() throws(Rejection) {
    try scanner.take(UInt8(ascii: "}"))
    try scanner.finish()
  }

  /// Of an object that was scanned before.
  static func isEmpty(_ object: Bytes) -> Bool {
    guard let base = object.base, object.count > 1 else { return true }
    var scanner = JSONScanner(base + 1, count: object.count - 1)
    scanner.skipSpace()
    return scanner.at.load(as: UInt8.self) == UInt8(ascii: "}")
  }

  /// An object that was scanned before.
  package init(_ object: JSONToken) {
    takesAnyBytes = false
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
    scanner.takesAnyBytes = takesAnyBytes
    defer { scanner.takesAnyBytes = false }
    return (name, try scanner.value(depth: 0))
  }
}
