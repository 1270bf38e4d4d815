import Glibc
import Testing

@testable import KafkaTransport

/// Bytes that end where memory ends: reading on is a crash.
private final class BytesAtAnEdge {
  private let mapping: UnsafeMutableRawPointer
  private let size: Int
  let end: UnsafeMutableRawPointer

  init(_ bytes: [UInt8]) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    size = (bytes.count + page - 1) / page * page + page
    guard let mapping = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      mapping != MAP_FAILED,
      mprotect(mapping + size - page, page, PROT_NONE) == 0
    else { preconditionFailure("no memory for a test") }
    self.mapping = mapping
    end = mapping + size - page
    (end - bytes.count).copyMemory(from: bytes, byteCount: bytes.count)
  }

  deinit { munmap(mapping, size) }
}

/// Records as they lie in a fetched batch.
private enum Wire {
  static func varint(_ value: Int) -> [UInt8] {
    var rest = UInt64(bitPattern: Int64(value << 1 ^ value >> 63))
    var bytes: [UInt8] = []
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  static func bigEndian(_ value: Int, bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> ((bytes - 1 - $0) * 8)) }
  }

  /// Format 2: attributes, two deltas, key, value; then the headers.
  static func current(_ value: [UInt8], key: [UInt8] = [], headers: [UInt8]) -> [UInt8] {
    let body = [0, 0, 0] + varint(key.count) + key + varint(value.count) + value + headers
    return varint(body.count) + body
  }

  /// Formats 0 and 1: offset, size, checksum, magic, attributes, (timestamp,) key, value. They end with the value.
  static func old(_ format: UInt8, _ value: [UInt8], key: [UInt8] = []) -> [UInt8] {
    let time = format == 1 ? bigEndian(1_700_000_000_000, bytes: 8) : []
    let body =
      [1, 2, 3, 4, format, 0] + time + bigEndian(key.count, bytes: 4) + key + bigEndian(value.count, bytes: 4) + value
    return bigEndian(0, bytes: 8) + bigEndian(body.count, bytes: 4) + body
  }
}

@Suite struct HeaderLookupTests {
  /// Around every length at which a form of it grows.
  static let lengths: [Int] =
    [1, 2, 62, 63, 64, 65, 127, 128, 129, 255, 256, 8_191, 8_192, 32_768, 65_535, 65_536]
    + [1_048_575, 1_048_576, 16_777_215, 16_777_216]

  private func hint(_ record: [UInt8], valueBytes: Int, behind: Int) -> HeaderHint {
    let memory = BytesAtAnEdge(record)
    return withExtendedLifetime(memory) {
      HeaderHint(value: memory.end - behind - valueBytes, count: valueBytes)
    }
  }

  @Test(arguments: lengths)
  func `Formats 0 and 1 are told by what is before the value, and nothing behind it is read`(length: Int) {
    for byte in [0, 1, 0x80, 0xFF] as [UInt8] {
      let value = [UInt8](repeating: byte, count: length)
      for format in [0, 1] as [UInt8] {
        // The end of a key may look like anything.
        for key in [[], [0x80, 0x80, 0x80, 0x80], [UInt8](Wire.varint(length))] {
          #expect(hint(Wire.old(format, value, key: key), valueBytes: length, behind: 0) == .unknown)
        }
      }
    }
  }

  @Test(arguments: lengths)
  func `In format 2 the byte behind the value tells`(length: Int) {
    let value = [UInt8](repeating: 7, count: length)
    #expect(hint(Wire.current(value, headers: [0]), valueBytes: length, behind: 1) == .none)
    // One header, its name of one byte, its value null.
    let headers = Wire.varint(1) + Wire.varint(1) + [104] + Wire.varint(-1)
    #expect(
      hint(Wire.current(value, key: [1, 2], headers: headers), valueBytes: length, behind: headers.count) == .some)
  }

  // MARK: When to ask

  @Test(
    arguments: [
      (0x0200_02FF, true), (0x020E_02FF, true), (0x020F_00FF, false), (0x0300_00FF, false), (0x0109_02FF, false),
    ] as [(Int32, Bool)])
  func `Only versions that were looked at are believed`(version: Int32, isKnown: Bool) {
    var lookup = HeaderLookup(version: version)
    for _ in 0..<1_000 { lookup.learn(.none, answered: false) }
    #expect(lookup.mustAsk(.none) == !isKnown)
    #expect(!lookup.hasDisagreed)
  }

  @Test func `The first records are asked for all the same`() {
    var lookup = HeaderLookup(version: 0x0200_02FF)
    for number in 0..<64 {
      #expect(lookup.mustAsk(.none))
      lookup.learn(number % 2 == 0 ? .none : .some, answered: number % 2 != 0)
    }
    #expect(!lookup.mustAsk(.none))
    #expect(lookup.mustAsk(.some) && lookup.mustAsk(.unknown))
  }

  @Test(arguments: [(HeaderHint.none, true), (.some, false)], [0, 63, 64, 100])
  func `One disagreement ends the belief for good`(contradiction: (HeaderHint, Bool), after: Int) {
    var lookup = HeaderLookup(version: 0x0200_02FF)
    for _ in 0..<after { lookup.learn(.some, answered: true) }
    lookup.learn(contradiction.0, answered: contradiction.1)
    #expect(lookup.hasDisagreed)
    for _ in 0..<1_000 { lookup.learn(.none, answered: false) }
    #expect(lookup.mustAsk(.none) && lookup.hasDisagreed)
  }

  @Test func `Records that say nothing prove nothing`() {
    var lookup = HeaderLookup(version: 0x0200_02FF)
    for number in 0..<1_000 { lookup.learn(.unknown, answered: number % 2 == 0) }
    #expect(lookup.mustAsk(.none) && !lookup.hasDisagreed)
  }
}
