/// Where one JSON value stands, and what it is. Of a string, the bytes between its quotes, as they were written.
struct JSONToken {
  enum Kind: UInt8 {
    case string, number, yes, no, null, object, array
  }

  var kind: Kind
  /// The string holds a backslash.
  var isEscaped = false
  /// The string holds a byte beyond ASCII.
  var isBeyondASCII = false
  var start: UnsafeRawPointer
  var count: Int

  var bytes: Bytes { Bytes(base: start, count: count) }
}
