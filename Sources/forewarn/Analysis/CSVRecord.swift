/// Where a record of CSV (RFC 4180) ends, and its fields. The fields of a quoted value are given without the quotes around them.
struct CSVRecord {
  private(set) var fields: [Range<Int>] = []
  private(set) var contentEnd = 0
  private(set) var end = 0
  private(set) var lines = 1

  /// A record that grows beyond this with a quote open has a stray quote, and ends with its line.
  private static let longest = 1 << 20
  private static let quote = UInt8(ascii: "\"")

  /// The record that starts at `start`; nil when its end is not here yet.
  init?(in pending: [UInt8], from start: Int, columns: Int?, atEnd: Bool) {
    guard start < pending.count else { return nil }
    fields.reserveCapacity(columns ?? 8)
    if split(pending, from: start, quotes: true, atEnd: atEnd) { return }
    guard atEnd || pending.count - start > Self.longest else { return nil }
    (fields, lines) = ([], 1)
    guard split(pending, from: start, quotes: false, atEnd: atEnd) else { return nil }
  }

  private mutating func split(_ pending: [UInt8], from start: Int, quotes: Bool, atEnd: Bool) -> Bool {
    pending.withUnsafeBufferPointer { bytes in
      var i = start
      var fieldStart = start
      while true {
        if quotes, i == fieldStart, i < bytes.count, bytes[i] == Self.quote {
          guard let close = closingQuote(in: bytes, after: i) else { return false }
          fieldStart = i + 1
          i = close
          // What follows the closing quote up to the comma is not part of the value.
          fields.append(fieldStart..<i)
          i += 1
          while i < bytes.count, bytes[i] != UInt8(ascii: ","), bytes[i] != UInt8(ascii: "\n") { i += 1 }
        } else {
          while i < bytes.count, bytes[i] != UInt8(ascii: ","), bytes[i] != UInt8(ascii: "\n") { i += 1 }
          fields.append(fieldStart..<i)
        }
        if i == bytes.count {
          guard atEnd else { return false }
          break
        }
        if bytes[i] == UInt8(ascii: "\n") { break }
        i += 1
        fieldStart = i
      }
      let isReturn = i > start && bytes[i - 1] == UInt8(ascii: "\r")
      contentEnd = isReturn ? i - 1 : i
      end = min(i + 1, bytes.count)
      return true
    }
  }

  private mutating func closingQuote(in bytes: UnsafeBufferPointer<UInt8>, after open: Int) -> Int? {
    var i = open + 1
    while i < bytes.count {
      if bytes[i] == UInt8(ascii: "\n") { lines += 1 }
      if bytes[i] == Self.quote {
        guard i + 1 < bytes.count, bytes[i + 1] == Self.quote else { return i }
        i += 1
      }
      i += 1
    }
    return nil
  }

  static func unquoted(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard bytes.count >= 2, bytes.first == quote, bytes.last == quote else { return bytes }
    return bytes.dropFirst().dropLast()
  }
}
