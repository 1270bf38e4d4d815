internal import CRdKafka

/// What the bytes around a record's value say about its headers.
enum HeaderHint {
  case none, some
  /// The record is of an older message format, or has no value to look around.
  case unknown

  /// In message format 2 (Kafka 0.11 and later) the count of headers follows the value: one byte that is zero for none. In formats
  /// 0 and 1, which know no headers, what follows is the next message, or memory of somebody else. The length before the value
  /// tells them apart: big-endian in four bytes, or a zig-zag varint. No length looks the same in both: a varint of one byte is
  /// twice the length, and a longer one begins with a high bit where the four bytes have a zero.
  @inline(__always)
  init(value: UnsafeRawPointer, count: Int) {
    var rest = UInt64(truncatingIfNeeded: count) << 1
    let size = (UInt64.bitWidth - rest.leadingZeroBitCount + 6) / 7
    for place in -size..<0 {
      let byte = UInt8(rest & 0x7F) | (place == -1 ? 0 : 0x80)
      guard value.load(fromByteOffset: place, as: UInt8.self) == byte else {
        self = .unknown
        return
      }
      rest >>= 7
    }
    self = value.load(fromByteOffset: count, as: UInt8.self) == 0 ? .none : .some
  }
}

/// Decides for each record of a partition whether librdkafka has to be asked for its headers. That costs 100 ns, half of what a
/// record costs in all: it sets up a parser each time, mostly to learn that the count is zero.
///
/// The hint that saves it needs `payload` to point into the bytes as they were fetched, which no manual promises: so it was in
/// the source of 2.0 to 2.14. Even there the first records are compared with librdkafka's own answer.
struct HeaderLookup {
  private static let versions: Range<Int32> = 0x0200_0000..<0x020F_0000
  private static let toCompare = 64

  private enum Trust {
    case comparing(left: Int)
    case full
    case none
  }

  private var trust: Trust
  /// A hint was wrong; from then on librdkafka is asked every time.
  private(set) var hasDisagreed = false

  init(version: Int32 = rd_kafka_version()) {
    trust = Self.versions.contains(version) ? .comparing(left: Self.toCompare) : .none
  }

  /// An empty value does not lie among the bytes that were fetched.
  @inline(__always)
  func hint(value: UnsafeRawPointer?, count: Int) -> HeaderHint {
    if case .none = trust { return .unknown }
    guard count > 0, let value else { return .unknown }
    return HeaderHint(value: value, count: count)
  }

  @inline(__always)
  func mustAsk(_ hint: HeaderHint) -> Bool {
    if case .full = trust { hint != .none } else { true }
  }

  /// What librdkafka said where it was asked.
  mutating func learn(_ hint: HeaderHint, answered hasHeaders: Bool) {
    if hint == .unknown { return }
    guard (hint == .some) == hasHeaders else {
      trust = .none
      hasDisagreed = true
      return
    }
    if case .comparing(let left) = trust { trust = left > 1 ? .comparing(left: left - 1) : .full }
  }
}
