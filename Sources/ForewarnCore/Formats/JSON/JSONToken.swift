/// Where one JSON value stands, and what it is. Of a string, the bytes between its quotes, as they were written.
package struct JSONToken {
  package enum Kind: UInt8 {
    case string, number, yes, no, null, object, array
  }

  package var kind: Kind
  /// The string holds a backslash.
  var isEscaped = false
  /// The string holds a byte beyond ASCII.
  package var isBeyondASCII = false
  var start: UnsafeRawPointer
  package var count: Int

  package var bytes: Bytes { Bytes(base: start, count: count) }
}
