/// What to make of bytes that may not be JSON text at all.
enum Encoding {
  /// The JSON text in a value: without a schema registry's frame, and not too large.
  @inline(__always)
  static func text(of value: Bytes) throws(Rejection) -> Bytes {
    if value.count > Limits.recordBytes { return try trimmed(value) }
    guard let base = value.base, base.load(as: UInt8.self) == 0 else { return value }
    return try withoutFrame(value)
  }

  /// White space around a value does not count against its size.
  private static func trimmed(_ value: Bytes) throws(Rejection) -> Bytes {
    guard var start = value.base else { return value }
    var end = start + value.count
    func isSpace(_ at: UnsafeRawPointer) -> Bool {
      let byte = at.load(as: UInt8.self)
      return byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
    while start < end, isSpace(start) { start += 1 }
    while start < end, isSpace(end - 1) { end -= 1 }
    guard end - start <= Limits.recordBytes else { throw .tooLarge }
    return Bytes(base: start, count: end - start)
  }

  /// Confluent's wire format: a zero byte and the schema's number in four bytes, before JSON text.
  private static func withoutFrame(_ value: Bytes) throws(Rejection) -> Bytes {
    guard let base = value.base, value.count > 5 else { throw .unsupportedEncoding }
    let first = (base + 5).load(as: UInt8.self)
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { throw .unsupportedEncoding }
    return Bytes(base: base + 5, count: value.count - 5)
  }

  /// A better reason for what is "not JSON": bytes that are no text at all, or no UTF-8.
  static func refine(_ reason: Rejection, of value: Bytes) -> Rejection {
    guard reason == .notJSON || reason == .notUTF8, let base = value.base, value.count > 0 else { return reason }
    var isBinary = value.count > 1 && base.load(as: UInt8.self) == 0x1F && (base + 1).load(as: UInt8.self) == 0x8B
    let first = base.load(as: UInt8.self)
    if first != UInt8(ascii: "{"), first != UInt8(ascii: "[") {
      for index in 0..<min(value.count, 1024) where !isBinary {
        let byte = (base + index).load(as: UInt8.self)
        isBinary = byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D
      }
    }
    if isBinary { return .unsupportedEncoding }
    return UTF8Text.isValid(value) ? reason : .notUTF8
  }
}
