import ForewarnCore
import StreamRuntime
import Testing

@testable import SQLiteStore

@Suite struct CodingTests {
  @Test(arguments: [
    ("", UInt32(0)), ("123456789", 0xCBF4_3926), ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
  ])
  func crc32(_ text: String, _ expected: UInt32) {
    #expect(CRC32.checksum(Array(text.utf8)) == expected)
  }

  @Test func crc32InPartsIsThatOfTheWhole() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* $0) }
    var parts = CRC32()
    for cut in stride(from: 0, to: 1000, by: 37) {
      bytes[cut..<min(cut + 37, 1000)].withUnsafeBytes { parts.update($0) }
    }
    // zlib would begin anew at a null pointer.
    parts.update(UnsafeRawBufferPointer(start: nil, count: 0))
    #expect(parts.value == CRC32.checksum(bytes))
  }

  private static let epochs = [
    StateStoreContract.epoch("b1", after: nil),
    StateStoreContract.epoch(
      "b2", after: "b1", number: .min,
      rows: [
        StateRow(key: "", value: []), StateRow(key: "é|\u{0}", value: nil), StateRow(key: [0xFF, 0], value: [1]),
      ], statistics: ""),
    Epoch(
      bookID: "", parentBookID: "", number: .max, rows: [], outputs: [], offsets: [], statisticsID: nil, metadata: ""),
  ]

  @Test(arguments: epochs)
  func roundTrip(_ epoch: Epoch) throws {
    #expect(try EpochCodec.decode(EpochCodec.encode(epoch)) == epoch)
  }

  @Test(arguments: epochs)
  func everyPrefixIsRefused(_ epoch: Epoch) {
    let bytes = EpochCodec.encode(epoch)
    for count in 0..<bytes.count {
      #expect(throws: MalformedBytes.self) { try EpochCodec.decode(Array(bytes.prefix(count))) }
    }
    #expect(throws: MalformedBytes.self) { try EpochCodec.decode(bytes + [0]) }
  }

  @Test(arguments: epochs)
  func noByteMakesItCrash(_ epoch: Epoch) {
    let bytes = EpochCodec.encode(epoch)
    for index in bytes.indices {
      for pattern in [UInt8(1), 0x80, 0xFF] {
        var damaged = bytes
        damaged[index] ^= pattern
        // Another epoch or a refusal: telling them apart is the checksum's part.
        _ = try? EpochCodec.decode(damaged)
      }
    }
  }
}
