import ForewarnCore
import Testing

@Suite struct HashTests {
  @Test func everyLengthAndBitCounts() {
    var seen: Set<UInt64> = []
    for count in 0...70 {
      var bytes = [UInt8](repeating: 0, count: count)
      seen.insert(bytes.withUnsafeBytes { Hash64.hash($0) })
      for bit in 0..<(count * 8) {
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        seen.insert(bytes.withUnsafeBytes { Hash64.hash($0) })
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      }
    }
    #expect(seen.count == 71 + 8 * (70 * 71 / 2))
  }

  /// A flipped bit of the input flips about half of the hash.
  @Test func bitsAreMixed() {
    for count in [1, 3, 7, 8, 15, 16, 17, 40] {
      var flipped = 0
      for bit in 0..<(count * 8) {
        var bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
        let before = bytes.withUnsafeBytes { Hash64.hash($0) }
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        flipped += (before ^ bytes.withUnsafeBytes { Hash64.hash($0) }).nonzeroBitCount
      }
      let share = Double(flipped) / Double(count * 8 * 64)
      #expect(share > 0.42 && share < 0.58, "\(count) bytes: \(share)")
    }
  }

  /// Identities are stored: the hash must never change.
  @Test func isPinned() {
    #expect(Array("forewarn".utf8).withUnsafeBytes { Hash64.hash($0) } == 3_914_209_892_293_332_121)
  }
}
