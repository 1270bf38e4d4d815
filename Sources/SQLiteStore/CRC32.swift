import CZlib

/// CRC-32 (IEEE 802.3) by zlib, over fields one after the other.
struct CRC32 {
  private(set) var value: UInt32 = 0

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    // zlib takes a null pointer for "begin anew".
    guard let start = bytes.baseAddress else { return }
    value = UInt32(crc32_z(uLong(value), start.assumingMemoryBound(to: Bytef.self), bytes.count))
  }

  mutating func update(_ number: Int64) {
    withUnsafeBytes(of: number.littleEndian) { update($0) }
  }

  /// Length first, so that neighbouring fields cannot trade bytes.
  mutating func update(field: [UInt8]) {
    update(Int64(field.count))
    field.withUnsafeBytes { update($0) }
  }

  mutating func update(field: String) {
    update(field: Array(field.utf8))
  }

  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var crc = CRC32()
    bytes.withUnsafeBytes { crc.update($0) }
    return crc.value
  }
}
