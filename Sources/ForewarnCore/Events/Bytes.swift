/// A borrowed run of bytes: a name or a text inside a record, or inside the arena that holds what had to be unescaped.
///
/// It owns nothing. It is valid as long as the record batch that it was decoded from, which the reader keeps until it
/// is asked for the next batch of the same partition.
public struct Bytes {
  public let base: UnsafeRawPointer?
  public let count: Int

  public static var empty: Bytes { Bytes(base: nil, count: 0) }

  public init(base: UnsafeRawPointer?, count: Int) {
    assert(count >= 0 && (base != nil || count == 0), "no bytes without an address")
    self.base = base
    self.count = count
  }

  public init(_ buffer: UnsafeRawBufferPointer) {
    base = buffer.baseAddress
    count = buffer.count
  }

  public var isEmpty: Bool { count == 0 }

  public var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// The text, with ill-formed UTF-8 replaced. Allocates; not for the per-record path.
  public var text: String { String(decoding: buffer, as: UTF8.self) }

  public func elementsEqual(_ other: Bytes) -> Bool {
    guard count == other.count, let base, let otherBase = other.base else { return count == other.count }
    var at = 0
    while count - at >= 8 {
      guard (base + at).loadUnaligned(as: UInt64.self) == (otherBase + at).loadUnaligned(as: UInt64.self) else {
        return false
      }
      at += 8
    }
    while at < count {
      guard (base + at).load(as: UInt8.self) == (otherBase + at).load(as: UInt8.self) else { return false }
      at += 1
    }
    return true
  }

  /// Without the blanks, tabs, line ends and no-break spaces around it.
  @inline(__always)
  public var trimmed: Bytes {
    guard let base, count > 0 else { return self }
    let first = base.load(as: UInt8.self)
    let last = (base + (count - 1)).load(as: UInt8.self)
    // Nearly every text; no blank begins or ends with other bytes.
    if first > 0x20, first != 0xC2, last > 0x20, last != 0xA0 { return self }
    return withoutBlanks(base)
  }

  private func withoutBlanks(_ base: UnsafeRawPointer) -> Bytes {
    var start = 0
    var end = count
    while start < end {
      let blank = Self.blank(base + start, end - start)
      if blank == 0 { break }
      start += blank
    }
    while end > start {
      if Self.blank(base + (end - 1), 1) == 1 {
        end -= 1
      } else if end - start >= 2, Self.blank(base + (end - 2), 2) == 2 {
        end -= 2
      } else {
        break
      }
    }
    return Bytes(base: base + start, count: end - start)
  }

  /// At most `limit` bytes, cut at a character boundary.
  @inline(__always)
  public func cut(to limit: Int) -> Bytes {
    guard count > limit, let base else { return self }
    var kept = limit
    while kept > 0, (base + kept).load(as: UInt8.self) & 0xC0 == 0x80 { kept -= 1 }
    return Bytes(base: base, count: kept)
  }

  /// How many bytes of a blank stand here.
  private static func blank(_ at: UnsafeRawPointer, _ left: Int) -> Int {
    switch at.load(as: UInt8.self) {
    case UInt8(ascii: " "), 0x09...0x0D: 1
    case 0xC2 where left >= 2 && (at + 1).load(as: UInt8.self) == 0xA0: 2
    default: 0
    }
  }
}
